// Schedule: what stands in the composer leaves later. The menu is asked for as it opens, so that its times are those of
// now; a preset fills in date and time, the sentence below says when that is for them and for you. Times "for you" in
// the strip are those of whoever looks (data-yours), whoever it was pushed to.

import { notice } from "./beside.js";
import { taken } from "./drafts.js";
import { isNote, setNote, setText } from "./note_mode.js";
import { apply } from "./swap.js";

const pop = document.getElementById("schedule_pop");
const composer = document.getElementById("composer");
const field = document.getElementById("composer_body");
let under = false;

pop?.addEventListener("click", (event) => {
  const preset = event.target.closest("[data-preset]");
  if (!preset) return;
  const { elements } = preset.closest("form");
  [elements.date.value, elements.time.value, elements.zone.value] = [preset.dataset.day, preset.dataset.time, ""];
  window.htmx.trigger(elements.date.form, "recheck");
});
pop?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!under) hand(event.target, event.submitter);
});
document.addEventListener("leadline:changed", yours);
yours();

async function hand(form, button) {
  if (composer.querySelector("[data-state=uploading], [data-state=waiting]")) return say("A file is still being made ready. Press again in a moment.");
  under = true;
  const note = isNote();
  const given = new FormData(composer);
  for (const [name, value] of new FormData(form, button)) given.append(name, value);
  for (const name of ["client_id", "csrf_token"]) given.set(name, form.elements[name].value);
  given.set("kind", note ? "note" : "text");
  if (!note) given.set("draft_version", String(taken()));
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(given), headers: { "HX-Request": "true", "HX-Request-Type": "partial" }, redirect: "manual" }).catch(() => null);
  const html = (await answer?.text().catch(() => "")) ?? "";
  under = false;
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!answer?.ok) {
    field.dispatchEvent(new Event("input", { bubbles: true })); // its draft is kept again
    return say(page.getElementById("composer_error")?.textContent.trim() || (answer ? "This could not be scheduled. Load the page again and repeat." : "There is no connection. Press again when it is back."));
  }
  pop.hidePopover();
  if (note) setNote("");
  else {
    setText("");
    if (composer.elements.program_id) composer.elements.program_id.value = "";
    composer.dispatchEvent(new CustomEvent("leadline:queued", { bubbles: true }));
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  apply([{ into: null, html }]);
  notice(Object.assign(document.createElement("span"), { textContent: page.getElementById("schedule_told").textContent }));
  field.focus();
}

function say(words) {
  const place = document.getElementById("plan_check");
  place.replaceChildren(Object.assign(document.createElement("p"), { className: "plan-said is-wrong", textContent: words }));
}

function yours() {
  const zone = document.body.dataset.yours;
  if (!zone || zone === document.body.dataset.zone) return;
  for (const each of document.querySelectorAll("[data-yours]:not(body)")) {
    const words = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeStyle: "short" }).format(new Date(each.dataset.yours)).replace(/\s/, "\u00a0");
    if (each.textContent !== words) each.textContent = words;
  }
}
