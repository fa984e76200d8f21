// Clear: words and files leave the composer, and come back on Undo, before what was written since.

import { toast } from "./beside.js";
import { isNote, note, setNote, setText, text } from "./note_mode.js";

const field = document.getElementById("composer_body");
const form = field?.form;

form?.querySelector("[data-clear]")?.addEventListener("click", () => {
  const media = isNote() ? "" : form.elements.media_ids?.value ?? "";
  if (field.value || media) clear(field.value, media, isNote() ? [note, setNote] : [text, setText]);
  field.focus();
});

function clear(words, media, [present, put]) {
  put("");
  if (media) form.dispatchEvent(new CustomEvent("leadline:queued", { bubbles: true }));
  tell();
  toast("Cleared", "Undo", () => {
    put(present() ? `${words}\n${present()}` : words);
    tell();
    form.dispatchEvent(new CustomEvent("leadline:returned", { bubbles: true, detail: { media_ids: media } }));
    field.focus();
  });
}

function tell() {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
