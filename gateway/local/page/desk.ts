import type { PageMessage } from "../page-state.ts";
import { branchTime } from "./branch-time.ts";
import { element, icon, part } from "./dom.ts";
import type { Deeds, Model } from "./model.ts";
import { content } from "./phone.ts";

const BY = { sms: "SMS", email: "E-mail", topic: "Topic" } as const;
/** Texts of one SOS arrive by several channels within this time. */
const TOGETHER_MS = 2_000;

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
    const alarms = gather(own.filter(({ party }) => party === "control-room"));
    const others = own.filter(({ party }) => party === "contact").reverse();
    part("control").classList.toggle("alarmed", alarms.length > 0);
    part("clear-desk").hidden = own.length === 0;
    part("desk").replaceChildren(
      ...(alarms.length === 0 ? [calm()] : alarms.map((alarm) => card(alarm))),
      ...others.map((message) => told(message)),
    );
  }
}

/** Messages that say the same by different channels are one alarm; newest first. */
function gather(messages: readonly PageMessage[]): readonly (readonly PageMessage[])[] {
  const alarms: PageMessage[][] = [];
  for (const message of messages) {
    const same = alarms.find(
      ([first]) => first !== undefined && first.text === message.text && message.at - first.at < TOGETHER_MS,
    );
    if (same) same.push(message);
    else alarms.push([message]);
  }
  return alarms.reverse();
}

function card(alarm: readonly PageMessage[]): HTMLElement {
  const [first] = alarm;
  if (!first) return element("div", "");
  return element(
    "article",
    "sos-card",
    element(
      "div",
      "sos-head",
      element("span", "sos-word", "SOS"),
      element("time", "sos-time", branchTime(first.at, first, true)),
    ),
    element("p", "sos-text", first.text),
    element("div", "by", ...alarm.map(({ channel }) => element("span", "", icon(channel), BY[channel]))),
  );
}

/** What another desk of the bank was told, such as the branch manager. */
function told(message: PageMessage): HTMLElement {
  return element(
    "article",
    "row",
    element("span", `badge ${message.channel}`, icon(message.channel)),
    element("div", "", ...content(message)),
  );
}

function calm(): HTMLElement {
  return element("div", "calm", icon("check"), element("b", "", "All quiet"), "No SOS is open.");
}
