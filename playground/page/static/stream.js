// What happens in the workspace, as it happens.

const handlers = [];
let source = null;

function attach(event, handler) {
  source.addEventListener(event, (told) => handler(JSON.parse(told.data)));
}

export function on(event, handler) {
  handlers.push([event, handler]);
  if (source) attach(event, handler);
}

export function begin() {
  const { user, current, revision, form } = document.getElementById("frame").dataset;
  const asked = new URLSearchParams({ channel: current, since: revision, form });
  source = new EventSource(`/as/${user}/stream?${asked}`);
  for (const [event, handler] of handlers) attach(event, handler);
  let before = false;
  source.addEventListener("open", () => {
    // After a break, what was missed is on a fresh page.
    if (before) location.reload();
    before = true;
    document.documentElement.dataset.live = "";
  });
  source.addEventListener("error", () => delete document.documentElement.dataset.live);
  addEventListener("pagehide", () => source.close());
}
