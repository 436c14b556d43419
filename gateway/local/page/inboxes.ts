import { element, icon, part } from "./dom.ts";
import { letter } from "./letter.ts";
import type { Model } from "./model.ts";

/** What each insurer was told, and which lockers it may hear of at all. */
export class Inboxes {
  #shown: number | null = null;

  show({ state, messages }: Model): void {
    const own = messages.filter(({ party }) => party === "insurer");
    const shown = own.at(-1)?.number ?? 0;
    if (shown === this.#shown) return;
    this.#shown = shown;
    part("inboxes").replaceChildren(
      ...state.listeners
        .filter(({ party }) => party === "insurer")
        .map(({ id, name, lockers }) => {
          const received = own.filter(({ listener }) => listener === id);
          const latest = received.at(-1);
          return element(
            "article",
            "inbox",
            element(
              "div",
              "inbox-head",
              element("span", `badge ${latest?.channel ?? "topic"}`, icon("shield")),
              element("b", "", name, element("small", "", cover(lockers))),
              received.length > 0 ? element("span", "count", String(received.length)) : null,
            ),
            latest ? letter(latest) : null,
          );
        }),
    );
  }
}

function cover(lockers: readonly string[]): string {
  if (lockers.length === 0) return "insures the whole branch";
  return `insures ${lockers.map((locker) => locker.split("-").at(-1)).join(", ")}`;
}
