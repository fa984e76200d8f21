// The same part is pushed to everybody. What differs between viewers is marked here, wherever it appears:
// is-mine on what the viewer wrote, aria-current on the row that is open.

const me = document.body.dataset.userId;

mark(document.body);
new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "attributes") mark(change.target);
    else for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) mark(node);
  }
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-author-id", "data-change"] });

function mark(part) {
  for (const each of within(part, "[data-author-id]")) {
    each.classList.toggle("is-mine", Boolean(me) && each.dataset.authorId === me);
  }
  for (const row of within(part, "[data-assignee-id]")) {
    row.classList.toggle("is-held-by-me", row.dataset.assigneeId === me);
  }
  for (const link of within(part, ".row-link")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function within(part, selector) {
  const found = [...part.querySelectorAll(selector)];
  return part.matches(selector) ? [part, ...found] : found;
}
