// "Text from the phone" puts the cursor into the simulated phone's field.

const frame = document.getElementById("phone_frame");
document.querySelector("[data-focus-phone]")?.addEventListener("click", () => {
  frame.focus();
  frame.contentWindow.postMessage({ leadline: "focus-phone" }, new URL(frame.dataset.origin).origin);
});
