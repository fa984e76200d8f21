// Clear: words and files leave the composer, and come back on Undo, before what was written since.

import { toast } from "./beside.js";

const field = document.getElementById("composer_body");
const form = field?.form;

form?.querySelector("[data-clear]")?.addEventListener("click", () => {
  const words = field.value;
  const media = form.elements.media_ids?.value ?? "";
  if (words || media) clear(words, media);
  field.focus();
});

function clear(words, media) {
  put("");
  form.dispatchEvent(new CustomEvent("leadline:queued", { bubbles: true }));
  toast("Cleared", "Undo", () => {
    put(field.value ? `${words}\n${field.value}` : words);
    form.dispatchEvent(new CustomEvent("leadline:returned", { bubbles: true, detail: { media_ids: media } }));
    field.focus();
  });
}

function put(words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
