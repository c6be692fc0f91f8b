// A thread beside its conversation, opened and closed without leaving the page.

import { prepare } from "./composer.js";
import { arrange } from "./conversation.js";
import { prepareIn } from "./pickers.js";

const aside = document.getElementById("thread");

function settle(focus) {
  aside.hidden = !aside.querySelector("#replies");
  document.body.classList.toggle("with-thread", !aside.hidden);
  if (aside.hidden) return;
  arrange(aside.querySelector("#replies"));
  prepareIn(aside);
  const form = aside.querySelector("form.composer");
  if (form) prepare(form);
  aside.querySelector(".scroll").scrollTop = aside.querySelector(".scroll").scrollHeight;
  if (focus) (form?.querySelector("textarea") ?? aside.querySelector("a")).focus();
}

async function turnTo(href, focus) {
  const answer = await fetch(href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("thread");
  aside.replaceChildren(...(next ? document.adoptNode(next).childNodes : []));
  settle(focus);
}

export function begin() {
  if (!aside) return;
  if (aside.querySelector("#replies")) settle(false);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open-thread], [data-close-thread]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    const closes = "closeThread" in link.dataset;
    turnTo(link.href, !closes).then(() => closes && document.getElementById("say")?.focus());
  });
  addEventListener("popstate", () => turnTo(location.href, false));
}
