import type { Action, PageLocker } from "../page-state.ts";
import { button, element, icon, part } from "./dom.ts";
import { type Deeds, hirersOf, type Model } from "./model.ts";

interface Cabinet {
  readonly element: HTMLElement;
  readonly sign: HTMLElement;
}

/** The wall of lockers, one cabinet for each unit, and what can be done to the chosen one. */
export class Vault {
  readonly #deeds: Deeds;
  readonly #doors = new Map<string, HTMLButtonElement>();
  readonly #cabinets = new Map<string, Cabinet>();
  readonly #surrender = element("button", "quiet small");
  readonly #buttons = new Map<Action, HTMLButtonElement>();

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
    const action = (name: Action, label: string, picture: string, danger = false) => {
      const made = button(label, picture, () => this.#deeds.act(name));
      made.classList.toggle("danger", danger);
      this.#buttons.set(name, made);
      part("action-buttons").append(made);
    };
    action("open", "Open", "open");
    action("close", "Close", "close");
    action("force", "Break open", "force", true);
    action("tamper", "Tamper", "tamper", true);
    action("clear-tamper", "Mend sensor", "tamper");
    action("cut", "Cut the line", "cut", true);
    action("mend", "Mend the line", "link");
    this.#surrender.type = "button";
    this.#surrender.title = "The hirer gives the locker up: insurers who subscribed are told of the closure";
    this.#surrender.addEventListener("click", () => this.#deeds.act("surrender"));
    part("chosen-row").append(this.#surrender);
  }

  show(model: Model): void {
    const { state, locker } = model;
    for (const one of state.lockers) this.#door(one, one.id === locker.id);
    for (const [unit, { element: cabinet, sign }] of this.#cabinets) {
      const first = state.lockers.find((one) => one.unit === unit);
      if (!first) continue;
      cabinet.classList.toggle("offline", !first.online);
      sign.replaceChildren(
        short(unit),
        ...(first.held > 0 && !first.online ? [held(first.held)] : []),
        icon(first.online ? "link" : "cut"),
      );
      sign.title = first.online ? `${unit} is connected` : `${unit} is cut off and keeps its events`;
    }
    const names = hirersOf(model).map(({ name }) => name);
    part("chosen").replaceChildren(
      element("b", "", `Locker ${short(locker.id)}`),
      element("span", "", names.join(" and ")),
    );
    this.#surrender.disabled = locker.surrendered;
    this.#surrender.textContent = locker.surrendered ? "Given up" : "Give up";
    const shown = (name: Action, visible: boolean, enabled = true) => {
      const made = this.#buttons.get(name);
      if (!made) return;
      made.hidden = !visible;
      made.disabled = !enabled;
    };
    shown("open", true, locker.door === "closed");
    shown("close", true, locker.door === "open");
    shown("force", true, locker.door === "closed");
    shown("tamper", !locker.tamper);
    shown("clear-tamper", locker.tamper);
    shown("cut", locker.online);
    shown("mend", !locker.online);
  }

  #door(locker: PageLocker, chosen: boolean): void {
    const door = this.#doors.get(locker.id) ?? this.#make(locker);
    const said = locker.forced ? "forced" : locker.door === "open" ? "open" : locker.tamper ? "tampered" : "";
    door.classList.toggle("open", locker.door === "open" && !locker.forced);
    door.classList.toggle("forced", locker.forced);
    door.classList.toggle("tampered", locker.tamper);
    door.setAttribute("aria-pressed", String(chosen));
    door.setAttribute("aria-label", `Locker ${short(locker.id)}${said === "" ? "" : `, ${said}`}`);
    const text = door.querySelector(".said");
    if (text && text.textContent !== said) text.textContent = said;
  }

  #make(locker: PageLocker): HTMLButtonElement {
    const door = element(
      "button",
      "door",
      element("span", "leaf", element("span", "number", short(locker.id)), element("span", "keys")),
      element("span", "said"),
    );
    door.type = "button";
    door.addEventListener("click", () => this.#deeds.choose(locker.id));
    this.#doors.set(locker.id, door);
    this.#cabinet(locker.unit).append(door);
    return door;
  }

  #cabinet(unit: string): HTMLElement {
    const known = this.#cabinets.get(unit);
    if (known) return known.element;
    const sign = element("div", "unit");
    const cabinet = element("div", "cabinet", sign);
    this.#cabinets.set(unit, { element: cabinet, sign });
    part("doors").append(cabinet);
    return cabinet;
  }
}

function held(events: number): HTMLElement {
  const sign = element("span", "held", String(events));
  sign.title = `${events} events are kept until the line is mended`;
  return sign;
}

/** `0001` of `MUM01-0001`: the branch stands in the title already. */
function short(id: string): string {
  return id.split("-").at(-1) ?? id;
}
