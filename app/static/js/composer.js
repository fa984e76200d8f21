// The composer: Enter sends, once, however long it is held; the bubble stands there at once; what could not be handed
// over is tried again under the same id, which makes it one text however often it arrives.

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
  for (const text of kept()) deliver(text, 0);
}

function pressed(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  if (!event.repeat) field.form.requestSubmit();
}

function send() {
  const body = field.value;
  if (!body.trim()) return field.focus();
  const data = new FormData(form);
  const text = { id: data.get("client_id"), conversation: data.get("conversation_id"), fields: Object.fromEntries(data) };
  delete text.fields.csrf_token;
  say("");
  if (form.querySelector(".send").getAttribute("aria-disabled") !== "true") show(text);
  form.elements.client_id.value = uuid();
  field.value = "";
  grow();
  keep([...kept(), text]);
  deliver(text, 0);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

async function deliver(text, tries) {
  let answer;
  try {
    answer = await fetch(`/conversations/${text.conversation}/messages`, {
      method: "POST",
      body: new URLSearchParams({ ...text.fields, csrf_token: form.elements.csrf_token.value }),
      headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
      redirect: "manual",
    });
  } catch {
    return later(text, tries);
  }
  if (answer.status >= 500 || answer.status === 429) return later(text, tries);
  if (answer.status === 400 && await renewToken()) return deliver(text, tries);
  forget(text);
  if (answer.ok) return apply([{ into: log(text), html: await answer.text() }]);
  giveBack(text, answer.type === "opaqueredirect" || answer.status === 400 ? null : answer);
}

function later(text, tries) {
  const bubble = document.getElementById(`message_${text.id}`) ?? show(text);
  const words = bubble.querySelector(".status-words");
  if (words) words.textContent = "Queued: no connection. Trying again…";
  const again = () => {
    clearTimeout(timer);
    removeEventListener("online", again);
    deliver(text, tries + 1);
  };
  const timer = setTimeout(again, RETRY[Math.min(tries, RETRY.length - 1)]);
  addEventListener("online", again);
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
function key() { return `leadline.unsent.${form.elements.conversation_id.value}`; }
function kept() { return JSON.parse(sessionStorage.getItem(key()) ?? "[]"); }
function keep(texts) { sessionStorage.setItem(key(), JSON.stringify(texts)); }
function forget(text) { keep(kept().filter((each) => each.id !== text.id)); }
