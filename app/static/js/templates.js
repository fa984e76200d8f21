// Templates under the composer: the picker (its button, the key t) and what / offers at the beginning of a word. Both are
// loaded when first wanted. Where nothing is left of the words, nothing is left of the template they came from.

import { isNote, text } from "./note_mode.js";

const SNIPPET = /(?:^|\s)\/[\p{L}\p{N}_-]*$/u;
const field = document.getElementById("composer_body");
const pop = document.getElementById("composer_template_pop");

pop?.addEventListener("toggle", async (event) => {
  if (event.newState === "open") (await import("./template_picker.js")).open();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "t" || event.ctrlKey || event.metaKey || event.altKey || !pop || isNote()) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog, [popover]")) return;
  event.preventDefault();
  pop.showPopover();
});
field?.addEventListener("input", async (event) => {
  if (!text().trim()) field.form.elements.template_id.value = "";
  if (event.isTrusted && !event.isComposing && !isNote() && SNIPPET.test(field.value.slice(0, field.selectionStart))) (await import("./snippets.js")).offer();
});
