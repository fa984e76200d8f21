// Putting parts into the page: apply(parts). One thing, one id: what is there is replaced, what is new goes to its
// place by data-sort; a row that doesn't stand in the folder shown leaves. An element is never replaced by an older one
// (data-change), so that answer, push, repeat and catch-up end in the same page whatever their order.

import { keepFocus } from "./focus.js";
import { belongs } from "./folder.js";

export { apply, uuid };

const INBOX = "inbox_list";
const below = new Map(); // entries newer than a thread shown in its past, by id
const away = new Map(); // rows last seen outside the folder shown, by id, so that an older push can't bring them back

function apply(parts) {
  for (const part of parts) {
    if (part.gone) leave(part);
    else {
      const holder = document.createElement("template");
      holder.innerHTML = part.html;
      const element = holder.content.firstElementChild;
      if (element) put(element, part.into);
    }
  }
  document.dispatchEvent(new CustomEvent("leadline:changed", { detail: { below: below.size } }));
}

function put(element, into) {
  const present = document.getElementById(element.id);
  const known = present ?? away.get(element.id);
  if (known && isOlder(element, known)) return;
  if (into === INBOX && !belongs(element)) {
    away.set(element.id, element);
    keepFocus(present, () => present?.remove());
    return;
  }
  away.delete(element.id);
  keepFocus(present, () => place(element, present, into), element);
  if (element.isConnected && window.htmx) window.htmx.process(element);
}

function place(element, present, into) {
  const list = present && element.dataset.sort ? present.parentElement : document.getElementById(into);
  if (present && (!list || present.dataset.sort === element.dataset.sort)) present.replaceWith(element);
  else if (list) {
    present?.remove();
    if (insert(list, element) && !present) arrive(element);
  }
}

// A row left a department's inbox, if it is still that department's row and no newer one.
function leave(part) {
  const present = document.getElementById(part.gone);
  const known = present ?? away.get(part.gone);
  const department = String(part.department);
  if (known && (known.dataset.department !== department || change(known) > part.change)) return;
  keepFocus(present, () => present?.remove());
  away.set(part.gone, { dataset: { department, change: String(part.change), moves: known?.dataset.moves ?? "0" } });
}

// Change numbers of two departments can't be compared; how often the conversation itself changed can.
function isOlder(element, known) {
  if (element.dataset.department !== known.dataset.department) return moves(element) < moves(known);
  return change(element) < change(known);
}

function insert(list, element) {
  const sorted = [...list.children].filter((each) => each.dataset.sort);
  if (list.id === INBOX) {
    const after = sorted.find((each) => each.dataset.sort < element.dataset.sort);
    const more = document.getElementById("inbox_more");
    if (!after && more && sorted.length) return false;
    list.insertBefore(element, after ?? more ?? null);
    return true;
  }
  const before = sorted.findLast((each) => each.dataset.sort <= element.dataset.sort);
  if (before === sorted.at(-1) && list.querySelector("#newer a")) {
    below.set(element.id, { element, into: list.id });
    return false;
  }
  if (before) before.after(element);
  else if (sorted.length) {
    if (list.querySelector("#older a")) return false;
    sorted[0].before(element);
  } else list.append(element);
  return true;
}

// A thread shown in its past ends in a gap: what belongs below it waits until the gap is closed.
document.addEventListener("leadline:present", () => {
  const waiting = [...below.values()];
  below.clear();
  for (const { element, into } of waiting) put(element, into);
});

function change(element) {
  return Number(element.dataset.change ?? 0);
}

function moves(element) {
  return Number(element.dataset.moves ?? 0);
}

function arrive(element) {
  element.classList.add("is-new");
  element.addEventListener("animationend", () => element.classList.remove("is-new"), { once: true });
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
