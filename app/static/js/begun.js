// A new message that was begun is kept in this tab: a reload or a step aside brings it back, until the thread shows it
// sent. Sent twice, it has one id and is one text.

const form = document.querySelector("[data-new-message]");
const key = `leadline.begun.${document.body.dataset.userId}`;
const begun = read();

if (begun && document.getElementById(`message_${begun.client_id}`)) store(null);
if (form) {
  const { to, body, client_id, media_ids, number_id, program_id } = form.elements;
  if (begun && !body.value && (!to.value || to.value === begun.to)) {
    [to.value, body.value, client_id.value] = [begun.to, begun.body, begun.client_id];
    media_ids.value = begun.media_ids ?? ""; // also of files that have gone already: so it is the same text
    const from = number_id?.querySelector(`[value="${begun.number_id}"]`);
    if (from) from.selected = true;
    if (program_id && begun.program_id) program_id.value = begun.program_id;
    form.dispatchEvent(new CustomEvent("leadline:returned", { detail: begun }));
    body.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (body.value) keep(); // refused: it stands here under a new id
  for (const event of ["input", "change"]) form.addEventListener(event, keep);
}

function keep() {
  const { to, body, client_id, media_ids, number_id, program_id } = Object.fromEntries(new FormData(form));
  store(body || media_ids ? { to, body, client_id, media_ids, number_id, program_id } : null);
}

function store(text) {
  try {
    if (text) sessionStorage.setItem(key, JSON.stringify(text));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is full or switched off: the field has the words.
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}
