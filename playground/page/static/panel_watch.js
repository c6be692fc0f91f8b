// The panel's own page: what goes over the wire as it goes, the outbox, switches.

const MOST = 500;

function keepExchange({ number, html }) {
  const list = document.getElementById("traffic");
  const known = list.querySelector(`[data-number="${number}"]`);
  const box = document.createElement("ol");
  box.innerHTML = html;
  const fresh = box.firstElementChild;
  if (known) {
    if (known.querySelector("details").open) show(fresh.querySelector("details"));
    known.replaceWith(fresh);
  } else {
    list.prepend(fresh);
  }
  while (list.children.length > MOST) list.lastElementChild.remove();
}

async function show(details) {
  details.open = true;
  const parts = details.querySelector(".parts");
  const answer = await fetch(`/backstage/entries/${details.closest("li").dataset.number}`);
  if (answer.ok) parts.innerHTML = await answer.text();
  else parts.textContent = await answer.text();
}

export function begin(heard, post) {
  const source = new EventSource("/backstage/stream");
  const listen = (name, handler) => source.addEventListener(name, (told) => handler(JSON.parse(told.data)));
  listen("clock", heard);
  addEventListener("pagehide", () => source.close());
  const traffic = document.getElementById("traffic");
  if (!traffic) return;
  listen("exchange", keepExchange);
  listen("waiting", ({ html }) => {
    document.getElementById("letters").innerHTML = html;
  });
  listen("clock", ({ on }) => {
    for (const box of document.querySelectorAll("[data-switch]")) box.checked = on.includes(box.dataset.words);
  });
  // "toggle" does not bubble, but it can be caught on its way down.
  traffic.addEventListener("toggle", ({ target }) => {
    if (target.open && !target.querySelector(".parts").childElementCount) show(target);
  }, true);
  for (const box of document.querySelectorAll("[data-switch]")) {
    box.addEventListener("change", () => post("/backstage/switch", { name: box.dataset.switch, on: box.checked }));
  }
}
