// Folders: belongs(row) says whether a row stands in the folder shown (the server's rule: app/models/folder.py);
// tally(change) takes in a room's counts. A count is the sum over the rooms; older counts never replace newer ones.

export { belongs, tally };

const me = document.body.dataset.userId;
const list = document.getElementById("inbox_list");

document.querySelector("[data-submit-on-change]")?.addEventListener("change", (event) => event.currentTarget.submit());

function belongs({ dataset: row }) {
  if (!list) return true; // a page without the list: nothing is put anywhere
  if (list.dataset.department && row.department !== list.dataset.department) return false;
  const folder = list.dataset.folder;
  if (folder === "attention") return Boolean(row.needsAttention) && (!row.assigneeId || row.assigneeId === me);
  if (folder === "open" || folder === "closed") return row.state === folder;
  return row.state === "open" && !row.snoozed && row.assigneeId === (folder === "mine" ? me : "");
}

function tally(change) {
  const place = document.querySelector(`[data-room="${CSS.escape(change.room)}"]`);
  if (!change.tallies || !(change.counted >= Number(place.dataset.counted))) return;
  place.dataset.counted = String(change.counted);
  place.dataset.tallies = JSON.stringify(change.tallies);
  show();
}

function show() {
  const rooms = [...document.querySelectorAll("[data-tallies]")];
  const chosen = list?.dataset.department;
  const shown = counts(rooms.filter((room) => !chosen || room.dataset.department === chosen));
  for (const [folder, count] of Object.entries(shown)) {
    const place = document.getElementById(`folder_${folder}_count`);
    if (place) write(place, count);
  }
  const { attention } = counts(rooms);
  for (const badge of document.querySelectorAll("[data-badge]")) {
    write(badge, attention);
    badge.hidden = attention === 0;
  }
}

function counts(rooms) {
  const total = { attention: 0, mine: 0, unassigned: 0, open: 0 };
  for (const room of rooms) {
    for (const [whose, [open, awake, attention]] of Object.entries(JSON.parse(room.dataset.tallies))) {
      total.open += open;
      if (whose === me) total.mine += awake;
      if (whose === "0") total.unassigned += awake;
      if (whose === me || whose === "0") total.attention += attention;
    }
  }
  return total;
}

function write(place, count) {
  if (place.textContent !== String(count)) place.textContent = String(count);
}
