// The form in front of a person. It is laid over the page, takes the focus, and gives it back.

import { act } from "./acts.js";
import { valueOf } from "./fields.js";
import { prepareIn } from "./pickers.js";
import { on } from "./stream.js";

const dialog = document.getElementById("modal");
let origin = null;
let closing = null;

function controlNamed(names) {
  return [...dialog.querySelectorAll(".control")].find(
    (control) => control.dataset.block === names.block && control.dataset.action === names.action,
  );
}

// Where one is in the form, so that a change of the form does not take the words from under one's hands.
function spot() {
  const focused = document.activeElement;
  const control = focused?.closest("#modal .control");
  if (!control) return null;
  const { block, action } = control.dataset;
  const typing = focused.matches("textarea, input:not([type=checkbox], [type=radio], [type=file])");
  const nth = [...control.querySelectorAll("input, textarea, button")].indexOf(focused);
  return { block, action, nth, typed: typing ? focused.value : null, cursor: typing ? cursorOf(focused) : null };
}

function cursorOf(box) {
  return box.selectionStart === null ? null : [box.selectionStart, box.selectionEnd];
}

function goBackTo(place) {
  const control = place && controlNamed(place);
  const found = control?.querySelectorAll("input, textarea, button")[place.nth];
  if (!found) return false;
  if (place.typed !== null) found.value = place.typed;
  found.focus();
  if (place.cursor) found.setSelectionRange(...place.cursor);
  return true;
}

function focusFirst() {
  const first =
    dialog.querySelector("[autofocus]") ??
    dialog.querySelector("[data-blocks] :is(input, textarea)") ??
    dialog.querySelector("[data-blocks] button") ??
    dialog.querySelector("footer button:last-child");
  const chosen = first?.type === "radio" && first.closest(".choices").querySelector(":checked");
  (chosen || first)?.focus();
}

// Chromium gives the focus back by itself, but a text field that got it so takes no keys.
function hide() {
  if (!dialog.open) return;
  dialog.close();
  const place = origin?.isConnected ? origin : document.getElementById("say");
  place?.blur();
  place?.focus();
}

function show({ html, id }) {
  const before = dialog.querySelector("form")?.dataset.view;
  const place = before === id ? spot() : null;
  const scrolled = dialog.querySelector("[data-blocks]")?.scrollTop ?? 0;
  dialog.innerHTML = html;
  if (!html) return hide();
  prepareIn(dialog);
  if (!dialog.open) {
    origin = document.activeElement;
    dialog.showModal();
  }
  if (before === id) dialog.querySelector("[data-blocks]").scrollTop = scrolled;
  const faulty = dialog.querySelector("[aria-invalid]");
  if (faulty) faulty.matches("div") ? faulty.querySelector("input")?.focus() : faulty.focus();
  else if (!goBackTo(place)) focusFirst();
}

async function submit(form) {
  const button = form.querySelector("[type=submit]");
  if (!button || button.disabled) return;
  button.disabled = true;
  const controls = [...form.querySelectorAll('.block.input .control:not([data-kind="file"])')];
  const values = await Promise.all(
    controls.map(async (control) => ({
      block: control.dataset.block,
      action: control.dataset.action,
      value: await valueOf(control),
    })),
  );
  await act("submit", { view: form.dataset.view, values });
  button.disabled = false;
}

async function close(which) {
  const { view } = dialog.querySelector("form").dataset;
  if (closing === view) return;
  closing = view;
  await act("close", { view, all: which === "all" });
  closing = null;
}

export function begin() {
  on("modal", show);
  dialog.addEventListener("submit", (event) => {
    if (!event.target.matches("form.form")) return;
    event.preventDefault();
    submit(event.target);
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close]");
    if (button) close(button.dataset.close);
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    close("top");
  });
  dialog.addEventListener("close", (event) => {
    if (event.target !== dialog) return;
    // A second Escape closes whatever one says; the form is open until the server says that it is not.
    if (dialog.querySelector("form")) dialog.showModal();
  });
  if (dialog.querySelector("form")) {
    prepareIn(dialog);
    dialog.showModal();
    focusFirst();
  }
}
