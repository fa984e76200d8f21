// Texts not yet handed over: keep(text), forget(text), kept(conversation), pump(conversation), watchOver(page).
// Each is kept under its writer's user id until the server has it, and every page of the desk hands over what that
// user left behind, in the order of writing. A text tried twice, here or in two tabs, has one id and is one text.

export { forget, keep, kept, pump, watchOver };

const RETRY = [500, 1000, 2000, 4000, 8000, 15000];
const PATIENCE = 30000;
const LATE = 5000; // a text that comes so late has had its time for second thoughts
const prefix = `leadline.unsent.${document.body.dataset.userId}.`;
const memory = new Map(); // where storage is full or switched off
const waiting = new Set();
const running = new Set();
let here = null;

addEventListener("DOMContentLoaded", pumpAll);
addEventListener("online", pumpAll);
addEventListener("focus", pumpAll);
addEventListener("beforeunload", (event) => {
  const isOwnReload = document.documentElement.dataset.leaving === "yes";
  if (memory.size || (waiting.size && !isOwnReload)) event.preventDefault();
});

// page: {conversations: [its own, …those merged into it], waits(text), stored(text, html), refused(text, answer or null when signed out)}
function watchOver(page) {
  here = page;
}

function keep(text) {
  memory.delete(text.id);
  try {
    localStorage.setItem(key(text), JSON.stringify(text));
  } catch {
    memory.set(text.id, text);
  }
}

function forget(text) {
  memory.delete(text.id);
  waiting.delete(text.id);
  try {
    localStorage.removeItem(key(text));
  } catch {
    // Storage is switched off: it was never there.
  }
}

// One conversation's, or all; oldest first.
function kept(conversation) {
  const all = [...stored(), ...memory.values()].sort((one, other) => one.at - other.at);
  return conversation ? all.filter((text) => text.conversation === conversation) : all;
}

function pumpAll() {
  for (const conversation of new Set(kept().map((text) => text.conversation))) pump(conversation);
}

async function pump(conversation) {
  if (running.has(conversation)) return;
  running.add(conversation);
  const next = () => kept(conversation).find((text) => !text.refused);
  for (let text = next(); text; text = next()) if (!await hand(text)) break;
  running.delete(conversation);
}

// Whether the next one may be tried.
async function hand(text) {
  for (let tries = 0; ; tries += 1) {
    const answer = await post(text).catch(() => null);
    if (answer?.status === 400 && await renewToken()) continue;
    if (answer && answer.status < 500 && answer.status !== 429) {
      const html = answer.type === "opaqueredirect" ? "" : await answer.text().catch(() => null);
      if (html !== null) return settle(text, answer, html);
      continue; // stored, but its answer was cut: asking again is answered with the same text
    }
    waiting.add(text.id);
    if (isHere(text)) here.waits(text);
    await oneOf(RETRY[Math.min(tries, RETRY.length - 1)]);
  }
}

function settle(text, answer, html) {
  const isSignedOut = answer.type === "opaqueredirect" || answer.status === 400;
  if (!answer.ok && !isHere(text)) {
    waiting.delete(text.id);
    if (!isSignedOut) leaveForItsPage(text, answer.status === 422 || answer.status === 409 ? html : "");
    return !isSignedOut;
  }
  forget(text);
  if (answer.ok && isHere(text)) here.stored(text, html);
  else if (!answer.ok) here.refused(text, isSignedOut ? null : { status: answer.status, html });
  return true;
}

// Refused while another page is open: its own page gives the words back to whoever wrote them.
function leaveForItsPage(text, html) {
  const said = new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
  keep({ ...text, refused: said || "This text could not be sent." });
  const toast = document.getElementById("toast");
  const link = Object.assign(document.createElement("a"), { href: `/conversations/${text.conversation}`, textContent: "Open it" });
  toast.replaceChildren("A text was not sent. Its words wait in its conversation. ", link);
  toast.hidden = false;
}

function post(text) {
  return fetch(`/conversations/${text.conversation}/messages`, {
    method: "POST",
    body: new URLSearchParams({ ...text.fields, ...(Date.now() - text.at > LATE && { late: "yes" }), csrf_token: document.querySelector("[name=csrf_token]").value }),
    headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
}

// A form's token belongs to the sign-in: after a new one, in whatever tab, this page's own is stale. Somebody
// else's sign-in is not this page's.
async function renewToken() {
  const answer = await fetch("/inbox", { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrf_token]")?.value;
  const present = document.querySelector("[name=csrf_token]").value;
  if (!token || token === present || page.body.dataset.userId !== document.body.dataset.userId) return false;
  for (const each of document.querySelectorAll("[name=csrf_token]")) each.value = token;
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  return true;
}

// Some time, or the browser's word that it is online again.
function oneOf(wait) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait);
    addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

function stored() {
  try {
    return Object.keys(localStorage).filter((each) => each.startsWith(prefix)).flatMap(read);
  } catch {
    return [];
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

function isHere(text) { return Boolean(here?.conversations.includes(text.conversation)); }
function key(text) { return `${prefix}${text.conversation}.${text.id}`; }
