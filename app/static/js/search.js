// The search field: "/" goes to it, Esc and emptying bring the list back, arrows go through what was found. Where no
// conversation stands beside it the address follows, so that the way back from a text leads to the results.

const field = document.getElementById("search_field");
const TYPING = "input, textarea, select, [contenteditable], [role=combobox]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
  if (!field.offsetParent) return;
  event.preventDefault();
  field.focus();
  field.select();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    if (field.value) empty();
    else field.blur();
  } else if (event.key === "ArrowDown") step(event, links()[0]);
});
field.addEventListener("input", () => { if (!field.value.trim()) empty(); });
document.getElementById("search").addEventListener("keydown", (event) => {
  const at = links().indexOf(document.activeElement);
  if (at < 0) return;
  if (event.key === "ArrowDown") step(event, links()[at + 1]);
  else if (event.key === "ArrowUp") step(event, links()[at - 1] ?? field);
  else if (event.key === "Escape") { empty(); field.focus(); }
});
document.addEventListener("htmx:after:swap", follow);

// Asking for nothing takes the place of an answer still on its way.
function empty() {
  field.value = "";
  window.htmx?.trigger(field, "emptied");
  const results = document.getElementById("search_results");
  results.hidden = true;
  delete results.dataset.typed;
  follow();
}

function follow() {
  if (document.querySelector("[data-conversation]") || !["/inbox", "/search"].includes(location.pathname)) return;
  const typed = document.getElementById("search_results").dataset.typed;
  const address = typed ? `/search?q=${encodeURIComponent(typed)}` : "/inbox";
  if (typed || location.pathname === "/search") history.replaceState(history.state, "", address);
}

function links() {
  return [...document.querySelectorAll("#search_results .row-link")];
}

function step(event, to) {
  event.preventDefault();
  to?.focus();
}
