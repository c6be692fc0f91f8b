// The story in its bar: it goes on, back, or to a chapter, and the page shows whoever sees it best.

const section = window.top === window ? document.getElementById("story") : null;
const place = document.getElementById("story-place");
const shown = document.getElementById("story-shown");
const form = document.getElementById("modal");
const FOCUS = "story-focus";
let send = null;
let timer = null;
let waited = null;
let began = "";

function bar() {
  return shown.querySelector(".story-bar");
}

function focusOn(name) {
  if (!name) return;
  // Never on "Start over": who presses Enter once more at the end would lose what they look at.
  const controls = [name, "play", "words"].map((each) => shown.querySelector(`[data-name="${CSS.escape(each)}"]`));
  controls.find((each) => each && !each.disabled).focus();
}

function focused() {
  const at = document.activeElement;
  if (!shown.contains(at)) return "";
  return (at.closest("details")?.querySelector("summary") ?? at).dataset.name;
}

// The message that shows the step is marked, and in view.
function mark() {
  const { sees, channel } = bar().dataset;
  if (!sees || document.getElementById("frame")?.dataset.current !== channel) return;
  const message = document.querySelector(`article.message[data-ts="${CSS.escape(sees)}"]`);
  message?.classList.add("told");
  message?.scrollIntoView({ block: message.offsetHeight > innerHeight / 2 ? "start" : "center" });
}

// The browser's own way back leads out of the story, and not from step to step.
function turnTo(address, showing) {
  const isHere = address === location.pathname + location.search;
  if (!isHere) location.replace(address);
  else if (showing === began) mark();
  else location.reload();
}

async function go(step) {
  stay();
  sessionStorage.setItem(FOCUS, focused() ?? "");
  const { address, showing } = await send("/story", { do: "go", step });
  if (address) turnTo(address, showing);
}

function stay() {
  clearTimeout(timer);
  waited?.cancel();
}

// How long the step still stays is drawn under it, except for those who would rather see nothing move.
function drawPace(milliseconds) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const line = shown.querySelector(".story-pace");
  waited = line.animate({ transform: ["scaleX(0)", "scaleX(1)"] }, { duration: milliseconds, fill: "forwards" });
}

function goOn() {
  stay();
  const { playing, moving, pace, step } = bar().dataset;
  if (playing === undefined || moving !== undefined || document.hidden) return;
  const milliseconds = Number(pace) * 1000;
  timer = setTimeout(() => go(Number(step) + 1), milliseconds);
  drawPace(milliseconds);
}

// Whoever does something of their own is not called away from it.
function pause() {
  if (!("playing" in bar().dataset)) return;
  stay();
  fetch("/story", { method: "POST", body: JSON.stringify({ do: "pause" }), keepalive: true });
}

export function heard(html) {
  if (!section || shown.dataset.told === html) return;
  shown.dataset.told = html;
  const name = focused();
  const open = shown.querySelector("details")?.open;
  shown.innerHTML = html;
  if (open) shown.querySelector("details").open = true;
  focusOn(name);
  goOn();
}

// What lies behind an open form cannot be pressed: the bar comes along in front of it, to where it was.
function keepInFront() {
  const home = form?.open ? form : place;
  if (section.parentElement === home) return;
  const name = focused();
  const { top, bottom } = section.getBoundingClientRect();
  if (form?.open && section.isConnected) {
    document.documentElement.style.setProperty("--story-top", `${top}px`);
    document.documentElement.style.setProperty("--story-bottom", `${bottom}px`);
    place.style.setProperty("min-height", `${bottom - top}px`);
  }
  home.prepend(section);
  focusOn(name);
}

function press(button) {
  const wish = button.dataset.story;
  if (wish === "play" || wish === "pause") send("/story", { do: wish });
  else if (!("moving" in bar().dataset)) go(Number(wish));
}

export function begin(post) {
  if (!section) return;
  send = post;
  began = bar().dataset.showing;
  section.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-story]");
    if (button) press(button);
  });
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, ({ target }) => section.contains(target) || pause());
  }
  document.addEventListener("visibilitychange", goOn);
  if (form) {
    new MutationObserver(keepInFront).observe(form, { attributes: true, childList: true });
    keepInFront();
  }
  mark();
  focusOn(sessionStorage.getItem(FOCUS));
  sessionStorage.removeItem(FOCUS);
  requestAnimationFrame(() => {
    const words = shown.querySelector(".story-words").textContent;
    document.getElementById("story-said").textContent = words.replace(/\s+/g, " ").trim();
  });
  goOn();
}
