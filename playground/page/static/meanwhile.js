// The drawer in which stands what happened while time was moved. It opens by itself, and closes when one turns away.

import { user } from "./acts.js";

const drawer = document.getElementById("meanwhile");
const said = document.getElementById("meanwhile-said");
const opener = document.getElementById("reopen-meanwhile");
const framed = window.top !== window;

function head() {
  return drawer.querySelector("[data-move]");
}

function isMoving() {
  return head() !== null && "moving" in head().dataset;
}

function show(open) {
  drawer.hidden = framed || !open;
  opener?.setAttribute("aria-expanded", String(!drawer.hidden));
}

// What one has seen oneself one looks at as oneself, and not as the first of those who saw it.
function seeAsOneself() {
  for (const link of drawer.querySelectorAll("[data-readers]")) {
    if (link.dataset.readers.split(" ").includes(user)) link.href = `/as/${user}/${link.dataset.channel}`;
  }
}

// Whoever stood in what has changed stands on its first button, or where they came from.
function put(html) {
  const focused = drawer.contains(document.activeElement);
  drawer.innerHTML = html;
  seeAsOneself();
  if (focused) drawer.querySelector("button")?.focus();
}

function say() {
  const count = drawer.querySelectorAll("li").length;
  const words = drawer.querySelector(".words")?.textContent ?? "";
  const came = count === 1 ? "One message" : `${count} messages`;
  said.textContent = isMoving() ? "" : `${words} ${count ? `${came} while you were away.` : ""}`.trim();
}

export function heard(html) {
  if (drawer.innerHTML === html || drawer.dataset.told === html) return;
  drawer.dataset.told = html;
  const before = head()?.dataset.move;
  const moved = isMoving();
  put(html);
  if (opener) opener.disabled = !head();
  // A short move may be over before one hears of it.
  const fresh = moved || head()?.dataset.move !== before;
  if (isMoving() || fresh) show(true);
  if (fresh) say();
}

function close(place) {
  if (drawer.hidden || isMoving()) return;
  const focused = drawer.contains(document.activeElement);
  show(false);
  if (focused || place) (opener?.checkVisibility() ? opener : document.getElementById("clock")).focus();
}

export function begin() {
  seeAsOneself();
  show(isMoving());
  opener?.addEventListener("click", () => {
    if (!drawer.hidden) return close(true);
    show(true);
    drawer.querySelector("button")?.focus();
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-close-meanwhile]")) close(true);
    else if (target.isConnected && !drawer.contains(target) && !target.closest(".clock")) close(false);
  });
  document.addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented) close(false);
  });
}
