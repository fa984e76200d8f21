// The focus outlives what is swapped: keepFocus(present, swap, element) does the swap, and whoever worked with the
// keyboard in `present` is afterwards at the same place of `element`, or beside it where that is not on the page.

export { keepFocus };

const REACHED = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

function keepFocus(present, swap, element) {
  const held = present?.contains(document.activeElement) ? document.activeElement : null;
  const beside = held && (present.nextElementSibling ?? present.previousElementSibling);
  swap();
  if (!held || held.isConnected) return;
  const found = element?.isConnected ? counterpart(held, present, element) : beside?.querySelector(REACHED);
  found?.focus({ preventScroll: true });
}

function counterpart(held, present, element) {
  if (held === present) return element;
  const asked = held.closest("[data-instead]"); // a question that was answered: back to what asked it
  const instead = asked && !element.querySelector(`#${asked.id}`) && element.querySelector(asked.dataset.instead);
  if (instead) return instead;
  for (const name of names(held)) {
    const there = element.querySelectorAll(name);
    if (there.length) return there[[...present.querySelectorAll(name)].indexOf(held)] ?? there[0];
  }
  return element.querySelector(REACHED);
}

// What it may be known by, the surest first. Classes that say a state (is-…) come and go.
function names(held) {
  const tag = held.localName;
  const names = ["id", "name", "href", "formaction"].filter((each) => held.getAttribute(each))
    .map((each) => `${tag}[${each}="${CSS.escape(held.getAttribute(each))}"]`);
  const classes = [...held.classList].filter((each) => !each.startsWith("is-"));
  if (classes.length) names.push(tag + classes.map((each) => `.${CSS.escape(each)}`).join(""));
  return names;
}
