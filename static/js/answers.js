// An answer that comes late writes over nothing that was written since it was asked for.
let sent = new FormData();

// What was told of a text that does not stand in its field any more is not taken.
function dropOutdated(event) {
  const { target, requestConfig } = event.detail;
  const field = target.closest(".entry")?.querySelector("[data-entry]");
  sent = requestConfig.formData;
  if (field && field.value !== sent.get(field.name)) event.detail.shouldSwap = false;
}

const valuesIn = (root) => [...root.querySelectorAll("[name]")].map(({ value }) => value).join("\n");

// Pieces that come beside the answer's target stay as they are where somebody is writing or has written,
// and say so where something else would have come.
function keepTouched(event) {
  const piece = event.target;
  const note = piece.querySelector("[data-skipped]");
  const now = new FormData(piece.closest("form"));
  const isTouched = ({ name }) => now.getAll(name).join("\n") !== sent.getAll(name).join("\n");
  const isChanged = [...piece.querySelectorAll("[name]")].some(isTouched);
  if (!isChanged && !piece.contains(document.activeElement)) return;
  event.detail.shouldSwap = false;
  note.textContent = valuesIn(event.detail.fragment) === valuesIn(piece) ? "" : note.dataset.skipped;
}

export function guardInput() {
  document.addEventListener("htmx:beforeSwap", dropOutdated);
  document.addEventListener("htmx:oobBeforeSwap", keepTouched);
}
