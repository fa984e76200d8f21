// Make it plain: puts the offered plain text in place of the words, if they are still the ones it was made from. What the
// look at the words offers ([data-fix]: before, after, whole) goes the same way, with the caret where it was.

import { toast } from "./beside.js";

const field = document.getElementById("composer_body");
let seen = "";

document.addEventListener("toggle", (event) => {
  if (event.newState === "open" && event.target.id === "plain_preview") seen = field.value;
}, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-make-plain]");
  if (button) change(button.dataset.plain);
  const fix = event.target.closest("[data-fix]");
  if (fix) mend(fix.dataset);
});

function mend({ fix, words }) {
  const before = field.value;
  const at = field.selectionStart + (fix === "before" ? words.length : 0);
  if (fix === "whole" && alike(words) !== alike(before)) return field.focus();
  const after = { before: words + before, after: before.trimEnd() + words, whole: words }[fix];
  put(after);
  field.setSelectionRange(at, at);
  toast("Changed", "Undo", () => { if (field.value === after) put(before); });
}

function alike(words) {
  return words.toLowerCase().replace(/[!.]/g, "");
}

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
