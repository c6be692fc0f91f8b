// Buttons, menus and fields: what they hold, and who is told when it changes.

import { act, placeOf } from "./acts.js";

const PAUSE = 300; // milliseconds without typing, after which a field that tells of every sign tells

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(",", 2)[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

function checked(control) {
  return [...control.querySelectorAll("input:checked")].map((box) => box.value);
}

function picked(control) {
  const ids = [...control.querySelectorAll(".picked li")].map((line) => line.dataset.id);
  return "several" in control.querySelector(".picker").dataset ? ids : (ids[0] ?? null);
}

// What a control holds, as the server takes it.
export async function valueOf(control) {
  switch (control.dataset.kind) {
    case "boxes":
      return checked(control);
    case "radios":
      return checked(control)[0] ?? null;
    case "search":
      return picked(control);
    case "file": {
      const files = [...control.querySelector("input").files];
      return Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64(file) })));
    }
    default:
      return control.querySelector("textarea, input").value || null;
  }
}

// Yes at once where nothing is asked.
function confirmed(control) {
  const dialog = control.querySelector("dialog.confirm");
  if (!dialog) return Promise.resolve(true);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function uncheck(control) {
  for (const box of control.querySelectorAll("input")) box.checked = box.defaultChecked;
}

function named(control) {
  return { ...placeOf(control), block: control.dataset.block, action: control.dataset.action };
}

async function press(control, button) {
  if (!(await confirmed(control))) return;
  button.setAttribute("aria-busy", "true");
  await act("press", named(control));
  button.removeAttribute("aria-busy");
}

async function choose(control, value, takeBack = () => {}) {
  if (await confirmed(control)) await act("choose", { ...named(control), value });
  else takeBack();
}

async function changed(control, takeBack) {
  const value = await valueOf(control);
  if (control.dataset.tells === "change") await choose(control, value, takeBack);
  else if (!control.dataset.tells) await act("fill", { ...named(control), value });
  else await keep(control, value);
}

// A field that tells on Enter only holds its words all the same, whatever changes the form meanwhile.
async function keep(control, value) {
  const { view } = placeOf(control);
  const { block, action } = control.dataset;
  if (view) await act("keep", { view, values: [{ block, action, value }] });
}

async function tell(control) {
  await act("fill", { ...named(control), value: await valueOf(control) });
}

export function begin() {
  const pauses = new WeakMap();
  document.addEventListener("click", (event) => {
    const control = event.target.closest(".control");
    const answer = event.target.closest("[data-answer]");
    if (answer) answer.closest("dialog").close(answer.dataset.answer);
    const button = event.target.closest("[data-press]");
    const option = event.target.closest("[data-choose]");
    if (button) press(control, button);
    if (option) choose(control, option.dataset.choose);
  });
  document.addEventListener("change", (event) => {
    const control = event.target.closest(".control");
    if (control && !event.target.closest(".picker")) changed(control, () => uncheck(control));
  });
  document.addEventListener("picked", ({ target, detail }) => changed(target.closest(".control"), detail.takeBack));
  document.addEventListener("input", (event) => {
    const control = event.target.closest('.control[data-tells="character"]');
    if (!control) return;
    clearTimeout(pauses.get(control));
    pauses.set(control, setTimeout(() => tell(control), PAUSE));
  });
  document.addEventListener("keydown", (event) => {
    const control = event.target.closest?.('.control[data-tells="enter"]');
    if (!control || event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    tell(control);
  });
}
