// The composer: Enter sends, once, however long it is held; the bubble stands there at once. unsent.js hands the texts
// over in the order they were written and keeps them until then; drafts.js keeps what is not yet sent. Files of a text
// stand in the form's field media_ids: the form hears "leadline:queued" when they went with a text and
// "leadline:returned" (detail.media_ids) when they came back. A note (data-mode="note") is not sent from here.

import { begin, taken } from "./drafts.js";
import { choose, isNote, say, setText, text as words } from "./note_mode.js";
import { apply, uuid } from "./swap.js";
import { forget, keep, kept, pump, watchOver } from "./unsent.js";

const field = document.getElementById("composer_body");
const form = document.querySelector("[data-composer]");
const begun = document.querySelector("[data-new-message]");
const conversation = form?.elements.conversation_id.value;
const was = form?.closest("[data-was]").dataset.was.split(" ").filter(Boolean) ?? []; // merged into this one
const log = `conversation_${conversation}_log`;
let returned = "";

if (field) {
  field.addEventListener("keydown", pressed);
  field.addEventListener("input", grow);
  field.form.addEventListener("change", (event) => { obey(); if (/^(override|program_id)$/.test(event.target.name)) window.htmx.trigger(field, "recheck"); });
  new MutationObserver(obey).observe(field.form.querySelector(".composer-foot"), { childList: true, subtree: true, attributes: true });
  obey(); // what was checked before we listened
  grow();
}
if (begun) {
  begun.addEventListener("submit", submitOnce);
  begun.addEventListener("change", (event) => { if (event.target !== field) window.htmx.trigger(field, "recheck"); });
}
if (form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  form.addEventListener("leadline:mode", obey);
  form.addEventListener("leadline:back", (event) => giveBack(event.detail)); // undo.js
  document.addEventListener("leadline:changed", askWhenStandingChanged);
  document.addEventListener("click", (event) => {
    const again = event.target.closest("[data-again]");
    if (again) sendAgain(again.closest(".message").querySelector(".words").textContent, again.dataset);
  });
  watchOver({ conversations: [conversation, ...was], waits: sayItWaits, stored, refused });
  const rendered = field.value;
  const unsent = [...was, conversation].flatMap(kept);
  begin(form, unsent, was);
  for (const text of unsent) {
    if (text.refused) giveBackLate(text);
    else if (!document.getElementById(`message_${text.id}`)) show(text);
  }
  if (field.value !== rendered) written();
  else grow();
  form.dataset.ready = "yes";
}

function pressed(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  if (!event.repeat) field.form.requestSubmit();
}

// A form that the browser itself posts: its second submit would cut off the first.
function submitOnce(event) {
  const sent = event.target;
  if (sent.dataset.sent) return event.preventDefault();
  sent.dataset.sent = sent.elements.undo.value = "yes"; // the thread it leads to can show Undo
  addEventListener("pageshow", () => delete sent.dataset.sent, { once: true });
}

function send() {
  if (isNote()) return;
  if (!field.value.trim() && !form.elements.media_ids?.value) return field.focus();
  queue({ body: field.value, media_ids: form.elements.media_ids?.value ?? "", draft_version: String(taken()) });
  form.dispatchEvent(new CustomEvent("leadline:queued", { bubbles: true, detail: { sent: true } }));
  field.value = "";
  form.elements.notify.checked = false;
  for (const name of ["override", "program_id"]) if (form.elements[name]) form.elements[name].value = ""; // they were for that text
  written();
  field.focus();
}

function sendAgain(body, { again, program }) {
  if (again === "send") return queue({ body, media_ids: "", draft_version: "0", program_id: program, also: "", leave_out: "" });
  giveBack({ body, program_id: program });
}

function giveBack(text) {
  form.elements.mode.value = "text";
  choose();
  takeBack(text);
  field.focus();
}

