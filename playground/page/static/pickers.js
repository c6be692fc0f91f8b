// Fields in which one searches: people, conversations, what the app suggests. What is picked becomes a chip.

import { complete, placeOf } from "./acts.js";
import { Offers } from "./offers.js";

function chip(item) {
  const line = document.createElement("li");
  line.dataset.id = item.id;
  const words = document.createElement("span");
  words.textContent = item.words;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.dataset.unpick = "";
  remove.setAttribute("aria-label", `Remove ${item.words}`);
  remove.textContent = "×";
  line.append(words, remove);
  return line;
}

function changed(picker) {
  picker.dispatchEvent(new CustomEvent("picked", { bubbles: true }));
}

function asked(picker, input) {
  const { search, include } = picker.dataset;
  const wanted = { kind: search, q: input.value };
  if (include) wanted.include = include;
  if ("actors" in picker.dataset) wanted.actors = "";
  if (search !== "options") return wanted;
  const { block, action } = picker.closest(".control").dataset;
  return { ...wanted, ...placeOf(picker), block, action };
}

function pick(picker, input, item) {
  const chosen = picker.querySelector(".picked");
  if (!("several" in picker.dataset)) chosen.replaceChildren();
  const known = [...chosen.children].some((line) => line.dataset.id === item.id);
  if (!known) chosen.append(chip(item));
  input.value = "";
  changed(picker);
}

export function prepare(picker, take = null) {
  const input = picker.querySelector("input");
  const offers = new Offers(input, {
    ask: () => complete(asked(picker, input)),
    take: (item) => (take ? take(item) : pick(picker, input, item)),
  });
  input.addEventListener("click", () => offers.refresh());
  if (take) return;
  input.addEventListener("keydown", (event) => {
    const last = picker.querySelector(".picked li:last-child");
    if (event.key !== "Backspace" || input.value || !last) return;
    last.remove();
    changed(picker);
  });
  picker.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unpick]");
    if (!button) return;
    button.parentElement.remove();
    input.focus();
    changed(picker);
  });
}

export function prepareIn(root) {
  for (const picker of root.querySelectorAll(".control .picker")) prepare(picker);
}
