// What opens beside the composer ([data-stand]): stands above its opener, within the window. insertAtCaret(words). notice(part): one line at the
// foot; toast(words, action, act): one with something to do about it.

export { insertAtCaret, notice, toast };

const GAP = 8;
const EDGE = 8;
const SHOWN = 12000;
const place = document.getElementById("toast");
let hideToast = 0;

// Toggled parts come and go with the composer's check: one listener for all. The event does not bubble.
document.addEventListener("toggle", (event) => {
  if (event.newState === "open" && event.target.matches("[data-stand]")) stand(event.target);
}, true);
addEventListener("resize", () => {
  for (const pop of document.querySelectorAll("[data-stand]:popover-open")) stand(pop);
});

function stand(pop) {
  const opener = document.querySelector(`[popovertarget="${pop.dataset.opener ?? pop.id}"]`).getBoundingClientRect();
  const width = pop.getBoundingClientRect().width;
  pop.style.bottom = `${innerHeight - opener.top + GAP}px`;
  pop.style.left = `${Math.max(EDGE, Math.min(opener.left, innerWidth - EDGE - width))}px`;
}

function insertAtCaret(words) {
  const field = document.getElementById("composer_body");
  field.focus();
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function toast(words, action, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "toast-act", textContent: action });
  button.addEventListener("click", () => { place.hidden = true; act(); });
  notice(Object.assign(document.createElement("span"), { textContent: words }), button);
}

function notice(...parts) {
  place.replaceChildren(...parts);
  place.hidden = false;
  clearTimeout(hideToast);
  hideToast = setTimeout(hide, SHOWN, parts[0]);
}

// Not under somebody's pointer or focus.
function hide(part) {
  if (!place.contains(part)) return;
  if (place.matches(":hover, :focus-within")) hideToast = setTimeout(hide, SHOWN, part);
  else place.hidden = true;
}
