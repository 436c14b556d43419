import { element, icon, part } from "./dom.ts";
import type { Model } from "./model.ts";

type Step = {
  readonly title: string;
  readonly note: string;
  readonly picture: string;
  readonly look: string;
};

const DONE: Readonly<Record<string, string>> = {
  open: "opened",
  close: "closed",
  force: "broken open",
  tamper: "tampered with",
  "clear-tamper": "sensor mended",
};

/** How the last event made its way, with the milliseconds each step took. */
export class TraceBar {
  #shown = "";

  show({ state: { trace } }: Model): void {
    const steps = trace === null ? waitingForFirst() : stepsOf(trace);
    const shown = JSON.stringify(steps);
    if (shown === this.#shown) return;
    this.#shown = shown;
    part("trace").replaceChildren(
      ...steps.map(({ title, note, picture, look }) =>
        element(
          "li",
          look,
          icon(picture),
          element("div", "", element("b", "", title), element("span", "", note)),
        ),
      ),
    );
  }
}

function waitingForFirst(): readonly Step[] {
  const idle = (title: string, note: string, picture: string) => ({ title, note, picture, look: "" });
  return [
    idle("Locker", "open one", "close"),
    idle("Gateway", "stores it first", "flow"),
    idle("Hirer", "told each time", "person"),
    idle("Control room", "SOS out of hours", "topic"),
    idle("Insurer", "told of theft", "shield"),
  ];
}

function stepsOf(trace: NonNullable<Model["state"]["trace"]>): readonly Step[] {
  const { locker, action, held, stored, hirer, controlRoom, insurer } = trace;
  const reached = (title: string, verb: string, ms: number | null, picture: string, look = ""): Step => ({
    title,
    note: ms === null ? (held ? "waits" : "not told of this") : `${verb} after ${ms} ms`,
    picture,
    look: ms === null ? "" : `reached ${look}`,
  });
  return [
    {
      title: `Locker ${locker.split("-").at(-1)}`,
      note: held ? `${DONE[action]}, not yet sent` : `${DONE[action]}`,
      picture: action === "force" ? "force" : "open",
      look: held ? "waiting" : "reached",
    },
    stored === null
      ? { title: "Gateway", note: held ? "out of reach" : "…", picture: "flow", look: "" }
      : reached("Gateway", "stored", stored, "flow"),
    reached("Hirer", "told", hirer, "person"),
    reached("Control room", "SOS", controlRoom, "topic", "sos"),
    reached("Insurer", "told", insurer, "shield"),
  ];
}
