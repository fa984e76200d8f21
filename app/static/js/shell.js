// The frame: folding the rail, the contact panel (column when wide, sheet when middle), the theme, list scroll.

const root = document.documentElement;
const WIDE = matchMedia("(min-width: 1100px)");
const WIDER = matchMedia("(min-width: 1252px)");
const NARROW = matchMedia("(max-width: 699.98px)");

document.addEventListener("click", (event) => {
  const fold = event.target.closest("[data-fold-rail]");
  const toggle = event.target.closest("[data-toggle-panel]");
  if (fold) foldRail();
  else if (toggle) togglePanel(event, toggle);
  else if (event.target.closest("[data-close-panel]") || isScrim(event.target)) closeSheet();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.dataset.sheet) closeSheet();
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-theme-form]")) chooseTheme(event);
});
for (const width of [NARROW, WIDE, WIDER]) width.addEventListener("change", () => delete root.dataset.sheet);
showRail();
keepScroll();
document.querySelector(".settings-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

function foldRail() {
  if (root.dataset.rail === "slim") delete root.dataset.rail;
  else root.dataset.rail = "slim";
  remember("leadline.rail", root.dataset.rail ?? "open");
  showRail();
}

function showRail() {
  const button = document.querySelector("[data-fold-rail]");
  if (!button) return;
  const slim = root.dataset.rail === "slim";
  button.setAttribute("aria-expanded", String(!slim));
  for (const item of document.querySelectorAll(".rail-item")) {
    if (slim) item.setAttribute("aria-label", item.dataset.tip);
    else item.removeAttribute("aria-label");
  }
}

function togglePanel(event, toggle) {
  if (NARROW.matches) return;
  event.preventDefault();
  if (hasRoom()) {
    if (root.dataset.panel === "closed") delete root.dataset.panel;
    else root.dataset.panel = "closed";
    remember("leadline.panel", root.dataset.panel ?? "open");
    return;
  }
  root.dataset.sheet = "panel";
  toggle.dataset.opener = "";
  document.querySelector("[data-close-panel]")?.focus();
}

function hasRoom() {
  return root.dataset.rail === "slim" ? WIDE.matches : WIDER.matches;
}

function closeSheet() {
  if (!root.dataset.sheet) return;
  delete root.dataset.sheet;
  document.querySelector("[data-opener]")?.focus();
}

function isScrim(target) {
  return root.dataset.sheet && target.classList.contains("desk");
}

async function chooseTheme(event) {
  event.preventDefault();
  const form = event.target;
  const chosen = event.submitter.value;
  root.dataset.theme = chosen;
  for (const button of form.elements) {
    if (button.name === "theme") button.setAttribute("aria-pressed", String(button.value === chosen));
  }
  await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
}

function keepScroll() {
  const list = document.querySelector("[data-keep-scroll]");
  if (!list) return;
  const key = `leadline.scroll.${list.dataset.keepScroll}`;
  list.scrollTop = Number(sessionStorage.getItem(key) ?? 0);
  addEventListener("pagehide", () => sessionStorage.setItem(key, String(list.scrollTop)));
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is switched off: it holds until the next page.
  }
}
