// Runs before the first paint: what this browser remembers of the frame, so that nothing moves afterwards.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    if (localStorage.getItem("leadline.rail") === "slim") root.dataset.rail = "slim";
    if (localStorage.getItem("leadline.panel") === "closed") root.dataset.panel = "closed";
  } catch {
    // Storage is switched off: the frame starts as for a new user.
  }
}
