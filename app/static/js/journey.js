// The journey's filter: the stylesheet hides lines; here the choice outlives the panel's being drawn anew.

let chosen = "all";

document.addEventListener("change", (event) => {
  if (event.target.id === "journey_filter") chosen = event.target.value;
});
document.addEventListener("leadline:changed", () => {
  const filter = document.getElementById("journey_filter");
  if (filter) filter.value = chosen;
});
