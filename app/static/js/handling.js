// What is done with a conversation: its menus open where their button stands, and forms are handed over without leaving
// the page. The answer is put in by swap.js, so that a late one never replaces what was pushed since.

import { notice } from "./beside.js";
import { apply } from "./swap.js";

const GAP = 6;
const EDGE = 8;
const menu = document.getElementById("desk_menu");
const head = () => document.querySelector(".thread-head");
const department = head().dataset.department;
const under = new Set(); // buttons whose work is under way
let opened = ""; // address of the menu that was opened last

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-menu]");
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(opener);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-desk-form]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (under.has(button)) return; // pressed twice: a second answer, of nothing done, would take the Undo away
  under.add(button);
  hand(event.target, button).finally(() => under.delete(button));
});
document.addEventListener("leadline:changed", () => {
  if (head().dataset.department !== department) location.reload(); // other numbers, other colleagues
});

// The head that held the opener may have been swapped since: the focus goes to its opener of now.
menu.addEventListener("toggle", (event) => {
  const held = document.activeElement;
  if (event.newState === "closed" && (held === document.body || menu.contains(held))) openerOf(opened)?.focus();
});

async function open(opener) {
  const answer = await ask(opener.href).catch(() => null);
  if (!answer?.ok) return say("This could not be loaded. Try again.");
  menu.innerHTML = await answer.text();
  menu.showPopover();
  opened = opener.getAttribute("href");
  place(openerOf(opened) ?? opener);
  menu.querySelector("button, input:not([type=hidden]), a")?.focus();
}

function openerOf(address) {
  return document.querySelector(`[data-menu][href="${CSS.escape(address)}"]`);
}

function place(opener) {
  menu.style.inset = "";
  if (matchMedia("(max-width: 699.98px)").matches) return;
  const around = opener.getBoundingClientRect();
  const left = Math.min(around.left, innerWidth - EDGE - menu.offsetWidth);
  menu.style.inset = `${around.bottom + GAP}px auto auto ${Math.max(EDGE, left)}px`;
}

async function hand(form, button) {
  const body = new FormData(form, button);
  const answer = await ask(button?.hasAttribute("formaction") ? button.formAction : form.action, { method: "POST", body })
    .catch(() => null);
  if (menu.matches(":popover-open")) menu.hidePopover();
  const where = answer?.headers.get("HX-Redirect");
  if (where) return location.assign(where);
  const html = (await answer?.text().catch(() => "")) ?? "";
  const told = new DOMParser().parseFromString(html, "text/html");
  if (answer?.ok) say("");
  if (answer?.ok || told.getElementById("thread_problem")) apply([{ into: null, html }]);
  else say(told.getElementById("error_part")?.textContent ?? "That did not work. Load the page again and repeat.");
  if (answer?.ok || form.id === "desk_undo") offerUndo(told);
}

// What was done before can't be taken back any more: what was done last can.
function offerUndo(told) {
  const before = document.getElementById("desk_undo");
  const held = before?.contains(document.activeElement);
  const undo = told.getElementById("desk_undo");
  if (undo) notice(undo);
  else if (before) before.parentElement.hidden = true;
  before?.remove();
  if (held) head().querySelector(".thread-acts a, .thread-acts button").focus();
}

function ask(address, more = {}) {
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
  return fetch(address, { headers, redirect: "manual", ...more });
}

function say(words) {
  const place = document.getElementById("thread_problem");
  place.textContent = words;
  place.hidden = !words;
}
