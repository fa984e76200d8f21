// The page Templates: what comes as a dialog opens as one; words written in it are not lost by Esc. Files are uploaded as
// they are chosen; their ids stand in the form's field media_ids.

import { toast } from "./beside.js";

const place = document.getElementById("template_place");

new MutationObserver(open).observe(place, { childList: true });
open();
place.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog");
  const chip = event.target.closest("[data-template-detach]")?.closest("[data-media]");
  if (event.target.closest("[data-dialog-close]") || event.target === dialog) {
    event.preventDefault();
    dialog.close();
  }
  if (event.target.closest("[data-template-attach]")) dialog.querySelector("[data-template-files]").click();
  if (chip) { chip.remove(); name(dialog); }
});
place.addEventListener("change", (event) => {
  if (!event.target.matches("[data-template-files]")) return;
  for (const file of event.target.files) upload(event.target.closest("dialog"), file);
  event.target.value = "";
});

function open() {
  const dialog = place.querySelector("[data-dialog]");
  if (!dialog || dialog.matches(":modal")) return;
  dialog.removeAttribute("open");
  dialog.showModal();
  const began = words(dialog);
  dialog.addEventListener("close", () => {
    if (dialog.isConnected && words(dialog) !== began) toast("Not saved.", "Back to it", () => dialog.showModal());
  });
}

function words(dialog) {
  return new URLSearchParams(new FormData(dialog.querySelector("form"))).toString();
}

async function upload(dialog, file) {
  const list = dialog.querySelector("[data-template-attached]");
  const data = new FormData();
  data.append("csrf_token", dialog.querySelector("[name=csrf_token]").value);
  data.append("file", file, file.name);
  const busy = Object.assign(document.createElement("li"), { className: "file-chip", textContent: `${file.name} · Uploading…` });
  list.append(busy);
  const answer = await fetch("/media", { method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  const told = new DOMParser().parseFromString(answer ? await answer.text().catch(() => "") : "", "text/html");
  const kept = told.querySelector("[data-media]");
  if (!kept) {
    busy.textContent = told.querySelector("[data-problem]")?.textContent ?? `${file.name} could not be attached. Try again.`;
    return setTimeout(() => busy.remove(), 8000);
  }
  busy.dataset.media = kept.dataset.media;
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  remove.dataset.templateDetach = "";
  remove.setAttribute("aria-label", `Remove ${file.name}`);
  busy.replaceChildren(kept.querySelector(".attachment-name").textContent, remove);
  name(dialog);
}

function name(dialog) {
  const ids = [...dialog.querySelectorAll("[data-media]")].map((chip) => chip.dataset.media);
  dialog.querySelector("[name=media_ids]").value = ids.join(",");
}
