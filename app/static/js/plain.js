// Make it plain: puts the offered plain text in place of the words, if they are still the ones it was made from.

import { toast } from "./beside.js";

const field = document.getElementById("composer_body");
let seen = "";

document.addEventListener("toggle", (event) => {
  if (event.newState === "open" && event.target.id === "plain_preview") seen = field.value;
}, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-make-plain]");
  if (button) change(button.dataset.plain);
});

function change(plain) {
  const before = field.value;
  document.getElementById("plain_preview").hidePopover();
  if (before !== seen) return field.focus(); // written on meanwhile: a new offer is on its way
  put(plain);
  toast("Made plain", "Undo", () => { if (field.value === plain) put(before); });
}

function put(words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
