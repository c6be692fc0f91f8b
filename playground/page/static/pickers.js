// Fields in which one searches: people, conversations, what the app offers. What is picked becomes a chip.

import { complete, placeOf, toast } from "./acts.js";
import { Offers } from "./offers.js";

function chip(picker, item) {
  const line = document.createElement("li");
  line.dataset.id = item.id;
  const words = document.createElement("span");
  words.textContent = item.words;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.dataset.unpick = "";
  remove.setAttribute("aria-label", `${picker.dataset.remove} ${item.words}`);
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

function idsIn(picker) {
  return [...picker.querySelectorAll(".picked li")].map((line) => line.dataset.id);
}

// What is chosen already is not offered again.
async function offered(picker, input) {
  const chosen = "several" in picker.dataset ? idsIn(picker) : [];
  return (await complete(asked(picker, input))).filter((item) => !chosen.includes(item.id));
}

function pick(picker, input, item) {
  const chosen = picker.querySelector(".picked");
  const { most } = picker.dataset;
  input.value = "";
  if (most && "several" in picker.dataset && chosen.children.length >= Number(most)) {
    toast(`You can choose up to ${most}.`);
    return;
  }
  if (!("several" in picker.dataset)) chosen.replaceChildren();
  chosen.append(chip(picker, item));
  changed(picker);
}

function unpick(picker, line) {
  line.remove();
  changed(picker);
}

export function prepare(picker, take = null) {
  const input = picker.querySelector("input");
  const offers = new Offers(input, {
    ask: () => offered(picker, input),
    take: (item) => {
      if (take) return take(item);
      pick(picker, input, item);
      // Where several can be chosen one goes on choosing.
      if ("several" in picker.dataset) offers.refresh();
    },
  });
  input.addEventListener("click", () => offers.refresh());
  if (take) return;
  input.addEventListener("keydown", (event) => {
    const last = picker.querySelector(".picked li:last-child");
    if (event.key === "Backspace" && !input.value && last) unpick(picker, last);
  });
  picker.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unpick]");
    if (button) unpick(picker, button.parentElement);
    if (!button && event.target.closest(".offers, input")) return;
    input.focus();
    if (!button) offers.refresh();
  });
}

export function prepareIn(root) {
  for (const picker of root.querySelectorAll(".control .picker")) prepare(picker);
}
