// The contact panel: what is typed into its small forms outlives its being drawn anew by a push; forms marked
// data-submits go as soon as a choice changes. Clocks elsewhere (data-clock, a zone) go on. A form pushed to everybody gets its own id here, for however often it goes.

import { uuid } from "./swap.js";

const typed = new Map(); // data-kept -> {value, focused, start}

document.addEventListener("input", (event) => {
  const name = event.target.dataset?.kept;
  if (name) typed.set(name, { value: event.target.value });
});
document.addEventListener("submit", (event) => {
  const id = event.target.querySelector?.("[data-own-id]");
  if (id) id.value ||= uuid();
}, true);
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector?.("[data-kept]");
  if (field) typed.delete(field.dataset.kept);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits] select")) event.target.form.requestSubmit();
});
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.adder[open]")) event.target.querySelector("input, textarea")?.focus();
}, true);
document.addEventListener("keydown", (event) => {
  const adder = event.key === "Escape" && event.target.closest?.("details.adder[open]");
  if (!adder) return;
  adder.open = false;
  adder.querySelector("summary").focus();
});
document.addEventListener("focusout", (event) => {
  const name = event.target.dataset?.kept;
  if (name && typed.has(name)) Object.assign(typed.get(name), { focused: !event.relatedTarget, start: event.target.selectionStart });
});
document.addEventListener("leadline:changed", () => {
  for (const field of document.querySelectorAll("[data-kept]")) {
    const kept = typed.get(field.dataset.kept);
    if (!kept?.value || field.value) continue;
    field.value = kept.value;
    field.closest("details").open = true;
    if (!kept.focused || document.activeElement !== document.body) continue;
    field.focus();
    field.setSelectionRange(kept.start, kept.start);
  }
});

setInterval(() => {
  for (const each of document.querySelectorAll("[data-clock]")) {
    const { clock } = each.dataset;
    const time = new Intl.DateTimeFormat("en-US", { timeZone: clock, timeStyle: "short" }).format();
    const words = `${time.replace(/\s/, "\u00a0")} in ${clock.split("/").pop().replaceAll("_", " ")}`;
    if (each.textContent !== words) each.textContent = words;
  }
}, 10000);
