// Runs before the first paint: what this browser remembers of the frame, so that nothing moves afterwards; and a press
// on a button before its script is there (a slow line) waits for it instead of doing nothing.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    if (localStorage.getItem("leadline.rail") === "slim") root.dataset.rail = "slim";
    if (localStorage.getItem("leadline.panel") === "closed") root.dataset.panel = "closed";
  } catch {
    // Storage is switched off: the frame starts as for a new user.
  }
  let early = null;
  const wait = (event) => {
    const button = event.target.closest?.("button[type=button]:not([popovertarget])");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    early = button;
  };
  addEventListener("click", wait, true);
  document.addEventListener("DOMContentLoaded", () => {
    removeEventListener("click", wait, true);
    setTimeout(() => early?.click()); // once whoever else waited for this moment has had it
  }, { once: true });
}
