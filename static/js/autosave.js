// A draft saves itself, some seconds after the last change and when the page is left.
const PAUSE = 5000;

function watch(form) {
  const note = form.querySelector("[data-kept]");
  let timer = 0;
  let saving = null;

  const keep = async () => {
    const body = new FormData(form);
    body.set("action", "keep");
    try {
      // The buttons are named action, which hides the form's own property.
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, keepalive: true });
      const { address, version } = await answer.json();
      form.setAttribute("action", address);
      form.elements.version.value = version;
      history.replaceState(null, "", address);
      note.textContent = `${note.dataset.kept} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
    } catch {
      note.textContent = note.dataset.failed; // What cannot be read is told when the form is sent.
    }
  };

  // One at a time: the next carries the version that the one before it brought, and the form as it is then.
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const turn = (saving ?? Promise.resolve()).then(keep).finally(() => {
      if (saving === turn) saving = null;
    });
    saving = turn;
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", wait);
  form.addEventListener("change", wait);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) save();
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    timer = 0;
    if (!saving) return;
    event.preventDefault(); // The version that the form carries is about to change.
    await saving;
    form.requestSubmit(event.submitter);
  });
}

export function saveDrafts() {
  for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
}
