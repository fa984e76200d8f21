// The contact list: ticks (shift takes a range), everybody who matches, the value that goes with an act. The server
// asks anew whom "all" means; here are only the ones unticked since.

const form = document.querySelector("[data-ticks]");
let last = null;

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits] select, [data-submits] input[type=date], [data-submits] input[type=checkbox]")) event.target.form.requestSubmit();
});

if (form) {
  const all = form.querySelector("[data-all]");
  form.addEventListener("click", (event) => {
    const tick = event.target.closest("[name=contact]");
    if (!tick) return;
    if (event.shiftKey && last) range(last, tick);
    last = tick;
    show();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-page]")) for (const each of ticks()) each.checked = event.target.checked;
    if (event.target === all) for (const each of ticks()) each.checked = all.checked;
    show();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[name=contact]")) event.preventDefault();
  });
  show();
}

function range(from, to) {
  const every = ticks();
  const [start, end] = [every.indexOf(from), every.indexOf(to)].sort((one, other) => one - other);
  for (const each of every.slice(start, end + 1)) each.checked = to.checked;
}

function show() {
  const every = ticks();
  const chosen = every.filter((each) => each.checked);
  const everybody = form.querySelector("[data-all]")?.checked;
  const out = every.filter((each) => !each.checked).map((each) => each.value);
  form.elements.left_out.value = everybody ? out.join(",") : "";
  const count = everybody ? Number(form.dataset.matches) - out.length : chosen.length;
  const words = form.querySelector("[data-ticked]");
  if (words) words.textContent = count ? `${count.toLocaleString("en-US")} ticked` : "Nobody ticked";
  form.classList.toggle("has-ticks", count > 0);
  const page = form.querySelector("[data-tick-page]");
  if (page) {
    page.checked = chosen.length === every.length;
    page.indeterminate = chosen.length > 0 && !page.checked;
  }
  const act = form.querySelector("[data-act]")?.value;
  for (const value of form.querySelectorAll(".bulk-value")) value.hidden = value.dataset.for !== act;
}

function ticks() { return [...form.querySelectorAll("[name=contact]")]; }
