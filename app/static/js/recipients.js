// Who else gets the text: chips of "Also to" and the switch that leaves the client out. Both stand in fields of the form,
// go with the text that takes them along ("leadline:queued", detail.sent), come back with one that was refused
// ("leadline:refused") and are kept with the draft's words. The check says of whom it speaks
// (data-of): their chips wear its colour.

import { toast } from "./beside.js";
import { bringBack } from "./undo.js";

const row = document.querySelector("[data-also]");
if (row) offer(row, row.closest("form"));

function offer(row, form) {
  const opener = form.querySelector("[data-add-people]");
  const input = row.querySelector("[data-also-input]");
  const { also, leave_out: leaveOut, body } = form.elements;
  let chosen = []; // [what the form says of each, what the chip says]

  opener.addEventListener("click", () => {
    if (row.hidden || chosen.length) open();
    else row.hidden = true;
    opener.setAttribute("aria-expanded", String(!row.hidden));
  });
  input.addEventListener("change", () => add(input.value.trim()));
  input.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Backspace" && !input.value && chosen.length) return take(chosen.length - 1);
    if (event.key !== "Enter" && event.key !== ",") return;
    event.preventDefault(); // never Send from here
    event.stopPropagation();
    add(input.value.trim());
  });
  row.addEventListener("click", (event) => {
    const chip = event.target.closest(".also-remove")?.closest(".also-chip");
    if (!chip) return;
    take([...chip.parentElement.children].indexOf(chip));
    input.focus();
  });
  leaveOut.addEventListener("change", said);
  form.addEventListener("leadline:queued", (event) => { if (event.detail?.sent) put([], false); });
  form.addEventListener("leadline:refused", ({ detail }) => {
    if (detail.also) put([...chosen, ...named(detail.also).filter(([who]) => !has(who))], leaveOut.checked || Boolean(detail.leave_out));
    if (detail.notify) form.elements.notify.checked = true;
  });
  form.addEventListener("leadline:others", ({ detail }) => put(JSON.parse(detail.chips ?? "[]"), Boolean(detail.leave_out))); // as this tab had them
  form.addEventListener("leadline:aside", ({ detail }) => {
    const back = /data-undo-path="([^"]+)"/.exec(detail)?.[1];
    if (back) toast("Sent to the others", "Undo", () => bringBack({ dataset: { back } }));
  });
  new MutationObserver(colour).observe(form.querySelector(".composer-foot"), { childList: true, subtree: true, attributeFilter: ["data-of", "data-kind"] });
  restore();

  function open() {
    row.hidden = false;
    input.focus();
  }

  function add(typed) {
    input.value = "";
    const option = [...row.querySelectorAll(".option")].find((each) => each.dataset.value === typed);
    if (!typed) return;
    if (!has(typed)) put([...chosen, [typed, option?.querySelector(".option-name").textContent ?? typed]], leaveOut.checked);
    setTimeout(() => input.focus()); // the list hands the focus to the words
  }

  function take(place) {
    put(chosen.filter((_, each) => each !== place), leaveOut.checked);
  }

  function put(all, isOut) {
    chosen = all;
    also.value = all.map(([who]) => who).join("|");
    form.dataset.chips = JSON.stringify(all);
    leaveOut.disabled = !all.length;
    leaveOut.checked = isOut && all.length > 0;
    const template = row.querySelector("[data-also-chip]").content.firstElementChild;
    row.querySelector("[data-also-chips]").replaceChildren(...all.map(([who, name]) => {
      const chip = template.cloneNode(true);
      chip.dataset.who = who;
      chip.querySelector("[data-also-name]").textContent = name;
      chip.querySelector("button").setAttribute("aria-label", `Take out ${name}`);
      return chip;
    }));
    row.hidden = !all.length && !row.contains(document.activeElement);
    opener.setAttribute("aria-expanded", String(!row.hidden));
    said();
  }

  function said() {
    window.htmx?.trigger(body, "recheck"); // drafts.js hears it too
  }

  function restore() {
    const { chips, out } = JSON.parse(row.dataset.also);
    if (chips.length) put(chips, out);
  }

  function colour() {
    for (const chip of row.querySelectorAll(".also-chip")) {
      const line = [...form.querySelectorAll("[data-of]")].find((each) => each.dataset.of.split("|").includes(chip.dataset.who));
      if ((chip.dataset.kind ?? "") === (line?.dataset.kind ?? "")) continue;
      if (line) chip.dataset.kind = line.dataset.kind;
      else delete chip.dataset.kind;
    }
  }

  function has(who) { return chosen.some(([each]) => each === who); }
  function named(value) { return value.split("|").filter(Boolean).map((who) => [who, pretty(who)]); }
  function pretty(who) { return who.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3"); }
}
