// Undo for some seconds after Send, and Edit of what waits: words and files come back to the composer. The seconds are
// counted from when the text appeared here, for clocks differ; whether it is too late the server says.

import { say } from "./note_mode.js";
import { apply } from "./swap.js";

export { bringBack };

const STEP = 250;
const form = document.querySelector("[data-composer]");
const begun = new Map(); // when a text appeared, in this page's own time
let timer = 0;

count(true);
document.addEventListener("leadline:changed", () => count());
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-back]");
  if (button && !button.disabled) bringBack(button);
});

function count(isOpening = false) {
  clearTimeout(timer);
  let counts = false;
  for (const text of document.querySelectorAll("[data-leaves]")) {
    const left = text.dataset.leaves - elapsed(text, isOpening);
    write(text.querySelector(".status-words"), left > 0 ? `Sending in ${Math.ceil(left)} s` : "Sending");
    text.querySelector("[data-undo]").hidden = left <= 0 || text.dataset.authorId !== document.body.dataset.userId;
    counts ||= left > 0;
  }
  if (counts) timer = setTimeout(count, STEP);
}

// Seconds. A page that opens has nothing but the clock to tell how old a text is.
function elapsed(text, isOpening) {
  const present = performance.now();
  if (!begun.has(text.id)) begun.set(text.id, present - (isOpening ? Math.max(0, Date.now() - Date.parse(text.dataset.at)) : 0));
  return (present - begun.get(text.id)) / 1000;
}

function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

async function bringBack(button) {
  button.disabled = true;
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial", "X-CSRFToken": form.elements.csrf_token.value };
  const answer = await fetch(button.dataset.back, { method: "POST", headers, redirect: "manual" }).catch(() => null);
  const back = await answer?.json().catch(() => null);
  button.disabled = false;
  if (!back?.html) return say(answer ? "This could not be done. Load the page again." : "There is no connection. Press it again.");
  apply([{ into: form.closest(".thread").querySelector("[role=log]").id, html: back.html }]);
  if (back.problem) say(back.problem);
  else form.dispatchEvent(new CustomEvent("leadline:back", { detail: back }));
}
