// The switch Text | Note. In note mode the form says data-mode="note": nothing of it is sent as a text, and whoever
// keeps notes listens for its submit. Tells the form "leadline:mode".

const form = document.querySelector("[data-composer]");
const switches = form?.querySelector("[data-modes]");
const field = document.getElementById("composer_body");
const asText = field?.placeholder;

switches?.addEventListener("change", choose);
form?.addEventListener("htmx:config:request", (event) => {
  if (form.dataset.mode === "note") event.preventDefault(); // the gate has no word on a note
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

function choose() {
  const isNote = form.elements.mode.value === "note";
  if ((form.dataset.mode === "note") === isNote) return;
  if (isNote) form.dataset.mode = "note";
  else delete form.dataset.mode;
  field.placeholder = isNote ? "Write a note for your team" : asText;
  form.querySelector("[data-body-label]").textContent = isNote ? "Note" : "Message";
  form.querySelector("[data-send-word]").textContent = isNote ? "Add note" : "Send";
  form.dispatchEvent(new CustomEvent("leadline:mode", { bubbles: true }));
  if (!isNote) window.htmx?.trigger(field, "recheck");
}
