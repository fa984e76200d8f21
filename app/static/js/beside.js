// What opens beside the composer ([data-stand]): stands above its opener, within the window. insertAtCaret(words).

export { insertAtCaret, toast };

const GAP = 8;
const EDGE = 8;
const SHOWN = 8000;
let hideToast = 0;

// Toggled parts come and go with the composer's check: one listener for all. The event does not bubble.
document.addEventListener("toggle", (event) => {
  if (event.newState === "open" && event.target.matches("[data-stand]")) stand(event.target);
}, true);
addEventListener("resize", () => {
  for (const pop of document.querySelectorAll("[data-stand]:popover-open")) stand(pop);
});

function stand(pop) {
  const opener = document.querySelector(`[popovertarget="${pop.id}"]`).getBoundingClientRect();
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

// One line at the foot with one thing to do about it.
function toast(words, action, act) {
  const place = document.getElementById("toast");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "toast-act", textContent: action });
  button.addEventListener("click", () => { place.hidden = true; act(); });
  place.replaceChildren(Object.assign(document.createElement("span"), { textContent: words }), button);
  place.hidden = false;
  clearTimeout(hideToast);
  hideToast = setTimeout(() => { if (place.contains(button)) place.hidden = true; }, SHOWN);
}
