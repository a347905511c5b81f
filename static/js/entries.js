// Choices under a field: one of them fills the field in; they go when they are not needed any more.
const optionsOf = (field) => document.getElementById(`${field.id}-options`);
const fieldOf = (target) =>
  document.getElementById(target.closest("[data-entry-options]")?.dataset.entryOptions);

// While there is something to choose, what was typed is not what is meant: the change is told afterwards.
function settle(field) {
  optionsOf(field).replaceChildren();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function accept(field) {
  field.focus();
  settle(field);
}

function hold(event) {
  const field = event.target;
  if (event.isTrusted && field.matches("[data-entry]") && optionsOf(field).hasChildNodes()) {
    event.stopImmediatePropagation();
  }
}

function choose(event) {
  const field = fieldOf(event.target);
  if (field) field.value = event.target.value;
}

// The arrow keys click too, but without a pointer: who uses them is still choosing.
function point(event) {
  const field = event.detail > 0 && event.target.matches("input") && fieldOf(event.target);
  if (!field) return;
  field.value = event.target.value; // The click comes before the change.
  accept(field);
}

// A window that is left keeps its field: what is half typed is still being typed.
function leave(event) {
  if (!document.hasFocus()) return;
  const entry = event.target.closest(".entry");
  if (!entry || entry.contains(event.relatedTarget)) return;
  const field = entry.querySelector("[data-entry]");
  if (optionsOf(field).hasChildNodes()) settle(field);
}

function press(event) {
  if (event.isComposing) return; // The key is the input method's, to confirm a word or to give it up.
  const field = event.target.matches("[data-entry]") ? event.target : fieldOf(event.target);
  if (!field) return;
  const first = optionsOf(field).querySelector("input");
  if (event.key === "ArrowDown" && field === event.target && first) {
    first.focus();
    first.click();
  } else if (first && (event.key === "Escape" || (event.key === "Enter" && field !== event.target))) {
    accept(field);
  } else {
    return;
  }
  event.preventDefault();
}

export function offerEntries() {
  document.addEventListener("change", hold, true);
  document.addEventListener("change", choose);
  document.addEventListener("click", point);
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", press);
  // Where the focus stays, a choice cannot vanish under the pointer.
  document.addEventListener("mousedown", (event) => {
    if (fieldOf(event.target)) event.preventDefault();
  });
}
