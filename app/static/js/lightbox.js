// Pictures of the thread, large: click or Enter opens, arrows turn, Esc closes, focus returns to where it was.

const box = document.getElementById("lightbox");
const picture = box?.querySelector("[data-lightbox-picture]");
let shots = [];
let place = 0;
let opener = null;

if (box) {
  document.addEventListener("click", (event) => {
    const shot = event.target.closest("[data-shot]");
    if (!shot || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(shot);
  });
  box.addEventListener("click", (event) => {
    const turns = event.target.closest("[data-lightbox-turn]");
    if (turns) turn(Number(turns.dataset.lightboxTurn));
    else if (event.target === box || event.target.closest("[data-lightbox-close]")) box.close();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") turn(-1);
    if (event.key === "ArrowRight") turn(1);
  });
  box.addEventListener("close", () => {
    picture.removeAttribute("src");
    (opener?.isConnected ? opener : document.querySelector(`[data-shot][href="${opener?.getAttribute("href")}"]`))?.focus();
  });
}

function open(shot) {
  opener = shot;
  shots = [...document.querySelectorAll("[role=log] [data-shot]")].map(({ dataset, href, firstElementChild }) => ({ ...dataset, href, alt: firstElementChild.alt }));
  place = shots.findIndex((each) => each.href === shot.href);
  box.showModal();
  show();
}

function turn(by) {
  const next = place + by;
  if (next < 0 || next >= shots.length) return;
  place = next;
  show();
}

function show() {
  const shot = shots[place];
  picture.width = Number(shot.width) || 4;
  picture.height = Number(shot.height) || 3;
  picture.alt = shot.alt;
  picture.src = shot.href;
  box.querySelector("[data-lightbox-download]").href = shot.href;
  box.querySelector("[data-lightbox-count]").textContent = shots.length > 1 ? `${place + 1} of ${shots.length}` : "";
  for (const button of box.querySelectorAll("[data-lightbox-turn]")) {
    const next = place + Number(button.dataset.lightboxTurn);
    button.setAttribute("aria-disabled", String(next < 0 || next >= shots.length));
  }
}
