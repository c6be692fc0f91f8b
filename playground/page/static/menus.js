// Menus that fold out, the drawer of small screens, shortcuts, and who one acts as.

import { act, placeOf, user } from "./acts.js";
import { prepare } from "./pickers.js";

function closeAndReturn(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}

function closeMenus(but = null) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== but) menu.open = false;
}

// Where there is no room under a menu's button it folds out over it, and to the side where there is some.
function placeItems(menu) {
  const items = menu.querySelector(".menu-items");
  if (menu.matches(".switcher, .up")) return;
  menu.classList.remove("over", "leftward");
  const around = (menu.closest(".scroll, [data-blocks]") ?? document.documentElement).getBoundingClientRect();
  const [box, button] = [items.getBoundingClientRect(), menu.getBoundingClientRect()];
  const above = button.top - around.top;
  menu.classList.toggle("over", box.bottom > Math.min(around.bottom, innerHeight) && above > box.height);
  menu.classList.toggle("leftward", box.right > around.right);
}

function opened(menu) {
  placeItems(menu);
  if (!menu.matches(".switcher")) menu.querySelector(".menu-items :is(button, a)")?.focus();
}

// By WAI-ARIA's pattern for menus: arrows move, Home and End go to the ends, Tab leaves.
function moveIn(menu, event) {
  const items = [...menu.querySelectorAll(".menu-items > :is(button, a)")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined || !items.length || menu.matches(".switcher")) return;
  event.preventDefault();
  items[next % items.length].focus();
}

function drawer(open) {
  document.body.classList.toggle("drawer-open", open);
  const opener = document.querySelector(".drawer-opener");
  opener?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector("#side a[aria-current=page]")?.focus();
}

function shortcut(button) {
  const message = button.closest("article.message");
  closeMenus();
  act("shortcut", { callback: button.dataset.shortcut, ...(message && placeOf(message)) });
}

function turnInto(person) {
  const beside = document.getElementById("beside");
  if (beside.checked) window.top.location = `/beside/${user}/${person}`;
  else location.href = `/as/${person}`;
}

export function begin() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shortcut]");
    if (button) shortcut(button);
    const menu = event.target.closest("details.menu");
    closeMenus(menu);
    if (event.target.closest(".menu-items :is(button, a)")) closeAndReturn(menu);
    if (event.target.closest(".drawer-opener")) drawer(!document.body.classList.contains("drawer-open"));
    else if (!event.target.closest("#side")) drawer(false);
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("details.menu[open]");
    if (menu) moveIn(menu, event);
    if (event.key !== "Escape") return;
    if (menu) {
      event.preventDefault(); // of a form that the menu stands in
      closeAndReturn(menu);
    }
    if (document.body.classList.contains("drawer-open")) {
      drawer(false);
      document.querySelector(".drawer-opener").focus();
    }
  });
  // "toggle" does not bubble, but it can be caught on its way down.
  document.addEventListener("toggle", ({ target }) => target.open && target.matches("details.menu") && opened(target), true);
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const menu = target.closest?.("details.menu[open]:not(.switcher)");
    if (menu && relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  const switcher = document.querySelector(".switcher");
  prepare(switcher.querySelector(".picker"), (item) => turnInto(item.id));
  // Opened by hand, so that what is typed right after goes into the search already.
  switcher.querySelector("summary").addEventListener("click", (event) => {
    event.preventDefault();
    switcher.open = !switcher.open;
    if (!switcher.open) return;
    const input = switcher.querySelector("input");
    input.focus();
    input.click();
  });
}
