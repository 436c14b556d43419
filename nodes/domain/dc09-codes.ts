import type { LockerEvent } from "./event.ts";
import { type Cause, type Incident, isAlarm } from "./incident.ts";
import { endsOnly } from "./incident-causes.ts";

/** How one cause of alarm is reported to an alarm receiving centre. */
export interface EventCode {
  readonly cause: Cause;
  /** Two letters of SIA DC-03; "" where it is not reported as SIA-DCS. */
  readonly sia: string;
  /** Two letters that say it is back to normal; "" where that is not reported. */
  readonly restore: string;
  /** Three digits of Contact ID (SIA DC-05), the same for alarm and restore; "" where it is not reported as ADM-CID. */
  readonly cid: string;
}

type Code = readonly [sia: string, restore: string, cid: string];

/**
 * SIA DC-03 and Contact ID codes by cause (facts of the domain). Forced goes as burglary in a 24-hour safe, so that
 * every centre takes it for the alarm it is and not for a matter of access control.
 */
const CODES: Readonly<Record<Exclude<Cause, "incident-changed">, Code>> = {
  forced: ["BA", "BR", "133"],
  duress: ["HA", "", "121"],
  tamper: ["TA", "TR", "137"],
  "opened-outside-hours": ["OK", "CL", "451"],
  opened: ["OP", "CL", "450"],
  "mass-opening": ["BV", "", "139"],
  "held-open": ["DL", "DR", "426"],
  "not-closed": ["CI", "CL", "454"],
  "no-visit": ["DF", "CL", "436"],
  unattended: ["CI", "CL", "454"],
  "still-inside": ["QA", "QR", "101"],
  "not-told": ["YC", "", "354"],
  "repeated-denial": ["JA", "", "461"],
  "access-denied": ["DD", "", "421"],
  offline: ["YC", "YK", "356"],
  "mass-offline": ["YC", "YK", "356"],
  "sequence-gap": ["RT", "", "354"],
  "journal-overflow": ["JO", "", "624"],
  replayed: ["TA", "", "145"],
  restored: ["TA", "", "145"],
  "unknown-unit": ["TA", "", "145"],
  "unknown-locker": ["TA", "", "145"],
  "invalid-message": ["YX", "", "330"],
  "clock-suspect": ["JT", "", "626"],
  "battery-low": ["YT", "YR", "302"],
  power: ["AT", "AR", "301"],
  boot: ["RR", "", "305"],
  "config-changed": ["YG", "", "306"],
  "test-alarm": ["RP", "", "602"],
  "test-alarm-missing": ["YS", "YK", "350"],
  "receiver-lost": ["YS", "YK", "350"],
  unsettled: ["YX", "", "300"],
  "journal-unavailable": ["YX", "YZ", "300"],
  "journal-damaged": ["YX", "", "300"],
  "gateway-behind": ["YX", "YZ", "300"],
  // These only end something, or say what somebody did.
  "visit-opened": ["", "", ""],
  "visit-closed": ["", "", ""],
  "theft-confirmed": ["", "", ""],
  "police-report": ["", "", ""],
  "theft-unfounded": ["", "", ""],
  closed: ["", "", ""],
  "tamper-cleared": ["", "", ""],
  online: ["", "", ""],
  "clock-set": ["", "", ""],
  "receiver-restored": ["", "", ""],
  "journal-restored": ["", "", ""],
  "gateway-caught-up": ["", "", ""],
};

/** The table as it is shipped: every cause that is reported. */
export const DEFAULT_CODES: readonly EventCode[] = Object.entries(CODES)
  .map(([cause, [sia, restore, cid]]) => ({ cause: cause as Cause, sia, restore, cid }))
  .filter(({ sia }) => sia !== "");

export const REPORTED_CAUSES: readonly Cause[] = DEFAULT_CODES.map(({ cause }) => cause);

/** What is to be reported: a code, as the alarm or as its end. */
export interface Reported {
  readonly code: EventCode;
  readonly ends: boolean;
}

/** @param codes what was changed; a cause that is not among them is reported as it is shipped */
export function codeOf(cause: Cause, codes: readonly EventCode[]): EventCode | null {
  return (
    codes.find((code) => code.cause === cause) ?? DEFAULT_CODES.find((code) => code.cause === cause) ?? null
  );
}

/**
 * How an event without an incident is reported; null where it is not: one that only ends something is reported by the
 * incident that it ends.
 */
export function reportedEvent(
  event: Pick<LockerEvent, "type" | "data">,
  codes: readonly EventCode[],
): Reported | null {
  const code = endsOnly(event) ? null : codeOf(event.type, codes);
  return code && { code, ends: false };
}

/** How a change of an incident is reported; null where the centre has nothing to do with it. */
export function reportedChange(
  { cause, change }: Pick<Incident, "cause" | "change">,
  codes: readonly EventCode[],
): Reported | null {
  if (!isAlarm(change) && change !== "returned") return null;
  const code = codeOf(cause, codes);
  return code && { code, ends: change === "returned" };
}
