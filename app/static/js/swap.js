// Putting parts into the page: apply(parts). One thing, one id: what is there is replaced, what is new goes to its
// place by data-sort. An element is never replaced by an older one (data-change), so that answer, push, repeat
// and catch-up end in the same page whatever their order.

export { apply, uuid };

function apply(parts) {
  for (const part of parts) {
    const holder = document.createElement("template");
    holder.innerHTML = part.html;
    const element = holder.content.firstElementChild;
    if (element) put(element, part.into);
  }
  document.dispatchEvent(new CustomEvent("leadline:changed"));
}

function put(element, into) {
  const present = document.getElementById(element.id);
  if (present && change(present) > change(element)) return present;
  const list = present && element.dataset.sort ? present.parentElement : document.getElementById(into);
  if (element.dataset.state === "closed" && list?.id === "inbox_list") {
    present?.remove();
    return element;
  }
  if (present && present.dataset.sort === element.dataset.sort) present.replaceWith(element);
  else if (list) {
    present?.remove();
    if (!insert(list, element)) return element;
    if (!present) arrive(element);
  } else if (present) present.replaceWith(element);
  else return element;
  if (window.htmx) window.htmx.process(element);
  return element;
}

function insert(list, element) {
  const sorted = [...list.children].filter((each) => each.dataset.sort);
  if (list.id === "inbox_list") {
    const after = sorted.find((each) => each.dataset.sort < element.dataset.sort);
    const more = document.getElementById("inbox_more");
    if (!after && more && sorted.length) return false;
    list.insertBefore(element, after ?? more ?? null);
    return true;
  }
  const before = sorted.findLast((each) => each.dataset.sort <= element.dataset.sort);
  if (before) before.after(element);
  else if (sorted.length) {
    if (list.querySelector("#older a")) return false;
    sorted[0].before(element);
  } else list.append(element);
  return true;
}

function change(element) {
  return Number(element.dataset.change ?? 0);
}

function arrive(element) {
  element.classList.add("is-new");
  element.addEventListener("animationend", () => element.classList.remove("is-new"), { once: true });
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
