// A text area of one entry a line becomes a box of removable tags; the text area still carries the value.
const SEPARATOR = /[\n,，、;；]+/;

const split = (text) =>
  text
    .split(SEPARATOR)
    .map((entry) => entry.trim())
    .filter(Boolean);

function makeTagBox(area) {
  let entries = [...new Set(split(area.value))];
  const box = document.createElement("div");
  const input = document.createElement("input");
  box.className = "tag-box";
  input.type = "text";
  input.id = area.id;
  input.setAttribute("aria-describedby", area.getAttribute("aria-describedby") ?? "");
  area.removeAttribute("id");
  area.hidden = true;
  box.append(input);
  area.after(box);

  const draw = () => {
    area.value = entries.join("\n");
    for (const old of box.querySelectorAll("button")) old.remove();
    for (const entry of entries) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${entry} ×`;
      button.ariaLabel = area.dataset.remove ? `${area.dataset.remove} ${entry}` : entry;
      button.addEventListener("click", () => {
        entries = entries.filter((other) => other !== entry);
        change();
        input.focus();
      });
      input.before(button);
    }
  };

  const change = () => {
    draw();
    area.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const take = () => {
    const added = split(input.value);
    if (added.length === 0) return;
    entries = [...new Set([...entries, ...added])];
    input.value = "";
    change();
  };

  input.addEventListener("keydown", (event) => {
    // Enter that confirms a word of an input method must not become a tag.
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      take();
    } else if (event.key === "Backspace" && input.value === "" && entries.length > 0) {
      entries.pop();
      change();
    }
  });
  input.addEventListener("input", (event) => {
    if (!event.isComposing && SEPARATOR.test(input.value)) take();
  });
  input.addEventListener("blur", take);
  area.addEventListener("add", (event) => {
    entries = [...new Set([...entries, event.detail])];
    change();
  });
  draw();
}

// A suggestion that is ticked becomes a tag and is no suggestion any more.
function moveSuggestions(list) {
  list.addEventListener("change", (event) => {
    const area = document.querySelector(`textarea[name="${list.dataset.suggests}"]`);
    area.dispatchEvent(new CustomEvent("add", { detail: event.target.value }));
    event.target.closest("label").remove();
    if (!list.querySelector("label")) list.remove();
  });
}

export function makeTagBoxes(root) {
  for (const area of root.querySelectorAll("textarea[data-tags]:not([hidden])")) makeTagBox(area);
  for (const list of root.querySelectorAll("[data-suggests]")) moveSuggestions(list);
}
