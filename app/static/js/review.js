// One key for each answer to "Does … mean stop?": 1, 2 and 3, while nobody is typing and no dialog is open.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog[open], [popover]")) return;
  const button = document.querySelector(`[data-review] [data-answer="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
