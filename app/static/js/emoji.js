// Emoji: the picker is loaded when it is first opened. What is picked stands at the caret.

import { insertAtCaret } from "./beside.js";

const PICKER = "/static/vendor/emoji/picker.js";
const DATA = "/static/vendor/emoji/data.json";
const NEWEST = 15; // of emoji that phones of some years can show
const pop = document.querySelector("[data-emoji-pop]");

pop?.addEventListener("toggle", (event) => { if (event.newState === "open") open(); });

async function open() {
  const picker = pop.querySelector("emoji-picker") ?? await load();
  if (picker) focusSearch(picker);
}

async function load() {
  const { default: Picker } = await import(PICKER).catch(() => ({}));
  if (!Picker) return sayItFailed();
  const picker = new Picker({ dataSource: DATA, locale: "en", emojiVersion: NEWEST });
  picker.addEventListener("emoji-click", (event) => {
    pop.hidePopover();
    insertAtCaret(event.detail.unicode);
  });
  pop.replaceChildren(picker);
  return picker;
}

function focusSearch(picker) {
  const search = () => picker.shadowRoot.querySelector("input.search");
  if (search()) return search().focus();
  const built = new MutationObserver(() => {
    if (!search()) return;
    built.disconnect();
    if (pop.matches(":popover-open")) search().focus();
  });
  built.observe(picker.shadowRoot, { childList: true, subtree: true });
}

function sayItFailed() {
  pop.querySelector(".pop-line").textContent = "The emoji could not be loaded. Check your connection and open this again.";
}
