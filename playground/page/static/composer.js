// The box one writes in: a message, or a command when it begins with a slash.

import { act, complete, toast, user } from "./acts.js";
import { Offers } from "./offers.js";

// What is being typed just before the cursor: a command, a mention or a channel.
function beingTyped(box) {
  const before = box.value.slice(0, box.selectionStart);
  if (/^\/\S*$/.test(before)) return { kind: "commands", q: before, from: 0 };
  const found = before.match(/(?:^|\s)([@#])([^\s@#]*(?: [^\s@#]*)?)$/);
  if (!found) return null;
  const from = before.length - found[2].length - 1;
  return { kind: found[1] === "@" ? "people" : "rooms", q: found[2], from };
}

function taken(typed, item) {
  if (typed.kind === "commands") return item.id;
  return typed.kind === "people" ? `@${item.words}` : item.words;
}

function put(box, typed, item) {
  const words = `${taken(typed, item)} `;
  const rest = box.value.slice(box.selectionStart).replace(/^ /, "");
  box.value = box.value.slice(0, typed.from) + words + rest;
  box.selectionStart = box.selectionEnd = typed.from + words.length;
}

async function send(form, box) {
  const text = box.value.trim();
  if (!text) return;
  const { channel, thread } = form.dataset;
  const isCommand = text.startsWith("/");
  if (isCommand && thread) {
    toast("Commands do not work in threads. Type it in the conversation itself.");
    return;
  }
  box.value = "";
  const told = await act(isCommand ? "command" : "say", { channel, text, ...(thread && { thread }) });
  if (!told.ok && told.words && !box.value) box.value = text;
  if (told.ok && text === "/leave") location.href = `/as/${user}`;
}

// Whoever opens a conversation can write at once, where no keyboard would jump up for it and nothing else has the focus.
export function takeFocus() {
  const isElsewhere = window.top !== window || document.getElementById("story");
  if (isElsewhere || document.activeElement !== document.body || !matchMedia("(pointer: fine)").matches) return;
  document.getElementById("say")?.focus({ preventScroll: true });
}

export function prepare(form) {
  const box = form.querySelector("textarea");
  let typed = null;
  const offers = new Offers(box, {
    ask: async () => {
      typed = beingTyped(box);
      return typed && (typed.kind !== "commands" || !form.dataset.thread)
        ? complete({ kind: typed.kind, q: typed.q })
        : [];
    },
    typed: (item) => typed.kind === "commands" && box.value === item.id,
    take: (item) => {
      put(box, typed, item);
      box.focus();
    },
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || offers.open) return;
    event.preventDefault();
    send(form, box);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, box);
    box.focus();
  });
  form.querySelector("[data-slash]")?.addEventListener("click", () => {
    box.value = "/";
    box.focus();
    offers.refresh();
  });
}
