// The switch Text | Note. In note mode the form says data-mode="note": nothing of it is sent as a text, and whoever
// keeps notes listens for its submit. Tells the form "leadline:mode". Each mode has words of its own, and the field
// shows those of the mode chosen: text(), setText(words), note(), setNote(words). say(sentence): what
// went wrong, beside the field.

export { choose, isNote, note, say, setNote, setText, text };

const form = document.querySelector("[data-composer]");
const switches = form?.querySelector("[data-modes]");
const field = document.getElementById("composer_body");
const asText = field?.placeholder;
let other = ""; // the words of the mode not chosen

switches?.addEventListener("change", choose);
form?.addEventListener("htmx:config:request", (event) => {
  if (form.dataset.mode === "note" && event.target === field) event.preventDefault(); // the gate has no word on a note
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-write-note]")) writeNote();
});
if (switches) choose();

// Somebody who may not be texted may still be written about.
function writeNote() {
  form.elements.mode.value = "note";
  choose();
  field.focus();
}

function isNote() { return form?.dataset.mode === "note"; }
function text() { return isNote() ? other : field.value; }
function note() { return isNote() ? field.value : other; }
function setText(words) { put(words, isNote()); }
function setNote(words) { put(words, !isNote()); }

function put(words, aside) {
  if (aside) other = words;
  else field.value = words;
}

function say(sentence) {
  const place = document.getElementById("composer_error");
  if (place.textContent !== sentence) place.textContent = sentence;
}

function choose() {
  const chosen = form.elements.mode.value === "note";
  if (isNote() === chosen) return;
  if (chosen) form.dataset.mode = "note";
  else delete form.dataset.mode;
  [field.value, other] = [other, field.value];
  field.placeholder = chosen ? "Write a note for your team" : asText;
  form.querySelector("[data-body-label]").textContent = chosen ? "Note" : "Message";
  form.querySelector("[data-send-word]").textContent = chosen ? "Add note" : "Send";
  form.dispatchEvent(new CustomEvent("leadline:mode", { bubbles: true }));
  if (!chosen) window.htmx?.trigger(field, "recheck");
}
