// The composer: Enter sends, once, however long it is held; the bubble stands there at once; texts are handed over in
// the order they were written, and what could not be handed over is tried again under the same id, which makes it one
// text however often it arrives. Words not yet sent outlive the page.

import { apply, uuid } from "./swap.js";

const RETRY = [500, 1000, 2000, 4000, 8000, 15000];
const form = document.querySelector("[data-composer]");
const field = document.getElementById("composer_body");

if (field) {
  field.addEventListener("keydown", pressed);
  field.addEventListener("input", grow);
  grow();
}
if (form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  new MutationObserver(obey).observe(form.querySelector(".composer-foot"), { childList: true, subtree: true, attributes: true });
  document.addEventListener("leadline:changed", askWhenStandingChanged);
  document.addEventListener("click", (event) => {
    const again = event.target.closest("[data-again]");
    if (again) sendAgain(again.closest(".message").querySelector(".words").textContent, again.dataset.again);
  });
  if (!field.value) field.value = sessionStorage.getItem(draftKey()) ?? "";
  if (field.value) field.dispatchEvent(new Event("input", { bubbles: true }));
  addEventListener("pagehide", () => sessionStorage.setItem(draftKey(), field.value));
  for (const text of kept()) if (!document.getElementById(`message_${text.id}`)) show(text);
  pump();
}

function pressed(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  if (!event.repeat) field.form.requestSubmit();
}

function send() {
  if (!field.value.trim()) return field.focus();
  queue(field.value);
  field.value = "";
  grow();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function sendAgain(body, how) {
  if (how === "send") return queue(body);
  field.value = body;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function queue(body) {
  const data = new FormData(form);
  const text = { id: data.get("client_id"), conversation: data.get("conversation_id"), fields: { ...Object.fromEntries(data), body } };
  delete text.fields.csrf_token;
  form.elements.client_id.value = uuid();
  say("");
  if (form.querySelector(".send").getAttribute("aria-disabled") !== "true") show(text);
  keep([...kept(), text]);
  pump();
}

async function pump() {
  if (pump.runs) return;
  pump.runs = true;
  for (let text = kept()[0]; text; text = kept()[0]) await hand(text);
  pump.runs = false;
}

async function hand(text) {
  for (let tries = 0; ; tries += 1) {
    const answer = await post(text).catch(() => null);
    if (answer?.status === 400 && await renewToken()) continue;
    if (answer && answer.status < 500 && answer.status !== 429) {
      const html = answer.ok ? await answer.text().catch(() => null) : "";
      if (html === null) continue; // stored, but its answer was cut: asking again is answered with the same text
      forget(text);
      return answer.ok ? apply([{ into: log(text), html }]) : giveBack(text, isSignedOut(answer) ? null : answer);
    }
    sayItWaits(text);
    await oneOf(RETRY[Math.min(tries, RETRY.length - 1)]);
  }
}

function post(text) {
  return fetch(`/conversations/${text.conversation}/messages`, {
    method: "POST",
    body: new URLSearchParams({ ...text.fields, csrf_token: form.elements.csrf_token.value }),
    headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
    redirect: "manual",
  });
}

function isSignedOut(answer) {
  return answer.type === "opaqueredirect" || answer.status === 400;
}

function sayItWaits(text) {
  const bubble = document.getElementById(`message_${text.id}`) ?? show(text);
  const words = bubble.querySelector(".status-words");
  if (words) words.textContent = "Queued: no connection. Trying again…";
}

// Some time, or the browser's word that it is online again.
function oneOf(wait) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait);
    addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

// A form's token belongs to the sign-in: after a new one, in whatever tab, this page's own is stale.
async function renewToken() {
  const answer = await fetch(location.pathname, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[data-composer] [name=csrf_token]")?.value;
  if (!token || token === form.elements.csrf_token.value || page.body.dataset.userId !== document.body.dataset.userId) return false;
  for (const each of document.querySelectorAll("[name=csrf_token]")) each.value = token;
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  return true;
}

async function giveBack(text, answer) {
  document.getElementById(`message_${text.id}`)?.remove();
  if (!field.value) field.value = text.fields.body;
  grow();
  const html = answer && (answer.status === 422 || answer.status === 409) ? await answer.text() : "";
  if (html) document.getElementById("composer_error").outerHTML = html;
  else say(answer ? "This text could not be sent. Load the page again and repeat." : "You are signed out. Sign in again in another tab, then press Send.");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("leadline:changed"));
}

function show(text) {
  const bubble = document.getElementById("message_template").content.firstElementChild.cloneNode(true);
  const last = [...document.getElementById(log(text)).children].findLast((each) => each.dataset.sort);
  const now = new Date();
  bubble.id = `message_${text.id}`;
  bubble.dataset.change = "-1";
  bubble.dataset.at = now.toISOString();
  bubble.dataset.day = new Intl.DateTimeFormat("en-CA", { timeZone: document.body.dataset.zone }).format(now);
  bubble.dataset.sort = `${last?.dataset.sort ?? "0"}~`;
  bubble.querySelector(".words").textContent = text.fields.body;
  document.getElementById(log(text)).append(bubble);
  document.dispatchEvent(new CustomEvent("leadline:changed", { detail: { mine: true } }));
  return bubble;
}

function obey() {
  const verdict = document.getElementById("composer_verdict");
  const refused = verdict?.dataset.verdict === "refuse" && verdict.dataset.code !== "EMPTY";
  const button = form.querySelector(".send");
  if (refused !== (button.getAttribute("aria-disabled") === "true")) button.setAttribute("aria-disabled", String(refused));
}

let standing = document.querySelector(".standing")?.dataset.mayWrite;
function askWhenStandingChanged() {
  const present = document.querySelector(".standing")?.dataset.mayWrite;
  if (present === standing) return;
  standing = present;
  window.htmx.trigger(field, "recheck");
}

function say(sentence) {
  const place = document.getElementById("composer_error");
  if (place.textContent !== sentence) place.textContent = sentence;
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function log(text) { return `conversation_${text.conversation}_log`; }
function draftKey() { return `leadline.draft.${form.elements.conversation_id.value}`; }
function key() { return `leadline.unsent.${form.elements.conversation_id.value}`; }
function kept() { return JSON.parse(sessionStorage.getItem(key()) ?? "[]"); }
function keep(texts) { sessionStorage.setItem(key(), JSON.stringify(texts)); }
function forget(text) { keep(kept().filter((each) => each.id !== text.id)); }
