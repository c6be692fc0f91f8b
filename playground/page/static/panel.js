// What stands on every page beside the conversation: the clock in the bar, the story, and what happened meanwhile.

import * as meanwhile from "./meanwhile.js";
import { begin as watch } from "./panel_watch.js";
import * as start from "./start.js";
import * as story from "./story.js";
import { on } from "./stream.js";

const face = document.getElementById("clock");
const shown = face.querySelector("time");
// What the hands of a clock show where one is, as the server says it: the browser may know other zones.
const hands = (iso) => Date.parse(`${iso.slice(0, 19)}Z`);
const parts = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZone: "UTC" };
const words = new Intl.DateTimeFormat(face.dataset.locale, parts);
let stood = { at: hands(face.dataset.now), since: performance.now() };

function tick() {
  const stands = "stands" in face.dataset;
  const now = new Date(stood.at + (stands ? 0 : performance.now() - stood.since));
  shown.dateTime = now.toISOString().slice(0, 19);
  shown.textContent = words.format(now);
}

async function post(address, body) {
  const { post: send } = await import("./acts.js");
  return send(address, body);
}

function heard({ now, moving, stands, on: broken, meanwhile: list, story: bar }) {
  stood = { at: hands(now), since: performance.now() };
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

tick();
setInterval(tick, 1000);
for (const part of [meanwhile, story, start]) part.begin(post);
if (document.getElementById("frame")) on("clock", heard);
else watch(heard, post);
