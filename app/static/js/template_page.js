// The dialog over the list of templates. Esc, the cross and a press beside it lead back to the list; words that were
// written in it are not lost by that.

import { toast } from "./beside.js";

const dialog = document.querySelector("[data-dialog]");
const here = location.href;

dialog.removeAttribute("open");
const began = words();
show();
dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-dialog-close]") && event.target !== dialog) return;
  event.preventDefault();
  if (event.target !== dialog || words() === began) dialog.close();
});
dialog.addEventListener("close", () => {
  history.replaceState(null, "", dialog.dataset.back);
  if (words() !== began) toast("Not saved.", "Back to it", show);
});

dialog.addEventListener("submit", (event) => { // its second submit would cut off the first
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  addEventListener("pageshow", () => delete event.target.dataset.sent, { once: true });
});

function show() {
  history.replaceState(null, "", here);
  dialog.showModal();
  dialog.querySelector("[aria-invalid], [autofocus]")?.focus();
}

function words() {
  return new URLSearchParams(new FormData(dialog.querySelector("form"))).toString();
}
