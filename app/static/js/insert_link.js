// Insert a link: a whole https address stands at the caret, as it is typed. Shorteners of the public are warned of:
// carriers filter texts that carry them.

import { insertAtCaret } from "./beside.js";

const SHORTENERS = new Set(["bc.vc", "bit.ly", "budurl.com", "buff.ly", "clicky.me", "cutt.ly", "goo.gl", "is.gd", "lc.chat", "ow.ly",
  "rb.gy", "rebrand.ly", "s2r.co", "shorturl.at", "soo.gd", "t.co", "t.ly", "tiny.cc", "tinyurl.com"]);
const form = document.querySelector("[data-link-form]");
const pop = form?.closest("[popover]");

form?.addEventListener("submit", (event) => { event.preventDefault(); insert(); });
form?.addEventListener("input", () => { warn(); say(""); });
pop?.addEventListener("toggle", (event) => { if (event.newState === "closed") empty(); });

function insert() {
  const { address, problem } = read(form.elements.address.value.trim());
  say(problem ?? "");
  if (problem) return form.elements.address.focus();
  pop.hidePopover();
  const field = document.getElementById("composer_body");
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  insertAtCaret(`${/\S$/.test(before) ? " " : ""}${address}${/^\S/.test(after) ? " " : ""}`);
}

// {address} or {problem: a sentence}.
function read(typed) {
  const scheme = typed.match(/^([a-z][a-z0-9+.-]*):(?!\d)/i)?.[1].toLowerCase();
  if (scheme === "http") return { problem: "This address begins with http://, which is not secure. Write it with https://." };
  if (scheme && scheme !== "https") return { problem: "Only web addresses can be inserted. Write one like https://example.com." };
  const address = scheme ? typed : `https://${typed}`;
  const host = !/\s/.test(typed) && hostOf(address);
  if (!host || !/^([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(host)) return { problem: "This is not a web address. Write one like https://example.com." };
  return { address };
}

function warn() {
  const typed = form.elements.address.value.trim();
  const host = hostOf(/^https?:/i.test(typed) ? typed : `https://${typed}`).replace(/^www\./, "");
  const sentence = SHORTENERS.has(host) ? `Carriers often block texts with ${host} links. Use the full address instead.` : "";
  const place = document.getElementById("link_warning");
  if (place.textContent !== sentence) place.textContent = sentence;
}

function say(sentence) {
  const place = document.getElementById("link_problem");
  if (place.textContent !== sentence) place.textContent = sentence;
  place.closest("[data-link-field]").classList.toggle("has-error", Boolean(sentence));
  form.elements.address.toggleAttribute("aria-invalid", Boolean(sentence));
}

function empty() {
  form.reset();
  say("");
  warn();
}

function hostOf(address) {
  return URL.canParse(address) ? new URL(address).hostname : "";
}
