// Matches to lay side by side: how many are chosen, and no more than there is room for.
export function countCompared() {
  const form = document.querySelector("#compare");
  if (!form) return;
  const most = Number(form.dataset.most);

  const show = () => {
    const boxes = [...form.elements].filter(({ name }) => name === "other");
    const chosen = boxes.filter(({ checked }) => checked).length;
    form.querySelector("output").textContent = `${chosen} / ${most}`;
    for (const box of boxes) box.disabled = !box.checked && chosen >= most;
  };

  show();
  // A page that comes back from the history has its boxes ticked again, after its scripts have run.
  window.addEventListener("pageshow", show);
  document.addEventListener("change", ({ target }) => target.form === form && show());
}
