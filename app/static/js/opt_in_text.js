// The editor of an opt-in text: examples and tokens are inserted at the caret by one press ([data-insert]), the
// suggestion takes the text's place ([data-put]), and the checker looks again when what they agree to changes.

const form = document.querySelector("[data-opt-in-text]");
const field = form.elements.body;
let wasThere = false; // before the first visit a field's caret stands before the first word

field.addEventListener("focus", () => { wasThere = true; });
form.elements.program_id.addEventListener("change", () => window.htmx.trigger(field, "recheck"));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert], [data-put]");
  if (button) change(button.dataset);
});

function change({ insert, put }) {
  if (put !== undefined) field.select();
  else if (!wasThere) field.setSelectionRange(field.value.length, field.value.length);
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const words = put ?? `${/\S$/.test(before) ? " " : ""}${insert}${/^[^\s.,;:!?]/.test(after) && /\S$/.test(insert) ? " " : ""}`;
  field.focus();
  if (!document.execCommand("insertText", false, words)) field.setRangeText(words, field.selectionStart, field.selectionEnd, "end"); // so that Ctrl+Z takes it back
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
