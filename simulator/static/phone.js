// The phone: who is texting whom, what stands on the screen, what is sent. News comes by server-sent events.
import { askForNewcomer } from "./newcomer.js";
import { attachment, clearAttachment } from "./attachment.js";

const OPENING = "Hi, do you install water heaters?";
const NEW = "new";
const $ = (id) => document.getElementById(id);
const wanted = new URLSearchParams(location.search);
const parentOrigin = document.querySelector('meta[name="leadline-origin"]').content;
let people = [], businesses = [], person = wanted.get("from") || "", business = wanted.get("to") || "";
let seen = null, asked = 0;

if (wanted.get("theme")) document.documentElement.dataset.theme = wanted.get("theme");

export function pretty(number) {
  const nanp = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return nanp ? `(${nanp[1]}) ${nanp[2]}-${nanp[3]}` : number;
}

async function refresh() {
  const mine = ++asked;
  const query = new URLSearchParams({ person, business });
  const answer = await fetch(`/phone/state?${query}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const state = await answer.json();
  ({ people, businesses } = state);
  const before = `${person} ${business}`;
  if (!person) person = people[0].number;
  if (!people.some((one) => one.number === person)) people.push({ number: person, name: pretty(person), zone: null });
  if (!business) business = businesses[0]?.number || "";
  if (business && !businesses.some((one) => one.number === business)) businesses.unshift({ number: business, name: business });
  showWho();
  if (before !== `${person} ${business}`) return refresh();
  showTexts(state.texts);
}

function showWho() {
  fill($("person"), [...people.map((one) => [one.number, one.name]), [NEW, "New number…"]], person);
  fill($("business"), businesses.map((one) => [one.number, `${title(one)} ${pretty(one.number)}`]), business);
  $("business").hidden = businesses.length < 2;
  $("business").parentElement.classList.toggle("many", businesses.length > 1);
  const firm = businesses.find((one) => one.number === business);
  $("name").textContent = firm ? title(firm) : "No business number yet";
  $("number").textContent = firm ? pretty(firm.number) : "Add one in Leadline, under Numbers";
  $("face").textContent = firm ? initials(title(firm)) : "?";
  showClock();
}

function title(firm) {
  return firm.name && firm.name !== firm.number ? firm.name : "Business";
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\d]/u.test(word));
  return ((words[0]?.[0] || "") + (words[1]?.[0] || "")).toUpperCase();
}

function showClock() {
  const one = people.find((each) => each.number === person);
  if (!one) return;
  const where = one.zone
    ? `texting in ${one.city} at ${timeIn(one.zone, new Date())}`
    : "";
  const halves = [`You are ${one.name}, ${pretty(one.number)}${where ? "," : ""}`, where];
  if ($("who").textContent !== halves.join(" ")) {
    $("who").replaceChildren(part("span", "half", halves[0]), " ", part("span", "half", halves[1]));
  }
}

function fill(select, options, chosen) {
  const same = [...select.options].map((option) => `${option.value}=${option.text}`).join() === options.map((pair) => pair.join("=")).join();
  if (!same) select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  select.value = chosen;
}

function showTexts(texts) {
  const log = $("log");
  const pinned = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const last = texts.at(-1);
  const items = texts.map((text, index) => {
    const next = texts[index + 1];
    const ends = !next || next.mine !== text.mine || next.at - text.at > 300;
    return item(text, texts[index - 1], ends, text === last);
  });
  const list = $("texts"), old = new Map([...list.children].map((each) => [each.dataset.key, each]));
  list.replaceChildren(...items.map((each) => old.get(each.dataset.key) || each));
  seen = new Set(texts.map((text) => text.sid));
  if (pinned || last?.mine) log.scrollTop = log.scrollHeight;
}

function item(text, previous, ends, isLast) {
  const li = document.createElement("li");
  const failed = text.mine && text.webhook && text.webhook !== "ok";
  li.dataset.key = [text.sid, ends, isLast, text.webhook, text.body, JSON.stringify(text.media)].join("|");
  li.classList.toggle("mine", text.mine);
  li.classList.toggle("turn", !previous || previous.mine !== text.mine || text.at - previous.at > 300);
  li.classList.toggle("new", seen !== null && !seen.has(text.sid));
  for (const file of text.media) li.append(picture(file));
  if (text.body) li.append(part("div", "bubble", text.body));
  if (failed) li.append(part("div", "state failed", `Not delivered: Leadline answered ${text.webhook}`.replace("answered no answer", "did not answer")));
  else if (ends && (isLast || !text.mine)) li.append(part("div", "state", text.mine && !text.webhook ? "Sending…" : `Delivered ${clock(text.at)}`));
  return li;
}

function picture(file) {
  if (!file.address || !file.content_type.startsWith("image/")) {
    return part("div", "file", file.address ? `File (${file.content_type})` : "A picture that was not fetched");
  }
  const image = part("img", "picture", "");
  image.src = file.address;
  image.alt = "Picture";
  image.addEventListener("load", () => { $("log").scrollTop = $("log").scrollHeight; });
  return image;
}

function part(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  return node;
}

function timeIn(zone, moment) {
  const form = { hour: "numeric", minute: "2-digit", timeZone: zone || undefined };
  return moment.toLocaleTimeString("en-US", form).replace(/\s/, "\u00a0");
}

function clock(seconds) {
  return timeIn(people.find((one) => one.number === person)?.zone, new Date(seconds * 1000));
}

function complain(sentence) {
  $("error").textContent = sentence;
  $("error").hidden = !sentence;
}

$("writer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = $("text").value, media = attachment();
  if (!body.trim() && !media.length) return $("text").focus();
  if (!business) return complain("There is no business number to text yet.");
  $("text").value = "";
  clearAttachment();
  complain("");
  const answer = await fetch("/phone/send", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ from: person, to: business, body, media }),
  }).catch(() => null);
  if (!answer?.ok) {
    $("text").value = body;
    complain((await answer?.json().catch(() => null))?.error || "The simulated carrier is not running. Start it, then send again.");
  }
});

$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!event.repeat) $("writer").requestSubmit();
});

$("person").addEventListener("change", async () => {
  const chosen = $("person").value;
  const newcomer = chosen === NEW ? await askForNewcomer() : null;
  if (chosen !== NEW) person = chosen;
  else if (newcomer) person = newcomer.number;
  $("person").value = person;
  seen = null;
  await refresh();
});

$("business").addEventListener("change", () => {
  business = $("business").value;
  seen = null;
  refresh();
});

window.addEventListener("message", (event) => {
  if (event.origin !== parentOrigin || event.data?.leadline !== "focus-phone") return;
  if (!$("text").value) $("text").value = OPENING;
  $("text").focus();
});

const news = new EventSource("/phone/events");
news.addEventListener("open", refresh);
news.addEventListener("message", (message) => {
  const event = JSON.parse(message.data);
  if (event.kind === "reset") { business = ""; seen = null; }
  if (event.kind === "faults") document.dispatchEvent(new CustomEvent("faults"));
  else if (event.kind !== "text" || (event.person === person && event.business === business) || !business) refresh();
});
setInterval(showClock, 15000);
refresh();
