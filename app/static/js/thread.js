// The thread: groups of bubbles, days between them, pinned to the newest unless the reader scrolled up, read marks.
// Parts are pushed one by one and know no neighbours; neighbours are looked at here, after every change.

const GROUP = 5 * 60 * 1000;
const NEAR = 80;
const AHEAD = 400;
const thread = document.querySelector("[data-conversation]");
const scroll = thread.querySelector("[data-scroll]");
const log = thread.querySelector("[role=log]");
const below = document.getElementById("new_below");
const jump = document.getElementById("jump_latest");
let past = isPast(); // shown in its past: the newest texts aren't here
let pinned = !past;
let seen = lastId();
let place = null;
let read = "";

arrange();
if (past) show();
else toEnd();
markRead();
new MutationObserver(() => { arrange(); keepPlace(); follow(); }).observe(log, { childList: true });
document.addEventListener("htmx:before:swap", notePlace);
document.addEventListener("leadline:changed", (event) => {
  if (past) return followBelow(event.detail);
  if (event.detail?.mine) pinned = true;
  arrange();
  follow();
});
document.addEventListener("visibilitychange", markRead);
new ResizeObserver(() => { if (pinned) toEnd(); }).observe(scroll);
scroll.addEventListener("scroll", () => {
  const left = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;
  pinned = !past && left < NEAR;
  if (pinned) caughtUp();
  if (past) ask("newer", left < AHEAD);
  if (!pinned) ask("older", scroll.scrollTop < AHEAD);
});
below.addEventListener("click", toEnd);

// Asked for by the reader's own scrolling: an observer of what is visible would ask while the page still opens.
function ask(which, isNear) {
  const link = log.querySelector(`#${which} a`);
  if (!link) return;
  if (isNear && !link.dataset.asked) window.htmx.trigger(link, which);
  if (isNear) link.dataset.asked = "yes";
  else delete link.dataset.asked;
}

function isPast() {
  return Boolean(log.querySelector("#newer a"));
}

function show() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  target?.scrollIntoView({ block: "center" });
}

// What comes meanwhile stands below a gap and is only counted; what one writes oneself leads to the end.
function followBelow(detail) {
  if (detail?.mine) return location.assign(jump.href);
  arrange();
  if (detail?.below) jump.querySelector("span").textContent = `${detail.below} new · Jump to latest`;
}

// The gap is closed: what was kept back takes its place.
function present() {
  past = false;
  jump.hidden = true;
  seen = lastId();
  document.dispatchEvent(new CustomEvent("leadline:present"));
}

// Older texts come in above: what the reader looks at stays where it is. Browsers do that only below the very top.
function notePlace() {
  const top = scroll.getBoundingClientRect().top;
  const entry = pinned ? null : [...log.children].find((each) => each.dataset.sort && each.getBoundingClientRect().bottom > top);
  place = entry ? { entry, top: entry.getBoundingClientRect().top } : null;
  if (place) scroll.style.overflowAnchor = "none";
}

function keepPlace() {
  if (!place) return;
  scroll.scrollTop += place.entry.getBoundingClientRect().top - place.top;
  place = null;
  requestAnimationFrame(() => { scroll.style.overflowAnchor = ""; });
}

function arrange() {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: document.body.dataset.zone }).format(new Date());
  const entries = [...log.children].filter((each) => each.dataset.sort);
  entries.forEach((entry, place) => {
    const before = entries[place - 1];
    const after = entries[place + 1];
    const day = entry.querySelector(".day");
    const isNewDay = entry.dataset.day !== before?.dataset.day;
    if (day) {
      day.hidden = !isNewDay;
      day.classList.toggle("is-today", entry.dataset.day === today);
    }
    entry.classList.toggle("joins-before", joins(before, entry));
    entry.classList.toggle("joins-after", joins(entry, after));
  });
}

function joins(first, second) {
  if (!first || !second || !first.dataset.direction || first.dataset.direction !== second.dataset.direction) return false;
  if (first.dataset.day !== second.dataset.day || first.dataset.authorId !== second.dataset.authorId) return false;
  return Math.abs(Date.parse(second.dataset.at) - Date.parse(first.dataset.at)) < GROUP;
}

function follow() {
  if (past && !isPast()) present();
  if (past || thread.dataset.asking) return; // asking: it may no longer be ours to read
  if (pinned) return toEnd();
  const entries = [...log.children].filter((each) => each.dataset.sort);
  const fresh = entries.length - 1 - entries.findIndex((each) => each.id === seen);
  below.hidden = fresh <= 0;
  if (fresh > 0) below.querySelector("[data-new-count]").textContent = `${fresh} new`;
}

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  pinned = true;
  caughtUp();
}

function caughtUp() {
  below.hidden = true;
  seen = lastId();
  markRead();
}

function lastId() {
  return [...log.children].findLast((each) => each.dataset.sort)?.id;
}

// Once for each change of the row, for its push and the thread's come in either order.
function markRead() {
  if (past || thread.dataset.asking) return; // asking: it may no longer be ours to read
  const row = document.getElementById(`conversation_${thread.dataset.conversation}_row`);
  const change = row?.dataset.change ?? lastId();
  if (document.hidden || change === read || (row && !row.classList.contains("is-unread"))) return;
  read = change;
  const token = document.querySelector("[data-composer] [name=csrf_token]").value;
  const path = `/conversations/${thread.dataset.conversation}/read`;
  fetch(path, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => { read = ""; });
}
