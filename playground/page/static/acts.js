// What a person does, told to the server one act after the other, in the order in which it was done.

const frame = document.getElementById("frame");
export const user = frame?.dataset.user;
export const current = frame?.dataset.current;

let last = Promise.resolve();
let underWay = 0;

export function toast(words) {
  const note = document.createElement("p");
  note.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "×";
  close.addEventListener("click", () => note.remove());
  note.append(close);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 12000);
}

function busy(step) {
  underWay += step;
  document.documentElement.toggleAttribute("data-busy", underWay > 0);
}

async function send(path, body) {
  busy(1);
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (told.words) toast(told.words);
    return told;
  } catch {
    const words = "The playground does not answer. Is it still running? Each start has a new address.";
    toast(words);
    return { ok: false, words };
  } finally {
    busy(-1);
  }
}

export function post(path, body) {
  const sent = last.then(() => send(path, body));
  last = sent;
  return sent;
}

export function act(name, body) {
  return post(`/as/${user}/${name}`, body);
}

export function actAside(name, body) {
  return send(`/as/${user}/${name}`, body);
}

export async function complete(asked) {
  const answer = await fetch(`/as/${user}/complete?${new URLSearchParams(asked)}`);
  return answer.ok ? answer.json() : [];
}

// A message is named by where it is and when it came, a form or Home tab by its id.
export function placeOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { view: view.dataset.view };
  const { channel, ts } = element.closest("article.message").dataset;
  return { channel, ts };
}
