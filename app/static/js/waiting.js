// Times in rows, in the server's words (waited, row_time, until_words), looked at again every half minute and after
// every change: on another day "2:05 PM" is "Yesterday".

export { when };

const EVERY = 30_000;
const BOUND = "\u00a0";
const said = (options) => new Intl.DateTimeFormat("en-US", { timeZone: document.body.dataset.zone, ...options });
const clock = said({ hour: "numeric", minute: "2-digit" });
const weekday = said({ weekday: "short" });
const date = said({ month: "short", day: "numeric", year: "numeric" });

show();
setInterval(show, EVERY);
document.addEventListener("leadline:changed", show);

function show() {
  for (const chip of document.querySelectorAll("[data-waiting]")) {
    const words = waited(Date.now() - Date.parse(chip.dataset.waiting));
    write(chip.querySelector(".waited"), words);
    chip.hidden = !words;
  }
  for (const time of document.querySelectorAll(".row-time, .row-until")) {
    write(time, when(time.dateTime));
  }
}

function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

function when(moment) {
  const at = new Date(moment);
  const [day, today] = [date.format(at), date.format()];
  const ahead = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  if (!ahead) return clock.format(at).replace(/\s/, BOUND);
  if (Math.abs(ahead) === 1) return ahead < 0 ? "Yesterday" : "tomorrow";
  if (Math.abs(ahead) < 7) return weekday.format(at);
  return day.replace(day.slice(-4) === today.slice(-4) ? /,.*/ : "", "").replace(" ", BOUND);
}

function waited(milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "";
  if (minutes < 60) return `${minutes} min`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
