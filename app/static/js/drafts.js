// Drafts: words not yet sent are kept by the server while typing pauses, and in this tab at every key.
//   begin(form, unsent, was)   put what was begun into the form; unsent: texts not yet handed over; was: merged threads
//   taken()               the words have become a text: the version to send with it
// Each save counts a version up. One that comes late changes nothing; a page that is behind learns the version and,
// if its words are fresh, saves them once more. Nothing is asked for unless somebody types.

import { choose, isNote, note, setNote, setText, text } from "./note_mode.js";

export { begin, taken };

const PAUSE = 800;
const FRESH = 5000;
const AGE = 2 ** 20; // of app/texting/drafts.py: a version this far ahead is of threads that became one
const NOTHING = { body: "", media_ids: "", also: "", leave_out: "" };
let form = null;
let version = 0; // the highest given or heard of
let base = 0; // the last one the server is known to have
let saved = NOTHING; // what it has
let typedAt = 0;
let timer = 0;

function begin(composer, unsent, was) {
  form = composer;
  version = base = Number(form.elements.draft_version.value);
  saved = written();
  for (const { fields } of unsent) {
    const taken = Number(fields.draft_version ?? 0);
    if (taken > base && !form.querySelector("#composer_error").textContent) setText(""); // on its way already
    version = Math.max(version, taken);
  }
  restore();
  for (const old of was) adopt(key(old));
  choose();
  if (needsSaving()) later();
  for (const event of ["input", "change", "recheck"]) form.addEventListener(event, changed);
  for (const event of ["online", "focus"]) addEventListener(event, () => { if (needsSaving()) later(); });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
}

function taken() {
  clearTimeout(timer);
  if (version > 0) version += 1;
  base = version;
  saved = NOTHING;
  keepHere();
  return version;
}

// Of a tab that could not save: its own words, below newer ones from elsewhere.
function restore() {
  const here = read(key());
  if (!here) return;
  if (here.unsaved && here.body) {
    const isNewer = base > here.base && text() && !here.body.includes(text());
    setText(isNewer ? `${text()}\n${here.body}` : here.body);
    version = Math.max(version, here.version);
    form.dispatchEvent(new CustomEvent("leadline:others", { detail: here }));
  }
  setNote(here.note ?? "");
  if (here.mode === "note") form.elements.mode.value = "note";
}

// Begun in a thread that is this one by now: what the server had of it stands at the end already.
function adopt(name) {
  const there = read(name);
  if (!there) return;
  sessionStorage.removeItem(name);
  setNote(below(note(), there.note));
  if (!there.unsaved) return;
  const had = there.saved && text().endsWith(there.saved) ? there.saved.length : 0;
  setText(below(text().slice(0, text().length - had).trimEnd(), there.body));
}

// The server has put what was begun in another thread below what it had of this one.
function meet(kept) {
  const place = form.elements.body;
  const { selectionStart, selectionEnd } = place;
  const isBelow = kept.body.startsWith(saved.body);
  setText(below(text(), kept.body.slice(isBelow ? saved.body.length : 0).trimStart()));
  if (!isNote()) place.setSelectionRange(selectionStart, selectionEnd);
  saved = { ...NOTHING, body: kept.body, media_ids: kept.media_ids.join() };
  form.dispatchEvent(new CustomEvent("leadline:returned", { bubbles: true, detail: saved }));
  if (kept.also.to) form.dispatchEvent(new CustomEvent("leadline:refused", { detail: { also: kept.also.to, leave_out: kept.also.out } }));
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

function below(first, second) {
  return [first, second].filter(Boolean).join("\n");
}

function changed() {
  typedAt = Date.now();
  keepHere();
  if (needsSaving()) later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function leave() {
  keepHere();
  if (needsSaving()) save({ keepalive: true });
}

async function save(how = {}) {
  clearTimeout(timer);
  const words = written();
  version += 1;
  const own = version;
  keepHere();
  const answer = await post({ ...words, draft_version: own }, how).catch(() => null);
  if (!answer?.ok) return;
  const kept = await answer.json().catch(() => null);
  if (!kept || kept.version <= base) return;
  base = kept.version;
  version = Math.max(version, base);
  if (kept.saved) saved = words;
  else if (Math.floor(base / AGE) > Math.floor(own / AGE)) return meet(kept);
  else if (Date.now() - typedAt < FRESH && needsSaving()) later();
  keepHere();
}

function post(words, how) {
  const fields = { ...words, conversation_id: form.elements.conversation_id.value, csrf_token: form.elements.csrf_token.value };
  const path = `/conversations/${fields.conversation_id}/draft`;
  return fetch(path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", ...how });
}

// A note is kept in this tab alone: never where somebody might send it as a text.
function written() {
  const { media_ids: files, also, leave_out: out } = form.elements;
  return { body: text(), media_ids: files?.value ?? "", also: also?.value ?? "", leave_out: out?.checked ? "1" : "" };
}

function needsSaving() {
  const words = written();
  return Object.keys(NOTHING).some((name) => words[name] !== saved[name]);
}

function keepHere() {
  const mode = isNote() ? "note" : "text";
  const kept = { ...written(), chips: form.dataset.chips, note: note(), version, base, mode, saved: saved.body, unsaved: needsSaving() };
  try {
    if (kept.body || kept.note) sessionStorage.setItem(key(), JSON.stringify(kept));
    else sessionStorage.removeItem(key());
  } catch {
    // Storage is full or switched off: the server has the words, or the field alone.
  }
}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function key(conversation = form.elements.conversation_id.value) { return `leadline.draft.${document.body.dataset.userId}.${conversation}`; }
