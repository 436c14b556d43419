import { element, part } from "./dom.ts";
import { badge, letter } from "./letter.ts";
import { type Deeds, hirersOf, type Model } from "./model.ts";

/** The phone of one of the locker's hirers, with all that arrived on it, newest first. */
export class Phone {
  readonly #deeds: Deeds;
  #owner: string | null = null;
  #shown = 0;
  readonly #read = new Map<string, number>();

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
  }

  show(model: Model): void {
    const { hirer, messages } = model;
    if (!hirer) return;
    const list = part("phone-messages");
    if (this.#owner !== hirer.id) {
      this.#owner = hirer.id;
      this.#shown = 0;
      list.replaceChildren();
    }
    const own = messages.filter(({ listener }) => listener === hirer.id);
    for (const message of own.filter(({ number }) => number > this.#shown)) {
      list.prepend(element("li", "note", badge(message), letter(message)));
      this.#shown = message.number;
      list.scrollTop = 0;
    }
    this.#read.set(hirer.id, this.#shown);
    part("phone-owner").textContent = hirer.phone;
    const empty = part("phone-empty");
    empty.hidden = own.length > 0;
    empty.textContent = `Nothing yet. Open the locker and ${hirer.name} is told.`;
    this.#choices(model);
  }

  #choices(model: Model): void {
    const { hirer, messages } = model;
    const choices = hirersOf(model).map(({ id, name }) => {
      const unread = messages.some(
        ({ listener, number }) => listener === id && number > (this.#read.get(id) ?? 0),
      );
      const made = element("button", unread ? "unread" : "", name);
      made.type = "button";
      made.setAttribute("aria-pressed", String(id === hirer?.id));
      made.addEventListener("click", () => this.#deeds.lookAt(id));
      return made;
    });
    const box = part("hirer-choice");
    const before = [...box.children].map((child) => child.outerHTML).join();
    if (before !== choices.map((child) => child.outerHTML).join()) box.replaceChildren(...choices);
  }
}
