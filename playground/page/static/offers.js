// A list of offers under a text field, by WAI-ARIA's combobox pattern: arrows move, Enter takes, Escape closes.

export class Offers {
  // `typed` says of an item whether it stands in the field already: then Enter is not for the list.
  // `chosen` says of an item whether it has been chosen: there the list begins.
  constructor(input, { ask, take, typed = () => false, chosen = () => false }) {
    this.input = input;
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    this.ask = ask;
    this.take = take;
    this.typed = typed;
    this.chosen = chosen;
    this.items = [];
    this.lines = [];
    this.at = -1;
    this.asked = 0;
    input.addEventListener("input", () => this.refresh());
    input.addEventListener("keydown", (event) => this.key(event));
    // A list that has its own place stays: what stands under it must not move away from under the mouse.
    if (!this.list.classList.contains("inline")) input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const line = event.target.closest("[role=option]");
      if (line) this.choose(Number(line.dataset.number));
    });
  }

  get open() {
    return !this.list.hidden;
  }

  async refresh() {
    const asked = ++this.asked;
    const items = await this.ask();
    if (asked !== this.asked) return;
    if (items && items.length && document.activeElement === this.input) this.show(items);
    else this.close();
  }

  show(items) {
    // An answer that says the same again does not take back where the arrows went meanwhile.
    const known = this.open && items.length === this.items.length && items.every((item, at) => item.id === this.items[at].id);
    const at = known ? this.at : Math.max(0, items.findIndex(this.chosen));
    this.items = items;
    this.lines = items.map((item, number) => this.line(item, number));
    this.list.replaceChildren(...this.grouped());
    this.list.hidden = false;
    this.expand(true);
    this.list.scrollIntoView({ block: "nearest" });
    this.move(at);
  }

  // Lines of a group stand under its label, the others by themselves.
  grouped() {
    const labels = [...new Set(this.items.map((item) => item.group ?? ""))];
    return labels.flatMap((label) => {
      const lines = this.lines.filter((_, number) => (this.items[number].group ?? "") === label);
      return label ? [this.group(label, lines)] : lines;
    });
  }

  group(label, lines) {
    const group = document.createElement("li");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    const words = document.createElement("b");
    words.setAttribute("aria-hidden", "true");
    words.textContent = label;
    const list = document.createElement("ul");
    list.setAttribute("role", "none");
    list.append(...lines);
    group.append(words, list);
    return group;
  }

  // A box of several lines is no combobox to WAI-ARIA, and cannot say that it is open.
  expand(open) {
    if (this.input.role === "combobox") this.input.setAttribute("aria-expanded", String(open));
  }

  line(item, number) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${number}`;
    line.dataset.number = number;
    line.setAttribute("role", "option");
    line.classList.toggle("chosen", this.chosen(item));
    const words = document.createElement("span");
    words.textContent = item.words;
    line.append(words);
    if (item.detail) {
      const detail = document.createElement("small");
      detail.textContent = item.detail;
      line.append(detail);
    }
    return line;
  }

  move(at) {
    this.at = (at + this.items.length) % this.items.length;
    for (const [number, line] of this.lines.entries()) line.setAttribute("aria-selected", String(number === this.at));
    this.lines[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.lines[this.at].id);
  }

  choose(number) {
    const item = this.items[number];
    this.close();
    this.take(item);
  }

  close() {
    this.asked++;
    this.list.hidden = true;
    this.expand(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const field = this.input.tagName === "INPUT";
    if (!this.open) {
      if (!field || event.isComposing || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
      event.preventDefault();
      this.refresh();
      return;
    }
    // In a field with nothing typed the Tab key goes on, as it does from any other.
    if (event.key === "Tab" && field && !this.input.value) return;
    const done = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.choose(this.at),
      Tab: () => this.choose(this.at),
      Escape: () => this.close(),
    }[event.key];
    if (!done || event.shiftKey || event.isComposing) return;
    if (event.key === "Enter" && this.typed(this.items[this.at])) return this.close();
    event.preventDefault();
    event.stopImmediatePropagation();
    done();
  }
}
