// What stands on every page beside the conversation: the clock in the bar, the story, and what happened meanwhile.

import * as meanwhile from "./meanwhile.js";
import { begin as watch } from "./panel_watch.js";
import * as start from "./start.js";
import * as story from "./story.js";
import { on } from "./stream.js";
import { tellTimes } from "./times.js";

const face = document.getElementById("clock");
const shown = face.querySelector("time");
let stood = { at: Date.parse(face.dataset.now), since: performance.now() };

function tick() {
  const stands = "stands" in face.dataset;
  const now = new Date(stood.at + (stands ? 0 : performance.now() - stood.since));
  shown.dateTime = now.toISOString();
  tellTimes(face);
}

async function post(address, body) {
  const { post: send } = await import("./acts.js");
  return send(address, body);
}

function heard({ now, moving, stands, on: broken, meanwhile: list, story: bar }) {
  stood = { at: Date.parse(now), since: performance.now() };
  face.toggleAttribute("data-stands", stands);
  for (const button of document.querySelectorAll(".clock-acts [data-span]")) button.disabled = moving;
  document.getElementById("wrongs").textContent = broken.join(" · ");
  meanwhile.heard(list);
  story.heard(bar);
  tick();
}

function unfold(open) {
  face.setAttribute("aria-expanded", String(open));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button === face) unfold(face.getAttribute("aria-expanded") !== "true");
  else if (!target.closest(".clock")) unfold(false);
  if (button?.dataset.span) post("/backstage/time", { span: button.dataset.span });
});
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape" || face.getAttribute("aria-expanded") !== "true") return;
  unfold(false);
  if (target.closest(".clock")) face.focus();
});

for (const box of document.querySelectorAll(".drawers, .backstage")) tellTimes(box);
tick();
setInterval(tick, 1000);
for (const part of [meanwhile, story, start]) part.begin(post);
if (document.getElementById("frame")) on("clock", heard);
else watch(heard, post);
