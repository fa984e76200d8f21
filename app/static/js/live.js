// Live: one socket, one event. Each room on the page has a cursor, the change number it has seen. Numbers are dense:
// a push that leaves a gap, and every new connection, asks for what came after the cursor.

import { apply } from "./swap.js";

const GAP_WAIT = 200;
const OFFLINE_AFTER = 1000;
const SENT_AWAY = 700; // by then a sign-out in another tab has taken the cookie
const rooms = new Map();
const socket = io({ transports: ["websocket"] });
let offline = 0;

for (const place of document.querySelectorAll("[data-room]")) {
  rooms.set(place.dataset.room, { cursor: Number(place.dataset.cursor), place, timer: 0 });
}

socket.on("connect", () => {
  clearTimeout(offline);
  document.getElementById("offline").hidden = true;
  for (const name of rooms.keys()) watch(name);
});
socket.on("disconnect", (reason) => {
  clearTimeout(offline);
  if (reason === "io server disconnect") setTimeout(() => socket.connect(), SENT_AWAY); // whoever may be here comes back
  offline = setTimeout(() => { document.getElementById("offline").hidden = false; }, OFFLINE_AFTER);
  delete document.documentElement.dataset.live;
});
socket.on("connect_error", () => {
  if (socket.active) return; // no network: tried again by itself
  clearTimeout(offline);
  document.getElementById("offline").hidden = false;
  document.querySelector("#offline span").textContent = "You are signed out. Sign in again, here or in another tab.";
});
addEventListener("focus", () => { if (!socket.active) socket.connect(); });
addEventListener("online", () => {
  if (!socket.connected) socket.disconnect().connect(); // at once, not when the next try falls due
});
socket.on("swap", (change) => {
  const room = rooms.get(change.room);
  if (!room) return;
  apply(change.parts);
  if (change.from <= room.cursor) move(room, Math.max(room.cursor, change.to));
  else if (!room.timer) room.timer = setTimeout(() => watch(change.room), GAP_WAIT);
});

function watch(name) {
  const room = rooms.get(name);
  clearTimeout(room.timer);
  room.timer = 0;
  socket.emit("watch", { room: name, after: room.cursor }, (answer) => {
    if (!answer.ok) return location.assign("/inbox");
    if (answer.reload) return location.reload();
    apply(answer.parts);
    move(room, Math.max(room.cursor, answer.to));
    room.watched = true;
    if ([...rooms.values()].every((each) => each.watched)) document.documentElement.dataset.live = "yes";
  });
}

function move(room, to) {
  room.cursor = to;
  room.place.dataset.cursor = String(to);
}
