import type { PageMessage } from "../page-state.ts";
import { type Alarm, alarmsOf } from "./alarm.ts";
import { branchTime } from "./branch-time.ts";
import { element, icon, part } from "./dom.ts";
import { badge, letter } from "./letter.ts";
import type { Deeds, Model } from "./model.ts";

const BY = { sms: "SMS", email: "E-mail", topic: "Topic" } as const;

/** The control room's desk: quiet, or an SOS that cannot be overlooked. */
export class Desk {
  #shown: string | null = null;

  constructor(deeds: Deeds) {
    part("clear-desk").addEventListener("click", () => deeds.clearDesk());
  }

  show({ messages, cleared }: Model): void {
    const own = messages.filter(
      ({ party, number }) => (party === "control-room" || party === "contact") && number > cleared,
    );
    const shown = own.map(({ number }) => number).join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    const alarms = alarmsOf(own.filter(({ party }) => party === "control-room"));
    const others = own.filter(({ party }) => party === "contact").reverse();
    part("control").classList.toggle("alarmed", alarms.length > 0);
    part("clear-desk").hidden = own.length === 0;
    part("desk").replaceChildren(
      ...(alarms.length === 0 ? [calm()] : alarms.map(card)),
      ...others.map(toldToo),
    );
  }
}

function card({ messages, priority, text, incident }: Alarm): HTMLElement {
  const [first] = messages;
  const channels = [...new Set(messages.map(({ channel }) => channel))];
  return element(
    "article",
    "sos-card",
    element(
      "div",
      "sos-head",
      element("span", "sos-word", "SOS"),
      priority === null ? null : element("span", "sos-priority", `priority ${priority}`),
      first ? element("time", "sos-time", branchTime(first.at, first, true)) : null,
    ),
    element("p", "sos-text", text),
    element(
      "div",
      "by",
      ...channels.map((channel) => element("span", "", icon(channel), BY[channel])),
      incident === null ? null : element("small", "", `incident ${incident}`),
    ),
  );
}

/** What another desk of the bank was told, such as the branch manager. */
function toldToo(message: PageMessage): HTMLElement {
  return element("article", "row", badge(message), letter(message));
}

function calm(): HTMLElement {
  return element("div", "calm", icon("check"), element("b", "", "All quiet"), "No SOS is open.");
}
