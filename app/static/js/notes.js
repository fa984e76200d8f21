// Notes in the thread: while the composer is in note mode (data-mode="note") its words go to the notes, never to the
// carrier. They stay in the field until the server has them. An @ offers colleagues of this department.

import { isNote, note, say, setNote } from "./note_mode.js";
import { apply, uuid } from "./swap.js";

const WAIT = 120;
const MENTION = /(^|[^\w@])@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]*)?)$/u;
const PATIENCE = 30000;
const form = document.getElementById("composer");
const thread = document.querySelector(".thread[data-conversation]");
let sending = null;
let timer = 0;
let asked = 0;

if (form && thread) {
  form.addEventListener("submit", (event) => {
    if (!isNote()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hide();
    save();
  }, true);
  form.addEventListener("keydown", (event) => {
    if (event.target !== field() || !isNote()) return;
    if (list() && !list().hidden && steer(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.stopImmediatePropagation();
      form.requestSubmit();
    }
  }, true);
  form.addEventListener("input", (event) => {
    if (event.target !== field() || begunMention() === null) return hide(); // written on: nothing is offered any more
    clearTimeout(timer);
    timer = setTimeout(offer, WAIT);
  });
  form.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("#mention_options .option");
    if (option) { event.preventDefault(); take(option); }
  });
  form.addEventListener("focusout", () => setTimeout(() => { if (document.activeElement !== field()) hide(); }, WAIT));
}
addEventListener("online", () => { if (sending?.failed) save(); });

async function save() {
  const body = note();
  if (sending?.busy) return;
  if (!sending || sending.body !== body) sending = { id: uuid(), body };
  sending.busy = true;
  const answer = await post(sending).catch(() => null);
  const html = answer ? await answer.text().catch(() => null) : null;
  sending.busy = false;
  if (!answer || html === null || answer.status >= 500) return failed("The note is not kept yet: the connection failed. Your words stay here; press the button again.");
  if (!answer.ok) {
    if (answer.status === 400 || answer.type === "opaqueredirect") return failed("You are signed out. Sign in again in another tab, then press the button again.");
    sending = null;
    document.getElementById("composer_error").outerHTML = html;
    return;
  }
  const words = sending.body;
  sending = null;
  say("");
  if (note() === words) {
    setNote("");
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }
  apply([{ into: `conversation_${thread.dataset.conversation}_log`, html }]);
  document.dispatchEvent(new CustomEvent("leadline:changed", { detail: { mine: true } }));
}

function post({ body, id }) {
  return fetch(`/conversations/${thread.dataset.conversation}/notes`, {
    method: "POST",
    body: new URLSearchParams({ body, client_id: id, csrf_token: form.querySelector("[name=csrf_token]").value }),
    headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
}

function failed(words) {
  sending.failed = true;
  say(words);
}

async function offer() {
  const begun = begunMention();
  const number = ++asked;
  if (begun === null) return hide();
  const path = `/conversations/${thread.dataset.conversation}/colleagues?q=${encodeURIComponent(begun)}`;
  const answer = await fetch(path, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || number !== asked || begunMention() === null) return;
  const html = await answer.text();
  list()?.remove();
  form.querySelector(".composer-box").insertAdjacentHTML("beforebegin", html);
  list().hidden = list().children.length === 0;
  field().setAttribute("aria-controls", "mention_options");
  field().setAttribute("aria-autocomplete", "list");
  point();
}

// Whether the key was for the list.
function steer(event) {
  if (begunMention() === null) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const taken = step || event.key === "Escape" || ((event.key === "Enter" || event.key === "Tab") && chosen());
  if (!taken) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (step) move(step);
  else if (event.key === "Escape") hide();
  else take(chosen());
  return true;
}

function move(step) {
  const all = [...list().querySelectorAll(".option")];
  const next = all[(all.indexOf(chosen()) + step + all.length) % all.length];
  for (const each of all) each.setAttribute("aria-selected", String(each === next));
  point();
}

function point() {
  if (chosen()) field().setAttribute("aria-activedescendant", chosen().id);
  else field().removeAttribute("aria-activedescendant");
}

function take(option) {
  const end = field().selectionStart;
  const before = field().value.slice(0, end);
  const start = end - MENTION.exec(before)[2].length;
  const name = `${option.dataset.value} `;
  field().setRangeText(name, start, end, "end");
  hide();
  field().focus();
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

function hide() {
  clearTimeout(timer);
  asked += 1;
  list()?.remove();
  field()?.removeAttribute("aria-activedescendant");
  field()?.removeAttribute("aria-controls");
  field()?.removeAttribute("aria-autocomplete");
}

function begunMention() {
  if (!isNote()) return null;
  const found = MENTION.exec(field().value.slice(0, field().selectionStart));
  return found ? found[2] : null;
}

function field() { return document.getElementById("composer_body"); }
function list() { return document.getElementById("mention_options"); }
function chosen() { return list()?.querySelector("[aria-selected=true]"); }
