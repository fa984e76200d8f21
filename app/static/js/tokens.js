// Insert a field: typing narrows the list, arrows move, Enter or a click puts the field at the caret. Words to fall back
// on are marked then, to be written over.

import { insertAtCaret } from "./beside.js";

const pop = document.getElementById("token_pop");
const search = document.getElementById("token_search");

search?.addEventListener("input", narrow);
search?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); move(step); }
  else if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); take(marked()); }
});
pop?.addEventListener("click", (event) => take(event.target.closest("[data-token]")));
pop?.addEventListener("toggle", (event) => { if (event.newState === "closed") search.value = ""; narrow(); });
if (pop) new MutationObserver(narrow).observe(pop, { childList: true, subtree: true });

function options() {
  return [...pop.querySelectorAll("[data-token]")].filter((each) => !each.hidden);
}

function marked() {
  return pop.querySelector("[data-token][aria-selected=true]");
}

function narrow() {
  const words = search.value.trim().toLowerCase().split(/\s+/);
  for (const each of pop.querySelectorAll("[data-token]")) each.hidden = !words.every((word) => each.dataset.words.includes(word));
  for (const group of pop.querySelectorAll(".token-group")) group.hidden = !group.querySelector("[data-token]:not([hidden])");
  const none = pop.querySelector(".token-none");
  if (none) none.hidden = options().length > 0;
  mark(options()[0]);
}

function move(step) {
  const all = options();
  mark(all[(all.indexOf(marked()) + step + all.length) % all.length]);
  marked()?.scrollIntoView({ block: "nearest" });
}

function mark(option) {
  for (const each of pop.querySelectorAll("[data-token]")) each.setAttribute("aria-selected", String(each === option));
  if (option) search.setAttribute("aria-activedescendant", option.id);
  else search.removeAttribute("aria-activedescendant");
}

function take(option) {
  if (!option) return;
  pop.hidePopover();
  const written = option.dataset.token;
  insertAtCaret(written);
  const field = document.getElementById("composer_body");
  const end = field.selectionEnd;
  const fallback = written.indexOf("| ");
  if (fallback > 0) field.setSelectionRange(end - written.length + fallback + 2, end - 3);
}
