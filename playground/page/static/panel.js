// Behind the curtain: the clock in the bar, what happened on the way, the story, and the panel itself.

import { begin as watch } from "./panel_watch.js";
import { on } from "./stream.js";

const face = document.getElementById("clock");
const shown = face.querySelector("time");
const meanwhile = document.getElementById("meanwhile");
const story = document.getElementById("story");
const framed = window.top !== window;
const CLOSED = "meanwhile-closed";
let stood = { at: Date.parse(face.dataset.now), since: performance.now() };

const long = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const inZone = (parts) => new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: face.dataset.zone });
const words = inZone(long);
const seconds = inZone({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export function tellTimes(box) {
  for (const time of box.querySelectorAll("time[datetime]")) {
    time.textContent = ("seconds" in time.dataset ? seconds : words).format(new Date(time.dateTime));
  }
}

function tick() {
  const stands = "stands" in face.dataset;
  const now = new Date(stood.at + (stands ? 0 : performance.now() - stood.since));
  shown.textContent = words.format(now);
  shown.dateTime = now.toISOString();
}

async function post(address, body) {
  const { post: send } = await import("./acts.js");
  return send(address, body);
}

function hideClosed() {
  const move = meanwhile.querySelector("[data-move]")?.dataset.move;
  meanwhile.hidden = framed || !move || sessionStorage.getItem(CLOSED) === move;
  story.hidden = framed || !story.querySelector("p");
}

function put(box, html) {
  if (box.innerHTML === html) return;
  const focused = box.contains(document.activeElement);
  box.innerHTML = html;
  tellTimes(box);
  if (focused) box.querySelector("button")?.focus();
}

function heard({ now, moving, stands, on: wrongs, meanwhile: list, story: steps }) {
  stood = { at: Date.parse(now), since: performance.now() };
  face.toggleAttribute("data-stands", stands);
  for (const button of document.querySelectorAll(".clock-acts [data-span]")) button.disabled = moving;
  document.getElementById("wrongs").textContent = wrongs.join(" · ");
  put(meanwhile, list);
  put(story, steps);
  hideClosed();
  tick();
}

async function nextStep(button) {
  button.disabled = true;
  const { who } = await post("/backstage/story", { do: "next" });
  const seen = document.getElementById("frame")?.dataset.user;
  if (who && who !== seen) location.assign(`/as/${who}`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button === face) {
    face.setAttribute("aria-expanded", String(face.getAttribute("aria-expanded") !== "true"));
  } else if (button.dataset.span) {
    post("/backstage/time", { span: button.dataset.span });
  } else if ("closeMeanwhile" in button.dataset) {
    sessionStorage.setItem(CLOSED, meanwhile.querySelector("[data-move]").dataset.move);
    hideClosed();
    face.focus();
  } else if (button.id === "next-step") {
    nextStep(button);
  }
});

// What lies behind an open form cannot be pressed: the story comes along in front of it.
function keepStoryInFront() {
  const form = document.getElementById("modal");
  const place = form?.open ? form : document.querySelector(".drawers");
  if (story.parentElement !== place) place.prepend(story);
}

const form = document.getElementById("modal");
if (form) new MutationObserver(keepStoryInFront).observe(form, { attributes: true, childList: true });
for (const box of document.querySelectorAll(".drawers, .backstage")) tellTimes(box);
hideClosed();
keepStoryInFront();
tick();
setInterval(tick, 1000);
if (document.getElementById("frame")) on("clock", heard);
else watch(heard, post, tellTimes);