function queue(given) {
  const data = new FormData(form);
  const fields = { ...Object.fromEntries(data), ...given, mode: "text" };
  const text = { id: data.get("client_id"), conversation, at: Date.now(), fields };
  delete text.fields.csrf_token;
  form.elements.client_id.value = uuid();
  say("");
  keep(text);
  if (form.querySelector(".send").getAttribute("aria-disabled") !== "true" && !fields.leave_out) show(text);
  pump(conversation);
}

function sayItWaits(text) {
  const bubble = document.getElementById(`message_${text.id}`) ?? show(text);
  const words = bubble.querySelector(".status-words");
  if (words) words.textContent = "Queued: no connection. Trying again…";
}

function stored(text, html) {
  if (text.fields.agreed) for (const each of form.querySelectorAll("[name=agreed]")) each.checked = false;
  if (text.fields.leave_out) document.getElementById(`message_${text.id}`)?.remove(); // it is no text of this thread
  apply([{ into: log, html }]);
  if (text.fields.leave_out) form.dispatchEvent(new CustomEvent("leadline:aside", { detail: html }));
  document.dispatchEvent(new CustomEvent("leadline:answered"));
}

function refused(text, answer) {
  document.getElementById(`message_${text.id}`)?.remove();
  if (answer?.html && (answer.status === 422 || answer.status === 409)) document.getElementById("composer_error").outerHTML = answer.html;
  else say(answer ? "This text could not be sent. Load the page again and repeat." : "You are signed out. Sign in again in another tab, then press Send.");
  takeBack(text.fields);
  document.dispatchEvent(new CustomEvent("leadline:changed"));
}

function giveBackLate(text) {
  takeBack(text.fields);
  forget(text);
  say(text.refused);
}

// Before what was written since, behind what came back before it.
function takeBack({ body, media_ids: mediaIds, program_id: program, template_id: template, ...more }) {
  form.dispatchEvent(new CustomEvent("leadline:refused", { detail: more }));
  if (program && form.elements.program_id) form.elements.program_id.value = program;
  if (template) form.elements.template_id.value = template;
  if (mediaIds) form.dispatchEvent(new CustomEvent("leadline:returned", { bubbles: true, detail: { media_ids: mediaIds } }));
  const first = returned && words().startsWith(returned) ? returned : "";
  const newer = words().slice(first.length).replace(/^\n/, "");
  returned = first && body ? `${first}\n${body}` : first || body;
  setText(newer ? `${returned}\n${newer}` : returned);
  written();
}

function written() {
  grow();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(text) {
  const bubble = document.getElementById("message_template").content.firstElementChild.cloneNode(true);
  const last = [...document.getElementById(log).children].findLast((each) => each.dataset.sort);
  const now = new Date();
  bubble.id = `message_${text.id}`;
  bubble.dataset.change = "-1";
  bubble.dataset.at = now.toISOString();
  bubble.dataset.day = new Intl.DateTimeFormat("en-CA", { timeZone: document.body.dataset.zone }).format(now);
  bubble.dataset.sort = `${last?.dataset.sort ?? "0"}~`;
  bubble.querySelector(".words").textContent = text.fields.body || "Sending files…";
  document.getElementById(log).append(bubble);
  document.dispatchEvent(new CustomEvent("leadline:changed", { detail: { mine: true } }));
  return bubble;
}

function obey() {
  const verdict = document.getElementById("composer_verdict");
  const agreed = verdict?.dataset.mayAgree !== undefined && field.form.querySelector("[name=agreed]:checked:not([value=text])");
  const refused = !isNote() && !agreed && verdict?.dataset.verdict === "refuse" && verdict.dataset.code !== "EMPTY";
  const button = field.form.querySelector(".send");
  if (refused !== (button.getAttribute("aria-disabled") === "true")) button.setAttribute("aria-disabled", String(refused));
}

let standing = stands();
function stands() {
  return (document.querySelector(".standing")?.dataset.mayWrite ?? "") + document.querySelector("#panel .agreement")?.dataset.stands;
}
function askWhenStandingChanged() {
  const present = stands();
  if (present === standing) return;
  standing = present;
  window.htmx.trigger(field, "recheck");
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
