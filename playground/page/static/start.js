// The first page: each of its buttons does what it says; once a form is sent, one is where the answer comes.

function openStory(opener, post) {
  opener.addEventListener("click", async () => {
    opener.setAttribute("aria-busy", "true");
    const { address } = await post("/story", { do: "open" });
    if (address) location.assign(address);
    else opener.removeAttribute("aria-busy");
  });
}

export function begin(post) {
  const opener = document.getElementById("open-story");
  if (!opener) return;
  openStory(opener, post);
  const { user } = document.getElementById("frame").dataset;
  for (const button of document.querySelectorAll("[data-try]")) {
    button.addEventListener("click", () => {
      post(`/as/${user}/command`, { text: button.dataset.try, channel: button.dataset.channel });
    });
  }
  const form = document.getElementById("modal");
  let sent = false;
  form.addEventListener("submit", () => {
    sent = true;
  });
  form.addEventListener("close", () => {
    if (sent && !form.querySelector("form")) location.assign(`/as/${user}`);
  });
}
