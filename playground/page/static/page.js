// Everything that makes the page alive. Without it there is still something to read.

import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import * as fields from "./fields.js";
import * as menus from "./menus.js";
import * as modal from "./modal.js";
import { prepareIn } from "./pickers.js";
import * as stream from "./stream.js";
import * as thread from "./thread.js";

function keep(id) {
  const box = document.getElementById(id);
  return ({ html }) => {
    const href = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    box.innerHTML = html;
    prepareIn(box);
    if (href) box.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus();
  };
}

document.documentElement.classList.toggle("framed", window.top !== window);
for (const form of document.querySelectorAll("main form.composer")) composer.prepare(form);
for (const id of ["sidebar", "rail"]) stream.on(id, keep(id));
if (document.getElementById("home")) stream.on("home", keep("home"));
document.querySelector("#rail [aria-current]")?.scrollIntoView({ block: "nearest" });
prepareIn(document.getElementById("main"));
for (const part of [conversation, thread, menus, fields, modal]) part.begin();
stream.begin();
