// Fields in which one searches: people, conversations, what the app offers. What is picked becomes a chip.

import { complete, placeOf, toast } from "./acts.js";
import { Offers } from "./offers.js";

function chip(picker, input, item) {
  const line = document.createElement("li");
  line.dataset.id = item.id;
  const words = document.createElement("span");
  if (!("several" in picker.dataset)) words.id = `${input.id}-chosen`;
  words.textContent = item.words;
  line.append(words);
  if ("remove" in picker.dataset) line.append(remover(picker, item));
  return line;
}

function remover(picker, item) {
  const remove = document.createElement("button");
  remove.type = "button";
  remove.dataset.unpick = "";
  remove.setAttribute("aria-label", `${picker.dataset.remove} ${item.words}`);
  remove.textContent = "×";
  return remove;
}

// Whoever says no to what is asked then has again what was chosen before.
function change(picker, lines) {
  const chosen = picker.querySelector(".picked");
  const before = [...chosen.children];
  chosen.replaceChildren(...lines);
  const takeBack = () => chosen.replaceChildren(...before);
  picker.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { takeBack } }));
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
  const chosen = "several" in picker.dataset ? [...picker.querySelectorAll(".picked li")] : [];
  const { most } = picker.dataset;
  input.value = "";
  if (most && chosen.length >= Number(most)) {
    toast(`You can choose up to ${most}.`);
    return;
  }
  change(picker, [...chosen, chip(picker, input, item)]);
}

function unpick(picker, line) {
  change(picker, [...picker.querySelectorAll(".picked li")].filter((each) => each !== line));
}

// Of a menu in which one thing is chosen the list begins there, as long as nothing is typed.
function isChosen(picker, input, item) {
  return !("several" in picker.dataset) && !input.value && idsIn(picker).includes(item.id);
}

export function prepare(picker, take = null) {
  const input = picker.querySelector("input");
  const offers = new Offers(input, {
    ask: () => offered(picker, input),
    chosen: (item) => isChosen(picker, input, item),
    take: (item) => {
      if (take) return take(item);
      pick(picker, input, item);
      // Where several can be chosen one goes on choosing.
      if ("several" in picker.dataset) offers.refresh();
    },
  });
  input.addEventListener("click", () => offers.refresh());
  if (take) return;
  input.addEventListener("blur", () => (input.value = ""));
  input.addEventListener("keydown", (event) => {
    const last = picker.querySelector(".picked li:last-child");
    if (event.key === "Backspace" && !input.value && last && "remove" in picker.dataset) unpick(picker, last);
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
