// A colleague has mentioned whoever is signed in, or what they asked to be told of has happened: a word on whatever page
// is open, and the count in the menu. Where the thread is open before their eyes it is seen already.

import { notice } from "./beside.js";

document.addEventListener("leadline:mention", (event) => {
  const mention = event.detail;
  if (isOpen(mention.conversation) && !document.hidden) return seen(mention.conversation);
  show(mention);
  write(mention.unseen);
});
document.addEventListener("leadline:news", (event) => {
  const { words, path, conversation } = event.detail; // where the thread is open before their eyes it shows by itself
  if (document.hidden || !isOpen(conversation)) say(`${words} `, path);
});
document.addEventListener("leadline:notice", ({ detail }) => { // of what they asked to be told
  if (isOpen(detail.conversation) && !document.hidden) return seen(detail.conversation);
  say(`${detail.words} `, detail.path);
  if (!document.hidden || !window.Notification || Notification.permission !== "granted") return;
  const shown = new Notification("Leadline", { body: detail.words, tag: `leadline-${detail.id}` });
  shown.onclick = () => { window.focus(); location.assign(detail.path); };
});
document.addEventListener("leadline:unseen", (event) => write(event.detail)); // on connecting, or seen in another tab

function write(unseen) {
  for (const count of document.querySelectorAll("[data-unseen]")) {
    count.firstChild.textContent = unseen;
    count.hidden = !unseen;
  }
}

function isOpen(conversation) {
  return Boolean(document.querySelector(`.thread[data-conversation="${Number(conversation)}"]`));
}

function show(mention) {
  say(`${mention.from} mentioned you: “${mention.words}” `, mention.path);
}

function say(words, href) {
  const told = Object.assign(document.createElement("span"), { textContent: words });
  notice(told, Object.assign(document.createElement("a"), { href, textContent: "Open it" }));
}

function seen(conversation) {
  const token = document.querySelector("[name=csrf_token]").value;
  fetch(`/conversations/${Number(conversation)}/mentions/seen`, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}
