import { isShelvable } from "../../domain/incident.ts";
import type { Act, BoardIncident } from "../protocol.ts";

/** What can be done about an incident as it stands. The gateway decides; this is what the page offers. */
export function actsFor({ state, cause }: Pick<BoardIncident, "state" | "cause">): readonly Act[] {
  const shelve: readonly Act[] = isShelvable(cause) ? ["shelve"] : [];
  switch (state) {
    case "raised":
    case "returned":
      return ["acknowledge", ...shelve];
    case "acknowledged":
    case "latched":
      return ["reset", ...shelve];
    case "shelved":
      return ["unshelve"];
    case "reset":
      return [];
  }
}

/** True where the reset must be meant although what it is about still stands. */
export function needsDespite({ state, condition }: Pick<BoardIncident, "state" | "condition">): boolean {
  return state === "acknowledged" && condition === "standing";
}
