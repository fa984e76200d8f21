// The switches for what goes wrong: each sets one fault of the carrier, and shows what others have set.
const switches = [...document.querySelectorAll("[data-fault]")];
const error = document.getElementById("fault-error");

async function show(asked) {
  const answer = await asked.catch(() => null);
  error.hidden = Boolean(answer?.ok);
  if (!answer?.ok) {
    error.textContent = "The simulated carrier did not take this. Is it running on this machine?";
    return;
  }
  const active = await answer.json();
  for (const each of switches) each.checked = each.dataset.fault in active;
  document.getElementById("faulty").hidden = Object.keys(active).length === 0;
}

for (const each of switches) {
  each.addEventListener("change", () => {
    const value = each.checked ? JSON.parse(each.dataset.value) : null;
    show(fetch("/control/faults", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ [each.dataset.fault]: value }),
    }));
  });
}

document.addEventListener("faults", () => show(fetch("/control/faults")));
show(fetch("/control/faults"));
