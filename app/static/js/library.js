// What else the paperclip offers: the library of the business and a file from the web. What is chosen is handed to
// attach.js ("leadline:attach"). The list is the server's; what is ticked stays so while it is looked for anew.

const SOON = 200;
const WAITS = 800;
const field = document.getElementById("composer_body");
const pop = document.getElementById("library_pop");
const web = document.getElementById("web_pop");
const part = (name) => pop.querySelector(name);
const [search, kind, chooser] = [part("#library_search"), part("#library_kind"), part("[data-library-files]")];
const [name, address] = [part("[data-rename] input"), web.querySelector("input")];
const chosen = new Map(); // id -> {name, mine}
const remove = part("[data-remove]");
const drawing = remove.firstElementChild;
let timer = 0;

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (!opener) return;
  opener.closest("[popover]").hidePopover();
  document.getElementById(opener.dataset.open).showPopover();
});
pop.addEventListener("toggle", (event) => {
  if (event.newState === "open") look();
  else chosen.clear();
});
search.addEventListener("input", () => look(SOON));
kind.addEventListener("change", () => look());
pop.addEventListener("change", (event) => {
  const { type, value, checked, dataset } = event.target;
  if (type !== "checkbox") return;
  if (checked) chosen.set(value, { name: dataset.name, mine: "mine" in dataset });
  else chosen.delete(value);
  tell();
});
part("[data-take]").addEventListener("click", () => {
  attach([...chosen].map(([value, { name }]) => ({ field: "library", value, name })), pop);
});
part("[data-add]").addEventListener("click", () => chooser.click());
chooser.addEventListener("change", () => {
  const data = new FormData();
  for (const file of chooser.files) data.append("file", file);
  chooser.value = "";
  ask("", data);
});
part("[data-begin-rename]").addEventListener("click", () => {
  part("[data-rename]").hidden = false;
  name.value = [...chosen.values()][0].name.replace(/\.\w+$/, "");
  name.select();
});
pressed(part("[data-rename]"), () => {
  const data = new FormData();
  data.append("name", name.value);
  change("name", data);
});
pressed(pop, () => look());
remove.addEventListener("click", () => {
  if (remove.dataset.sure) return change("removal", new FormData());
  drawing.replaceWith(remove.dataset.sure = remove.ariaLabel = "Remove for all?");
});
pressed(web, () => {
  if (!address.value.trim()) return address.focus();
  attach([{ field: "url", value: address.value, name: "From the web" }], web);
  address.value = "";
});

// The button of a part, or Enter in its field: never the form's around it.
function pressed(place, act) {
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])") || event.defaultPrevented) return;
    event.preventDefault();
    act();
  });
  if (place !== pop) place.querySelector("button").addEventListener("click", act);
}

function attach(files, from) {
  from.hidePopover();
  field.form.dispatchEvent(new CustomEvent("leadline:attach", { detail: files }));
}

function change(what, data) {
  const [id] = chosen.keys();
  chosen.clear();
  ask(`/${id}/${what}`, data);
}

function look(after = 0) {
  clearTimeout(timer);
  timer = setTimeout(ask, after);
}

async function ask(path = "", data = null) {
  clearTimeout(timer);
  const query = new URLSearchParams({ q: search.value, kind: kind.value });
  data?.append("csrf_token", field.form.elements.csrf_token.value);
  const how = data ? { method: "POST", body: data } : {};
  const answer = await fetch(`/library/files${path}?${query}`, { redirect: "manual", ...how }).catch(() => null);
  const html = answer && (answer.ok || answer.status === 422) ? await answer.text() : "";
  if (!html) {
    part("#library_list").textContent = "The library did not come. Close this and open it again.";
    return;
  }
  part("#library_list").outerHTML = html;
  for (const box of pop.querySelectorAll("#library_list input")) box.checked = chosen.has(box.value);
  if ("waits" in part("#library_list").dataset && pop.matches(":popover-open")) look(WAITS);
  tell();
}

function tell() {
  const count = chosen.size;
  part("[data-take]").hidden = !count;
  part("[data-take]").textContent = count > 1 ? `Attach ${count} files` : "Attach";
  part("[data-change-one]").hidden = count !== 1 || ![...chosen.values()][0].mine;
  part("[data-rename]").hidden = true;
  remove.replaceChildren(drawing);
  remove.ariaLabel = "Remove";
  delete remove.dataset.sure;
}
