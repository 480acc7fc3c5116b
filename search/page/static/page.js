// Suggestions below the query box, as a combobox (WAI-ARIA): everything works without them.
"use strict";

const PAUSE = 150; // milliseconds without a key before the server is asked
const WORDS = { official: "quan-chuc", place: "tai" }; // kinds with a field word; others filter

function suggestBelow(input) {
  const kinds = JSON.parse(input.dataset.kinds);
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggest);
  input.after(list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  let timer, asked = 0, current = -1;

  function show(found) {
    current = -1;
    list.replaceChildren(...found.map(option));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function option(suggestion, place) {
    const item = document.createElement("li");
    item.id = `suggestion-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const kind = Object.assign(document.createElement("span"), { className: "count" });
    kind.textContent = `${kinds[suggestion.kind]}, ${suggestion.count}`;
    item.append(suggestion.text, " ", kind);
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus
    item.addEventListener("click", () => take(suggestion));
    item.take = () => take(suggestion);
    return item;
  }

  function take({ kind, value, text }) {
    const word = WORDS[kind];
    if (word) {
      input.value = `${word}:"${text}"`;
    } else {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: kind, value });
      input.value = "";
      input.form.append(field);
    }
    show([]);
    input.form.submit();
  }

  function move(step) {
    const options = [...list.children];
    options[current]?.setAttribute("aria-selected", "false");
    current = (current + step + options.length + (current < 0 && step < 0 ? 1 : 0)) % options.length;
    options[current].setAttribute("aria-selected", "true");
    options[current].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[current].id);
  }

  async function ask() {
    const typed = input.value.trim().slice(-100), mine = ++asked;
    let found = [];
    if (typed.length > 1 && !/["“:]/.test(typed)) {
      const answer = await fetch(`/suggest?size=8&q=${encodeURIComponent(typed)}`).catch(() => null);
      if (answer?.ok) found = await answer.json();
    }
    if (mine === asked && document.activeElement === input) show(found);
  }

  show([]);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && current >= 0) list.children[current].take();
    else return;
    event.preventDefault();
  });
}

for (const input of document.querySelectorAll("[data-suggest]")) suggestBelow(input);
