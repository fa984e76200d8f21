// The explanation of a decision: stands above its bubble, left edges aligned, and never covers it.

const GAP = 8;
const EDGE = 16;

document.addEventListener("click", (event) => {
  const why = document.getElementById("why");
  if (why && (event.target.closest("[data-close-why]") || !why.contains(event.target))) close(why);
});
document.addEventListener("keydown", (event) => {
  const why = document.getElementById("why");
  if (why && event.key === "Escape") close(why);
});
const place = document.getElementById("why_place");
if (place) {
  new MutationObserver(() => {
    const why = document.getElementById("why");
    if (why && !why.dataset.placed) open(why);
  }).observe(place, { childList: true });
}

function open(why) {
  why.dataset.placed = "yes";
  const message = document.getElementById(why.dataset.for);
  message?.classList.add("is-explained");
  if (message && matchMedia("(min-width: 700px)").matches) beside(why, message);
  else message?.scrollIntoView({ block: "start" });
  why.focus({ preventScroll: true });
}

function beside(why, message) {
  const around = message.querySelector(".bubble").getBoundingClientRect();
  const foot = message.getBoundingClientRect().bottom;
  const room = why.closest(".thread").getBoundingClientRect();
  const size = why.getBoundingClientRect();
  const left = Math.min(around.left, room.right - EDGE - size.width);
  const above = around.top - GAP - size.height;
  const below = Math.min(foot + GAP, innerHeight - EDGE - size.height);
  why.style.left = `${Math.max(EDGE, left)}px`;
  why.style.top = `${above >= EDGE ? above : Math.max(EDGE, below)}px`;
}

function close(why) {
  const message = document.getElementById(why.dataset.for);
  message?.classList.remove("is-explained");
  const held = why.contains(document.activeElement);
  why.remove();
  if (held) message?.querySelector("[data-why]")?.focus({ preventScroll: true });
}
