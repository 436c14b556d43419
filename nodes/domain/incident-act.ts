import { LockerError } from "./errors.ts";
import { type Deed, type Incident, isShelvable } from "./incident.ts";
import { next, unshelved } from "./incident-life.ts";
import { SHELVE_LONGEST } from "./incident-policy.ts";

export const DEEDS = ["acknowledge", "reset", "shelve", "unshelve"] as const;

/** What a named person does with an incident. */
export interface IncidentAction {
  readonly do: (typeof DEEDS)[number];
  /** Id of the incident. */
  readonly incident: string;
  /** Sign-in name, 1 to BY_LONGEST characters. */
  readonly by: string;
  /** Why, in 1 to REMARK_LONGEST characters; kept in the journal's history only. */
  readonly remark: string;
  /** For `shelve`: 1 or more, whole. */
  readonly minutes?: number;
  /** For `reset`: although what gave cause for it still stands. */
  readonly despite?: boolean;
}

/** Characters. */
export const BY_LONGEST = 80;
export const REMARK_LONGEST = 500;

const MINUTE_MS = 60_000;

/**
 * The incident after what a person did.
 * @param now milliseconds since 1970
 * @param shelveAtMost minutes
 * @throws LockerError `incident-refused`
 */
export function act(
  incident: Incident,
  action: IncidentAction,
  now: number,
  shelveAtMost: number = SHELVE_LONGEST,
): Incident {
  const deed: Deed = { by: action.by, at: now };
  if (incident.state === "reset")
    throw refused(`${ended(incident)}, so nothing can be done with it any more.`);
  switch (action.do) {
    case "acknowledge":
      return acknowledge(incident, deed);
    case "reset":
      return reset(incident, deed, action.despite === true);
    case "shelve":
      return shelve(incident, deed, action.minutes, Math.min(shelveAtMost, SHELVE_LONGEST));
    case "unshelve":
      if (incident.state !== "shelved")
        throw refused("It is not shelved, so it cannot be taken off the shelf.");
      return unshelved(incident, now, false);
  }
}

function acknowledge(incident: Incident, deed: Deed): Incident {
  const { acknowledged, condition } = incident;
  if (acknowledged !== null)
    throw refused(`${told(acknowledged, "acknowledged")} already. What is left is to reset it.`);
  const changed: Incident = { ...next(incident, "acknowledged"), acknowledged: deed };
  if (incident.state === "shelved") return changed;
  return { ...changed, state: condition === "standing" ? "acknowledged" : "latched" };
}

function reset(incident: Incident, deed: Deed, despite: boolean): Incident {
  const { state, shelved, acknowledged } = incident;
  switch (state) {
    case "raised":
    case "returned":
      throw refused("Nobody has acknowledged it yet: acknowledge it first, then reset it.");
    case "shelved":
      throw refused(
        `${shelved === null ? "It is shelved" : told(shelved, "shelved")}: take it off the shelf first, then reset it.`,
      );
    case "acknowledged":
      if (despite) break;
      throw refused(
        `${acknowledged === null ? "It is acknowledged" : told(acknowledged, "acknowledged")}, and what gave cause for it still stands. Wait until it is back to normal, or reset it despite that.`,
      );
    case "latched":
    case "reset":
  }
  return { ...next(incident, "reset"), state: "reset", reset: deed };
}

function shelve(incident: Incident, deed: Deed, minutes: number | undefined, shelveAtMost: number): Incident {
  const { cause, state, shelved, count } = incident;
  if (!isShelvable(cause))
    throw refused(`An alarm of this kind (${cause}) is never shelved: acknowledge it and act on it.`);
  if (state === "shelved" && shelved !== null)
    throw refused(
      `${told(shelved, "shelved")} already, until ${moment(shelved.until)}. Take it off the shelf first to shelve it for another time.`,
    );
  if (minutes === undefined || !Number.isInteger(minutes) || minutes < 1 || minutes > shelveAtMost)
    throw refused(`An alarm can be shelved for 1 to ${shelveAtMost} whole minutes. Say for how many.`);
  const until = deed.at + minutes * MINUTE_MS;
  return { ...next(incident, "shelved"), state: "shelved", shelved: { ...deed, until, count } };
}

/**
 * What a message or a request asks for.
 * @throws LockerError `incident-refused`
 */
export function actionFrom(asked: unknown): IncidentAction {
  if (typeof asked !== "object" || asked === null)
    throw refused(
      `It does not say what to do: one of ${DEEDS.join(", ")}, with the incident's id, by, remark.`,
    );
  const { do: what, incident, by, remark, minutes, despite }: Record<string, unknown> = { ...asked };
  const deed = DEEDS.find((one) => one === what);
  if (deed === undefined) throw refused(`Say in "do" what to do with it: one of ${DEEDS.join(", ")}.`);
  if (typeof incident !== "string" || incident === "" || incident.length > ID_LONGEST)
    throw refused(`Say in "incident" which one: the id that the alarm gives.`);
  if (!canSign(by))
    throw refused(
      `Say in "by" who does it, by the name they sign in with: up to ${BY_LONGEST} characters that all can be seen, and no space around it or beside another.`,
    );
  const why = lineOf(remark, REMARK_LONGEST);
  if (why === null) throw refused(`Say in "remark" why, in 1 to ${REMARK_LONGEST} characters.`);
  if (minutes !== undefined && typeof minutes !== "number")
    throw refused(`"minutes" has to be a number: for how long to shelve it.`);
  return {
    ...{ do: deed, incident, by, remark: why },
    ...(minutes !== undefined && { minutes }),
    ...(despite === true && { despite }),
  };
}

const ID_LONGEST = 100;

/** Without the joiners, which some scripts need. */
const HIDDEN = /(?:(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s])+/gu;

/**
 * Whether a sign-in name can stand for who did something. One that looks like another's is refused rather than mended:
 * mended it would be the other's.
 */
export function canSign(name: unknown): name is string {
  return typeof name === "string" && name === lineOf(name, BY_LONGEST);
}

/** Text of a person in one line, without what could hide or disguise a part of it; null where that is nothing or too long. */
export function lineOf(said: unknown, longest: number): string | null {
  if (typeof said !== "string") return null;
  const line = said.replace(HIDDEN, " ").trim();
  return line === "" || line.length > longest ? null : line;
}

/** @param reason ends the sentence: how the incident stands, and what can be done */
export function refused(reason: string): LockerError {
  return new LockerError("incident-refused", `That was not done. ${reason}`);
}

function ended({ reset }: Incident): string {
  return reset === null ? "This incident was reset" : told(reset, "reset");
}

function told({ by, at }: Deed, what: string): string {
  return `${by} ${what} it at ${moment(at)}`;
}

/** UTC, because whoever reads it may be in another zone than the gateway. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
