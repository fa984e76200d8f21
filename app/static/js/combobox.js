// A field that offers people while one types: arrows move, Enter takes, Esc closes. What is typed stays allowed.

const WAIT = 150;

for (const field of document.querySelectorAll("[data-combobox]")) offer(field);

function offer(field) {
  const input = field.querySelector("[role=combobox]");
  let timer = 0;
  let asked = 0;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); move(step); }
    else if (event.key === "Enter" && chosen()) { event.preventDefault(); take(chosen()); }
    else if (event.key === "Escape") hide();
  });
  input.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== input) hide(); }, WAIT));
  field.addEventListener("pointerdown", (event) => {
    const option = event.target.closest(".option");
    if (option) { event.preventDefault(); take(option); }
  });

  async function ask() {
    const query = input.value.trim();
    const number = ++asked;
    if (!query) return hide();
    const answer = await fetch(`${field.dataset.source}?q=${encodeURIComponent(query)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || number !== asked) return;
    const held = chosen()?.dataset.value;
    list().outerHTML = await answer.text();
    list().hidden = list().children.length === 0;
    input.setAttribute("aria-expanded", String(!list().hidden));
    mark([...list().querySelectorAll(".option")].find((each) => each.dataset.value === held));
  }

  function move(step) {
    const all = [...list().querySelectorAll(".option")];
    if (list().hidden || all.length === 0) return;
    const next = all[(all.indexOf(chosen()) + step + all.length) % all.length] ?? all[0];
    mark(next);
    next.scrollIntoView({ block: "nearest" });
  }

  function mark(option) {
    for (const each of list().querySelectorAll(".option")) each.setAttribute("aria-selected", String(each === option));
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function take(option) {
    input.value = option.dataset.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    hide();
    document.getElementById("composer_body")?.focus();
  }

  function hide() {
    clearTimeout(timer);
    asked += 1;
    list().hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function list() { return document.getElementById("to_options"); }
  function chosen() { return list().hidden ? null : list().querySelector("[aria-selected=true]"); }
}
