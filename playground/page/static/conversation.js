// The messages on the page: what comes, changes and goes, and how far one has read.

import { actAside, current, user } from "./acts.js";
import { prepareIn } from "./pickers.js";
import { on } from "./stream.js";

const NEAR = 80; // pixels from the end within which one is taken to be reading the newest
const TOGETHER = 300; // seconds within which messages of one person stand under one name

const DAY = 24 * 60 * 60 * 1000; // milliseconds

const clock = document.getElementById("clock");
const spoken = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" });
let today = clock.dataset.now.slice(0, 10);

const list = document.getElementById("messages");
const scroll = document.getElementById("scroll");
const newest = document.getElementById("newest");

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function divider(className, words) {
  const line = document.createElement("div");
  line.className = `divider ${className}`;
  line.setAttribute("role", "separator");
  line.setAttribute("aria-label", words);
  const label = document.createElement("span");
  label.textContent = words;
  line.append(label);
  return line;
}

// A day as a divider says it, seen from the day that it is in the workspace now.
function dayWords(day) {
  const ago = (Date.parse(today) - Date.parse(day)) / DAY;
  const year = day.slice(0, 4) === today.slice(0, 4) ? "" : `, ${day.slice(0, 4)}`;
  return { 0: "Today", 1: "Yesterday" }[ago] ?? spoken.format(new Date(day)) + year;
}

function arrangeAll() {
  for (const box of document.querySelectorAll("#messages, #replies")) arrange(box);
}

// Days are divided, and messages that follow their author's own stand under one name.
export function arrange(box) {
  for (const line of box.querySelectorAll(".divider.day")) line.remove();
  let before = null;
  for (const message of box.querySelectorAll("article.message")) {
    const { day, author, ts } = message.dataset;
    if (before?.dataset.day !== day) message.before(divider("day", dayWords(day)));
    const soon = before && Number(ts) - Number(before.dataset.ts) < TOGETHER;
    const alike = before?.classList.contains("ephemeral") === message.classList.contains("ephemeral");
    message.classList.toggle("follows", Boolean(soon && alike && before.dataset.author === author && before.dataset.day === day));
    before = message;
  }
}

function controlLike(message, focused) {
  const control = focused.closest(".control");
  if (!control) return message;
  const alike = [...message.querySelectorAll(".control")].find(
    (each) => each.dataset.block === control.dataset.block && each.dataset.action === control.dataset.action,
  );
  return alike?.querySelector("button, a, input, summary") ?? message;
}

function replace(old, message) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(message);
  if (focused) controlLike(message, focused).focus({ preventScroll: true });
}

function put(box, html) {
  const message = element(html);
  const messages = [...box.querySelectorAll("article.message")];
  const old = messages.find((each) => each.dataset.ts === message.dataset.ts);
  const next = messages.findLast((each) => each.dataset.ts < message.dataset.ts);
  if (old) replace(old, message);
  else if (next) next.after(message);
  else if (!messages.length || !document.getElementById("earlier")) box.prepend(message);
  else return;
  prepareIn(message);
  arrange(box);
}

function atEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
}

function toEnd(box) {
  box.scrollTop = box.scrollHeight;
}

function putAndFollow(box, html) {
  const scrolled = box.closest(".scroll");
  const follow = atEnd(scrolled);
  const before = box.querySelectorAll("article.message").length;
  put(box, html);
  if (follow) toEnd(scrolled);
  else if (box === list && box.querySelectorAll("article.message").length > before) newest.hidden = false;
}

function read() {
  const ts = [...document.querySelectorAll("article.message")].map((each) => each.dataset.ts).sort().at(-1);
  if (!ts || document.visibilityState !== "visible" || ts <= list.dataset.read) return;
  list.dataset.read = ts;
  actAside("read", { channel: current, ts });
}

function markNew() {
  const mark = list.dataset.read;
  const fresh = [...list.querySelectorAll("article.message")].find(
    (each) => each.dataset.ts > mark && each.dataset.author !== user,
  );
  if (mark && fresh) fresh.before(divider("new", "New"));
}

async function earlier(button) {
  const first = list.querySelector("article.message");
  const answer = await fetch(`/as/${user}/${current}/earlier?before=${first.dataset.ts}`);
  const height = scroll.scrollHeight;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  const more = template.content.querySelector("[data-earlier]") !== null;
  template.content.querySelector("[data-earlier]")?.remove();
  list.prepend(template.content);
  prepareIn(list);
  arrange(list);
  if (!more) button.remove();
  scroll.scrollTop += scroll.scrollHeight - height;
}

export function begin() {
  on("message", (told) => {
    const replies = document.getElementById("replies");
    if (told.list && list) putAndFollow(list, told.list);
    if (told.in_thread && replies?.dataset.thread === told.thread) putAndFollow(replies, told.in_thread);
    if (list) read();
  });
  on("gone", ({ ts }) => {
    for (const message of document.querySelectorAll(`article.message[data-ts="${CSS.escape(ts)}"]`)) message.remove();
    arrangeAll();
  });
  on("clock", ({ now }) => {
    const day = now.slice(0, 10);
    if (day === today) return;
    today = day;
    arrangeAll();
  });
  if (!list) return;
  arrange(list);
  markNew();
  toEnd(scroll);
  read();
  document.addEventListener("visibilitychange", read);
  newest.addEventListener("click", () => {
    newest.hidden = true;
    toEnd(scroll);
  });
  scroll.addEventListener("scroll", () => {
    if (atEnd(scroll)) newest.hidden = true;
  });
  document.getElementById("earlier")?.addEventListener("click", (event) => earlier(event.currentTarget));
}
