// How long people wait, beside their rows, in the server's words (app/moments.py: waited). It is looked at again every
// half minute and after every change.

const EVERY = 30_000;

show();
setInterval(show, EVERY);
document.addEventListener("leadline:changed", show);

function show() {
  for (const chip of document.querySelectorAll("[data-waiting]")) {
    const words = waited(Date.now() - Date.parse(chip.dataset.waiting));
    const place = chip.querySelector(".waited");
    if (place.textContent !== words) place.textContent = words;
    chip.hidden = !words;
  }
}

function waited(milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "";
  if (minutes < 60) return `${minutes} min`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
