// Everything that makes the page alive. Without it there is still something to read.

import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import * as fields from "./fields.js";
import * as menus from "./menus.js";
import * as modal from "./modal.js";
import { prepareIn } from "./pickers.js";
import * as stream from "./stream.js";
import * as thread from "./thread.js";

// A face leads to where its news is, so that its address changes, and not who it is.
function linkLike(link, box) {
  const { id } = link;
  return id ? document.getElementById(id) : box.querySelector(`a[href="${CSS.escape(link.getAttribute("href"))}"]`);
}

function keep(id) {
  const box = document.getElementById(id);
  return ({ html }) => {
    const focused = box.contains(document.activeElement) ? document.activeElement : null;
    box.innerHTML = html;
    prepareIn(box);
    if (focused) linkLike(focused, box)?.focus();
  };
}

document.documentElement.classList.toggle("framed", window.top !== window);
for (const form of document.querySelectorAll("main form.composer")) composer.prepare(form);
for (const id of ["sidebar", "rail"]) stream.on(id, keep(id));
if (document.getElementById("home")) stream.on("home", keep("home"));
document.querySelector("#rail [aria-current]")?.scrollIntoView({ block: "nearest" });
prepareIn(document.getElementById("main"));
for (const part of [conversation, thread, menus, fields, modal]) part.begin();
composer.takeFocus();
stream.begin();
