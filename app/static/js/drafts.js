// Drafts: words not yet sent are kept by the server while typing pauses, and in this tab at every key.
//   begin(form, unsent)   put what was begun into the form; unsent: texts of this thread not yet handed over
//   taken()               the words have become a text: the version to send with it
// Each save counts a version up. One that comes late changes nothing; a page that is behind learns the version and,
// if its words are fresh, saves them once more. Nothing is asked for unless somebody types.

import { choose, isNote, note, setNote, setText, text } from "./note_mode.js";

export { begin, taken };

const PAUSE = 800;
const FRESH = 5000;
const NOTHING = { body: "", media_ids: "" };
let form = null;
let version = 0; // the highest given or heard of
let base = 0; // the last one the server is known to have
let saved = NOTHING; // what it has
let typedAt = 0;
let timer = 0;

function begin(composer, unsent) {
  form = composer;
  version = base = Number(form.elements.draft_version.value);
  saved = written();
  for (const { fields } of unsent) {
    const taken = Number(fields.draft_version ?? 0);
    if (taken > base && !form.querySelector("#composer_error").textContent) setText(""); // on its way already
    version = Math.max(version, taken);
  }
  restore();
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
  const here = read();
  if (!here) return;
  if (here.unsaved && here.body) {
    const isNewer = base > here.base && text() && !here.body.includes(text());
    setText(isNewer ? `${text()}\n${here.body}` : here.body);
    version = Math.max(version, here.version);
  }
  setNote(here.note ?? "");
  if (here.mode === "note") form.elements.mode.value = "note";
  choose();
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
  return { body: text(), media_ids: form.elements.media_ids?.value ?? "" };
}

function needsSaving() {
  const words = written();
  return words.body !== saved.body || words.media_ids !== saved.media_ids;
}

function keepHere() {
  const mode = isNote() ? "note" : "text";
  const kept = { body: text(), note: note(), version, base, mode, unsaved: needsSaving() };
  try {
    if (kept.body || kept.note) sessionStorage.setItem(key(), JSON.stringify(kept));
    else sessionStorage.removeItem(key());
  } catch {
    // Storage is full or switched off: the server has the words, or the field alone.
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(key()));
  } catch {
    return null;
  }
}

function key() { return `leadline.draft.${document.body.dataset.userId}.${form.elements.conversation_id.value}`; }
