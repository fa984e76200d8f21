// The first run: "Text from the phone" puts the cursor into the simulated phone's field, and what is taught gives way
// to the first lead when it arrives.

const frame = document.getElementById("phone_frame");
document.querySelector("[data-focus-phone]")?.addEventListener("click", () => {
  frame.focus();
  frame.contentWindow.postMessage({ leadline: "focus-phone" }, new URL(frame.dataset.origin).origin);
});
document.addEventListener("leadline:changed", welcome);

function welcome() {
  const lead = document.querySelector("#inbox_list .row-link");
  if (!lead) return;
  document.querySelector("[data-first-lead]").href = lead.getAttribute("href");
  for (const each of document.querySelectorAll("[data-before-lead]")) each.hidden = true;
  for (const each of document.querySelectorAll("[data-after-lead]")) each.hidden = false;
  document.removeEventListener("leadline:changed", welcome);
}
