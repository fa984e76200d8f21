// A new person with a number of their own: a dialog that answers {number, name}, or null when it was put away.
const $ = (id) => document.getElementById(id);
const dialog = $("newcomer");

export function askForNewcomer() {
  $("newcomer-form").reset();
  $("newcomer-error").hidden = true;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue ? JSON.parse(dialog.returnValue) : null), { once: true });
  });
}

$("newcomer-cancel").addEventListener("click", () => dialog.close(""));
$("newcomer-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/phone/people", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: $("newcomer-name").value, number: $("newcomer-number").value }),
  }).catch(() => null);
  const made = await answer?.json().catch(() => null);
  if (answer?.ok) return dialog.close(JSON.stringify(made));
  $("newcomer-error").textContent = made?.error || "The simulated carrier is not running.";
  $("newcomer-error").hidden = false;
  $("newcomer-number").setAttribute("aria-invalid", "true");
  $("newcomer-number").focus();
});
