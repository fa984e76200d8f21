// Files of the text being written: chosen, pasted or dropped, uploaded one by one, shown as chips. Their ids stand in
// the form's field media_ids. A file that goes as a link has its address in the words, where everybody sees it.
// Send waits while a picture is being made ready.

import { insertAtCaret, toast } from "./beside.js";
import { isNote, say, setText, text } from "./note_mode.js";

const field = document.getElementById("composer_body");
const form = field?.form;
const list = document.getElementById("composer_attached");
const tools = document.querySelector("[data-media-tools]");
const MOST = 10;
const LARGEST = 25_000_000;
const WITHIN_MS = 300_000;
let uploads = Promise.resolve();
let sendsWhenReady = false;
let linked = new Map(chips().map((chip) => [chip.dataset.media, chip.dataset.link]));

if (list && tools) {
  const chooser = tools.querySelector("[data-files]");
  const everything = chooser.accept;
  document.addEventListener("click", (event) => {
    const attach = event.target.closest("[data-attach]");
    const gif = event.target.closest("[data-gif]");
    const detach = event.target.closest("[data-detach]");
    const again = event.target.closest("[data-again][data-files]"); // its words: composer.js
    if (attach) {
      chooser.accept = attach.dataset.attach || everything;
      close(attach);
      chooser.click();
    }
    if (gif) {
      close(gif);
      takeAll([gif.dataset.gif]);
    }
    if (again) takeAll(again.dataset.files.split(","));
    if (detach) remove(detach.closest("[data-media]"));
  });
  chooser.addEventListener("change", () => {
    takeAll([...chooser.files]);
    chooser.value = "";
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || isNote()) return;
    event.preventDefault();
    takeAll(files);
  });
  dropInto(form.closest(".thread, dialog"));
  form.addEventListener("leadline:attach", (event) => takeAll(event.detail)); // library.js
  form.addEventListener("leadline:queued", clear);
  form.addEventListener("leadline:returned", (event) => restore(event.detail.media_ids));
  document.addEventListener("submit", hold, true);
  new MutationObserver(settle).observe(list, { childList: true, attributes: true, attributeFilter: ["data-state"] });
}

function takeAll(files) {
  const room = MOST - list.children.length;
  if (files.length > room) say(`A text carries at most ${MOST} files. ${room ? `The first ${room} were attached.` : "Send these first."}`);
  else say("");
  for (const file of files.slice(0, Math.max(0, room))) {
    const busy = placeholder(file.name ?? "File");
    uploads = uploads.then(() => upload(file, busy)).catch(() => giveUp(busy));
  }
}

async function upload(file, busy) {
  const data = new FormData();
  data.append("csrf_token", form.elements.csrf_token.value);
  if (typeof file === "string") data.append("again", file);
  else if (file.field) data.append(file.field, file.value); // of the library, or from the web
  else data.append("file", file, file.name || "picture.png");
  const answer = file.size > LARGEST ? null : await fetch(tools.dataset.mediaTools, { method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) }).catch(() => null);
  if (!busy.isConnected) return;
  if (answer && (answer.status === 201 || answer.status === 422)) return put(await answer.text(), busy);
  busy.remove();
  if (file.size > LARGEST || answer?.status === 413) say(`${file.name} is larger than 25 MB. Choose a smaller one.`);
  else say(answer ? "This file could not be attached. Load the page again and repeat." : "There is no connection. Attach this file again when it is back.");
}

// Whatever went wrong, the next file has its turn and Send does not wait for this one.
function giveUp(busy) {
  busy.remove();
  say("This file could not be attached. Attach it again.");
}

function put(html, busy) {
  const page = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html");
  const problem = page.querySelector("[data-problem]");
  if (problem) say(problem.textContent);
  if (problem?.dataset.link) toast("It is too large to be attached.", "Insert its address", () => insertAtCaret(problem.dataset.link));
  const made = [...page.querySelectorAll("[data-media]")];
  busy.replaceWith(...made);
  for (const chip of made) window.htmx.process(chip);
  field.focus();
}

function placeholder(name) {
  const chip = document.createElement("li");
  chip.className = "attachment is-waiting";
  chip.dataset.state = "uploading";
  const words = Object.assign(document.createElement("span"), { className: "attachment-words" });
  words.append(
    Object.assign(document.createElement("span"), { className: "attachment-name", textContent: name }),
    Object.assign(document.createElement("span"), { className: "attachment-note", textContent: "Uploading…" }),
  );
  chip.append(words);
  list.append(chip);
  return chip;
}

// The field, the links in the words, the verdict and the draft follow the chips.
function settle() {
  const present = chips();
  const ids = present.map((chip) => chip.dataset.media).join(",");
  const isOther = form.elements.media_ids.value !== ids;
  form.elements.media_ids.value = ids;
  const now = new Map(present.map((chip) => [chip.dataset.media, chip.dataset.link]));
  for (const [id, link] of linked) if (link && !now.get(id)) unwrite(link);
  for (const [id, link] of now) if (link && !linked.get(id)) write(link);
  linked = now;
  if (isOther) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    window.htmx.trigger(field, "recheck");
  }
  if (sendsWhenReady && !isBusy()) {
    sendsWhenReady = false;
    form.requestSubmit();
  }
}

function write(link) {
  if (text().includes(link)) return;
  setText(text().trim() ? `${text().replace(/\s+$/, "")}\n${link}` : link);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function unwrite(link) {
  setText(text().replace(`\n${link}`, "").replace(link, ""));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function hold(event) {
  if (event.target !== form || isNote() || !isBusy()) return;
  event.preventDefault();
  event.stopPropagation();
  sendsWhenReady = true;
}

function isBusy() {
  return [...list.children].some((chip) => chip.dataset.state === "waiting" || chip.dataset.state === "uploading");
}

async function remove(chip) {
  chip.remove();
  field.focus();
  await fetch(`/media/${chip.dataset.media}/removal`, { method: "POST", body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value }), redirect: "manual" }).catch(() => null);
}

// They went with a text: neither their links nor they are taken back.
function clear() {
  linked = new Map();
  list.replaceChildren();
  form.elements.media_ids.value = "";
}

async function restore(ids) {
  for (const id of String(ids).split(",").filter(Boolean)) {
    const answer = await fetch(`/media/${id}/chip`, { redirect: "manual" }).catch(() => null);
    const html = answer?.ok ? await answer.text().catch(() => "") : "";
    if (html && !document.getElementById(`attachment_${id}`)) put(html, list.appendChild(document.createElement("li")));
  }
}

function dropInto(place) {
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files") && !isNote();
  place.addEventListener("dragenter", (event) => {
    if (hasFiles(event)) place.toggleAttribute("data-dropping", ++depth > 0);
  });
  place.addEventListener("dragleave", (event) => {
    if (hasFiles(event)) place.toggleAttribute("data-dropping", --depth > 0);
  });
  place.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  place.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    place.removeAttribute("data-dropping");
    takeAll([...event.dataTransfer.files]);
  });
}

function close(chosen) {
  chosen.closest("[popover]")?.hidePopover();
}

function chips() {
  return [...(list?.querySelectorAll("[data-media]") ?? [])];
}
