// Live: one socket, one event. Each room on the page has a cursor, the change number it has seen. Numbers are dense:
// a push that leaves a gap, and every new connection, asks for what came after the cursor.

import { tally } from "./folder.js";
import { apply } from "./swap.js";

const GAP_WAIT = 200;
const OFFLINE_AFTER = 1000;
const ANSWER_WITHIN = 5000;
const AGAIN_AFTER = 2000;
const SENT_AWAY = 700; // by then a sign-out in another tab has taken the cookie
const REJECTED = "Connection rejected by server"; // python-socketio's words when the connect handler says no
const rooms = new Map();
const bar = document.getElementById("offline");
const reconnecting = bar.querySelector("span").textContent;
const socket = io({ transports: ["websocket"] });
const list = document.getElementById("inbox_list");
let offline = 0;
let isTouched = false;
let isStale = false;

for (const place of document.querySelectorAll("[data-room]")) {
  rooms.set(place.dataset.room, { cursor: Number(place.dataset.cursor), place, timer: 0 });
}

socket.on("connect", () => {
  for (const name of rooms.keys()) watch(name);
  settled();
  socket.emit("greet", greeted);
});
socket.on("disconnect", (reason) => {
  if (reason === "io server disconnect") setTimeout(() => socket.connect(), SENT_AWAY); // whoever may be here comes back
  for (const room of rooms.values()) room.watched = false;
  away();
});
socket.on("connect_error", (error) => {
  away();
  if (socket.active) return; // no network: tried again by itself
  if (error.message === REJECTED) return showBar("You are signed out. Sign in again, here or in another tab.");
  setTimeout(() => { if (!socket.active) socket.connect(); }, AGAIN_AFTER);
});
document.addEventListener("input", () => { isTouched = true; });
addEventListener("focus", comeBack);
document.addEventListener("leadline:answered", comeBack); // the server took a text: whoever writes here is signed in
addEventListener("online", () => {
  if (!socket.connected) socket.disconnect().connect(); // at once, not when the next try falls due
});
socket.on("swap", (change) => {
  if (change.news) document.dispatchEvent(new CustomEvent("leadline:news", { detail: change.news }));
  if (change.mention) document.dispatchEvent(new CustomEvent("leadline:mention", { detail: change.mention }));
  if (change.notice) document.dispatchEvent(new CustomEvent("leadline:notice", { detail: change.notice }));
  if ("unseen" in change) tellUnseen(change.unseen);
  const room = rooms.get(change.room);
  if (!room) return;
  if (rooms.has(change.recheck)) askAgain(change.recheck);
  apply(change.parts);
  tally(change);
  if (change.from <= room.cursor) move(room, Math.max(room.cursor, change.to));
  else if (!room.timer) room.timer = setTimeout(() => watch(change.room), GAP_WAIT);
});

// What a page can't catch up with by change number: mentions met while away, a department gained, renamed or gone.
function greeted(answer) {
  if (!answer.ok) return;
  tellUnseen(answer.unseen);
  const shown = [...rooms.values()].map((each) => each.place.dataset).filter((each) => each.name);
  const names = (all) => JSON.stringify(all.map(([room, name]) => [room, name]).sort());
  if (names(shown.map((each) => [each.room, each.name])) !== names(answer.inboxes)) leave(location.href, true);
}

function tellUnseen(count) {
  document.dispatchEvent(new CustomEvent("leadline:unseen", { detail: count }));
}

function comeBack() {
  if (!socket.active) socket.connect();
}

// Everybody was put out of this room: whoever may be there comes back.
function askAgain(name) {
  rooms.get(name).place.dataset.asking = "yes";
  watch(name);
}

function watch(name) {
  const room = rooms.get(name);
  clearTimeout(room.timer);
  room.timer = 0;
  if (!socket.connected) return; // every new connection watches
  socket.timeout(ANSWER_WITHIN).emit("watch", { room: name, after: room.cursor }, (failed, answer) => {
    if (failed) return watchLater(room, name);
    if (!answer.ok || answer.reload) return leave(answer.ok ? location.href : answer.moved ?? (list ? "/inbox" : location.href));
    delete room.place.dataset.asking;
    apply(answer.parts);
    tally(answer);
    move(room, Math.max(room.cursor, answer.to));
    room.watched = true;
    settled();
  });
}

function watchLater(room, name) {
  room.watched = false;
  away();
  if (socket.connected && !room.timer) room.timer = setTimeout(() => watch(name), AGAIN_AFTER);
}

function away() {
  delete document.documentElement.dataset.live;
  offline ||= setTimeout(() => showBar(reconnecting), OFFLINE_AFTER);
}

function showBar(words) {
  clearTimeout(offline);
  offline = -1; // shown: nothing more to wait for
  bar.querySelector("span").textContent = words;
  bar.hidden = false;
}

function settled() {
  if (![...rooms.values()].every((each) => each.watched)) return;
  clearTimeout(offline);
  offline = 0;
  bar.hidden = !isStale;
  document.documentElement.dataset.live = "yes";
}

// What is unsent on the desk is kept: nobody need be asked. Whoever fills in another page, or types while the page is
// still right in all but its departments, leaves when they like.
function leave(where, mayStay = !list) {
  if (mayStay && isTyping()) return offer(where);
  document.documentElement.dataset.leaving = "yes";
  if (where === location.href) location.reload();
  else location.assign(where);
}

function isTyping() {
  const held = document.activeElement;
  return list ? held.matches("input, textarea") && held.value !== "" : isTouched;
}

function offer(where) {
  isStale = true;
  showBar("What you may see has changed. ");
  bar.querySelector("span").append(Object.assign(document.createElement("a"), { href: where, textContent: "Load the page again" }));
}

function move(room, to) {
  room.cursor = to;
  room.place.dataset.cursor = String(to);
}
