// Snippets: / at the beginning of a word offers templates whose shortcut or subject begins with what follows. Arrow keys
// choose, Enter or Tab inserts, Esc leaves the words as they are. A key pressed before the list is there waits for it.

import { isNote } from "./note_mode.js";
import { put, whom } from "./template_picker.js";

export { offer };

const BEGUN = /(^|\s)\/([\p{L}\p{N}_-]*)$/u;
const MOST = 8;
const field = document.getElementById("composer_body");
const form = field.form;
const list = Object.assign(document.createElement("ul"), { className: "options mention-options snippet-options", id: "snippet_options", hidden: true });
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Snippets");
field.closest(".composer-box").before(list);
let all = null; // while the list is open
let loading = false;
let early = ""; // the key that was pressed while it was loading
let left = null; // where the / stood that somebody left with Esc

form.addEventListener("keydown", steer, true);
field.addEventListener("input", () => { if (begun() === null) { left = null; hide(); } });
field.addEventListener("blur", hide);
list.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[data-snippet]");
  if (option) { event.preventDefault(); take(option); }
});

async function offer() {
  if (begun() === null || left === place()) return;
  if (!all && !loading) {
    loading = true;
    const answer = await fetch(`/templates/snippets?${whom()}`, { redirect: "manual" }).catch(() => null);
    all = answer?.ok ? await answer.json().catch(() => []) : [];
    loading = false;
  }
  if (loading) return;
  show();
  const key = early;
  early = "";
  if (!key) return;
  if (chosen()) take(chosen());
  else if (key === "Enter") form.requestSubmit();
}

function show() {
  const typed = begun();
  const wanted = typed?.toLowerCase();
  const found = typed === null ? [] : all.filter((each) => matches(each, wanted)).sort((one, other) => rank(one, wanted) - rank(other, wanted)).slice(0, MOST);
  list.replaceChildren(...found.map(draw));
  list.hidden = !found.length;
  point();
}

function matches({ subject, shortcut }, typed) {
  return shortcut.startsWith(typed) || subject.toLowerCase().split(/\s+/).some((word) => word.startsWith(typed));
}

function rank({ shortcut }, typed) {
  return shortcut === typed && typed ? 0 : shortcut.startsWith(typed) && shortcut ? 1 : 2;
}

function draw({ id, subject, shortcut, words }, index) {
  const option = Object.assign(document.createElement("li"), { className: "option snippet", id: `snippet_option_${index}` });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", String(index === 0));
  option.dataset.snippet = id;
  option.append(
    Object.assign(document.createElement("b"), { textContent: shortcut ? `/${shortcut}` : subject }),
    Object.assign(document.createElement("span"), { className: "snippet-words", textContent: shortcut ? `${subject} · ${words}` : words }),
  );
  return option;
}

function steer(event) {
  if (event.target !== field || event.isComposing || begun() === null) return;
  if (loading && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) early = event.key;
  else if (list.hidden) return;
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Escape") { left = place(); hide(); }
  else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && chosen()) take(chosen());
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function move(step) {
  const options = [...list.children];
  const next = options[(options.indexOf(chosen()) + step + options.length) % options.length];
  for (const each of options) each.setAttribute("aria-selected", String(each === next));
  next.scrollIntoView({ block: "nearest" });
  point();
}

function point() {
  const names = { "aria-controls": list.id, "aria-autocomplete": "list", "aria-activedescendant": chosen()?.id };
  for (const [name, value] of Object.entries(names)) {
    if (chosen() && !list.hidden) field.setAttribute(name, value);
    else field.removeAttribute(name);
  }
}

function take(option) {
  const [start, end] = [place(), field.selectionStart];
  hide();
  put(option.dataset.snippet, start, end);
}

function hide() {
  all = null;
  list.hidden = true;
  list.replaceChildren();
  point();
}

function begun() {
  const found = isNote() ? null : BEGUN.exec(field.value.slice(0, field.selectionStart));
  return found ? found[2] : null;
}

function place() {
  return field.selectionStart - begun().length - 1;
}

function chosen() { return list.querySelector("[aria-selected=true]"); }
