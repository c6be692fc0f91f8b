// Menus that fold out, the drawer of small screens, shortcuts, and who one acts as.

import { act, placeOf, user } from "./acts.js";
import { prepare } from "./pickers.js";

function closeMenus(but = null) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== but) menu.open = false;
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
    if (event.target.closest(".menu-items :is(button, a)")) menu.open = false;
    if (event.target.closest(".drawer-opener")) drawer(!document.body.classList.contains("drawer-open"));
    else if (!event.target.closest("#side")) drawer(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
    if (document.body.classList.contains("drawer-open")) {
      drawer(false);
      document.querySelector(".drawer-opener").focus();
    }
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
