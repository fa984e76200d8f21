// The scheduler's dialogs: each has an address of its own and stands over the list as a modal one. Esc, the cross and a
// press beside it lead back to the list. What was just kept or deleted is said for some seconds.

const SHOWN = 10000;
const dialog = document.getElementById("schedule_dialog");
const told = document.querySelector("[data-told]");

if (dialog) {
  const held = dialog.querySelector("#to[autofocus], #plan [aria-invalid]") ?? dialog.querySelector("#plan textarea, [data-first]");
  dialog.close();
  dialog.showModal();
  held?.focus();
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); leave(); });
  dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog && !isChanged()) leave(); });
  dialog.addEventListener("submit", once);
  dialog.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "Enter" && !event.defaultPrevented && field.matches("#plan input")) { event.preventDefault(); field.form.requestSubmit(field.form.querySelector("[data-first]")); }
  });
}
if (told) {
  const here = new URL(location.href);
  for (const name of ["saved", "deleted"]) here.searchParams.delete(name);
  history.replaceState(history.state, "", here);
  setTimeout(() => told.remove(), SHOWN);
}

function leave() {
  location.assign(dialog.dataset.back);
}

function isChanged() {
  return [...dialog.querySelectorAll("textarea")].some((each) => each.value !== each.defaultValue);
}

// Its second submit would cut off the first.
function once(event) {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
}
