// The journey's filter: what the server gives for a choice outlives the panel's being drawn anew; texts and notes are
// asked for again as the thread changes.

let chosen = "all";
let timer = 0;

document.addEventListener("change", (event) => {
  if (event.target.id === "journey_filter") chosen = event.target.value;
});
document.addEventListener("leadline:changed", () => {
  const filter = document.getElementById("journey_filter");
  if (!filter || (filter.value === chosen && chosen !== "texts" && chosen !== "notes")) return;
  filter.value = chosen;
  clearTimeout(timer);
  timer = setTimeout(() => window.htmx.trigger(filter, "refilter"), 300);
});
