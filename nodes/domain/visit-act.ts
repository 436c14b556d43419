import { LockerError } from "./errors.ts";
import { BY_LONGEST, canSign } from "./incident-act.ts";
import type { CloseVisit, OpenVisit } from "./visit.ts";

/** At the counter one knows the locker rather than the visit's id: then it is the visit of that locker. */
export interface CloseVisitOf {
  readonly do: "close";
  readonly locker: string;
  readonly by: string;
}

export type AskedVisitAct = OpenVisit | CloseVisit | CloseVisitOf;

/** Characters. */
const ID_LONGEST = 100;

/**
 * What a message, a request or a line of a file asks for. No sentence repeats what was given: a name may stand where a
 * reference belongs.
 * @throws LockerError `visit-refused`
 */
export function visitActFrom(asked: unknown): AskedVisitAct {
  if (typeof asked !== "object" || asked === null) throw refusedVisit(WHAT);
  const { do: what, locker, hirer, visit, by, minutes }: Record<string, unknown> = { ...asked };
  if (what !== "open" && what !== "close") throw refusedVisit(WHAT);
  if (!canSign(by))
    throw refusedVisit(
      `Say in "by" who does it, by the name they sign in with: up to ${BY_LONGEST} characters that all can be seen, and no space around it or beside another.`,
    );
  if (what === "close" && isId(visit)) return { do: what, visit, by };
  if (!isId(locker)) throw refusedVisit(`Say in "locker" of which one, by its id in the register.`);
  if (what === "close") return { do: what, locker, by };
  if (!isId(hirer))
    throw refusedVisit(`Say in "hirer" whose visit it is, by their reference in the register.`);
  if (minutes === undefined) return { do: what, locker, hirer, by };
  if (typeof minutes !== "number" || !Number.isInteger(minutes) || minutes < 1)
    throw refusedVisit(`"minutes" has to be a whole number from 1 on: how long the visit may take.`);
  return { do: what, locker, hirer, by, minutes };
}

const WHAT =
  'Say in "do" what to do: "open", with "locker", "hirer" and "by", or "close", with "visit" or "locker", and "by".';

function isId(given: unknown): given is string {
  return typeof given === "string" && given !== "" && given.length <= ID_LONGEST;
}

/** @param reason ends the sentence: what is in the way, and what can be done */
export function refusedVisit(reason: string): LockerError {
  return new LockerError("visit-refused", `That was not done. ${reason}`);
}
