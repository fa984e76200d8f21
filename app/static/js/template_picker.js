// The picker of templates: open() loads what can be picked, as searched for, whom() says for whom. put(id, start, end) has a template's words take
// the place of what stands there (by default of the selection), brings its files and says whose words the text has.

import { isNote, say } from "./note_mode.js";

export { open, put, whom };

const PAUSE = 150;
const field = document.getElementById("composer_body");
const form = field.form;
const pop = document.getElementById("composer_template_pop");
const side = pop.querySelector("[data-pick-side]");
const making = pop.querySelector("[data-pick-form]");
const search = document.getElementById("pick_q");
let timer = 0;
let asked = 0;

search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, PAUSE); });
search.addEventListener("keydown", (event) => {
  const first = pop.querySelector("[data-use]");
  if (event.key === "Enter" && first) { event.preventDefault(); take(first); }
});
pop.addEventListener("change", (event) => { if (event.target.matches("[data-pick-whose]")) load(); });
pop.addEventListener("click", (event) => {
  const use = event.target.closest(".pick")?.querySelector("[data-use]");
  if (use) take(use);
  if (event.target.closest("[data-pick-new]")) begin();
  if (event.target.closest("[data-pick-back]")) open();
});
making.addEventListener("submit", (event) => { event.preventDefault(); keep(); });

function open() {
  making.hidden = true;
  side.hidden = false;
  search.value = "";
  search.focus();
  return load();
}

async function load() {
  const number = ++asked;
  const whose = pop.querySelector("[data-pick-whose]")?.value ?? "";
  const query = new URLSearchParams({ q: search.value, whose });
  const answer = await fetch(`/templates/picker?${query}&${whom()}`, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  const html = answer?.ok ? await answer.text().catch(() => "") : "";
  if (number !== asked) return;
  if (html) document.getElementById("template_picks").outerHTML = html;
  else document.getElementById("template_picks").textContent = "The templates could not be loaded. Check your connection and open this again.";
}

// To whom one writes: tokens are filled in for them.
function whom() {
  const { conversation_id: thread, to } = form.elements;
  return new URLSearchParams({ conversation_id: thread?.value ?? "", to: to?.value ?? "" });
}

async function take(button) {
  if (button.disabled) return;
  button.disabled = true;
  const isDone = await put(button.dataset.use);
  button.disabled = false;
  if (isDone) pop.hidePopover();
  else load();
}

async function put(id, start = field.selectionStart, end = field.selectionEnd) {
  const answer = await fetch(`/templates/${id}/use`, { method: "POST", body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value }), redirect: "manual" }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok || !told) {
    say(told?.error ?? (answer ? "This template can’t be used any more. Open the list again." : "There is no connection. Choose the template again when it is back."));
    return false;
  }
  if (isNote()) return false;
  say("");
  field.focus();
  field.setSelectionRange(field.value.trim() ? start : 0, field.value.trim() ? end : field.value.length);
  const body = `${/\S$/.test(field.value.slice(0, field.selectionStart)) ? " " : ""}${told.body}${/^\w/.test(field.value.slice(field.selectionEnd)) ? " " : ""}`;
  if (!document.execCommand("insertText", false, body)) field.setRangeText(body, field.selectionStart, field.selectionEnd, "end"); // so that Ctrl+Z takes it back
  form.elements.template_id.value = told.id;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (told.media_ids.length) form.dispatchEvent(new CustomEvent("leadline:returned", { bubbles: true, detail: { media_ids: told.media_ids.join() } }));
  return true;
}

function begin() {
  making.reset();
  fault({});
  making.elements.body.value = field.value;
  side.hidden = true;
  making.hidden = false;
  making.elements.subject.focus();
}

async function keep() {
  const data = new FormData(making);
  data.append("csrf_token", form.elements.csrf_token.value);
  const answer = await fetch("/templates/picker", { method: "POST", body: new URLSearchParams(data), redirect: "manual" }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok) return fault(told?.errors ?? { subject: "This could not be saved. Check your connection and try again." });
  await open();
  pop.querySelector(`[data-use="${told.id}"]`)?.focus();
}

function fault(errors) {
  for (const place of making.querySelectorAll("[data-error]")) {
    const said = errors[place.dataset.error] ?? "";
    place.textContent = said;
    place.closest(".field").classList.toggle("has-error", Boolean(said));
    making.elements[place.dataset.error].toggleAttribute("aria-invalid", Boolean(said));
  }
  making.querySelector("[aria-invalid]")?.focus();
}
