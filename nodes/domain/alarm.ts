import type { Access } from "./access.ts";
import { type EventType, LATE_AFTER_MS, type LockerEvent } from "./event.ts";
import { isOfGateway } from "./gateway-news.ts";
import type { Cause, Priority } from "./incident.ts";
import { type Branch, branchOf, type IncidentPolicy, priorityOf } from "./incident-policy.ts";
import { wordsOfFound } from "./watch-words.ts";

/** What an event means as an alarm. */
export interface Alarm {
  readonly cause: Cause;
  readonly priority: Priority;
  /** One sentence for the control room, without personal data. */
  readonly summary: string;
}

const WHAT: Readonly<Record<Cause, string>> = {
  forced: "was forced open",
  duress: "was opened under duress: act silently",
  tamper: "reports tampering",
  "opened-outside-hours": "was opened outside the access hours",
  "mass-opening": "is one of many lockers opened within minutes",
  opened: "was opened",
  replayed: "sent a sequence number again with other content: its messages may be forged",
  restored:
    "counts its events from another point (restored from a backup, exchanged, or a second unit in its name)",
  "held-open": "is held open",
  offline: "is offline: what happens there goes unseen until it is back",
  "mass-offline": "is one of many units offline at once",
  "not-closed": "was still open when the access hours ended",
  "repeated-denial": "refused access again and again",
  "test-alarm": "tests its alarm (TEST: nothing has happened, acknowledge it)",
  "test-alarm-missing": "did not get its test alarm through (a real alarm may not come through either)",
  "receiver-lost": "cannot reach the alarm receiving centre",
  "receiver-restored": "reaches the alarm receiving centre again",
  "incident-changed": "has an incident that changed",
  "visit-opened": "is being visited by its hirer",
  "visit-closed": "is not being visited any more",
  "no-visit": "was opened, and nobody had registered a visit for it",
  unattended: "was left open when its visit ended",
  "still-inside": "has a visit that has not ended: its hirer may be locked in",
  "theft-confirmed": "has a theft that a named officer confirmed",
  "police-report": "has a theft that was reported to the police",
  "theft-unfounded": "has no theft: a named officer found the suspicion unfounded",
  "not-told": "has a hirer who was not told of it in time: tell them by hand",
  "sequence-gap": "skipped sequence numbers: events of it are missing",
  "clock-suspect": "has a clock that cannot be right",
  "access-denied": "refused access",
  "invalid-message": "sent a message that cannot be read",
  unsettled: "sent an event that the gateway could not deal with: tell by hand whoever was to be told",
  "unknown-unit": "is not in the register",
  "unknown-locker": "spoke for a locker that the register does not give it",
  "journal-overflow": "lost events because its memory was full",
  "battery-low": "has a low battery",
  power: "reports a change of its power supply",
  boot: "was restarted",
  closed: "was closed",
  online: "is online again",
  "tamper-cleared": "reports the tampering over",
  "clock-set": "set its clock",
  "config-changed": "changed its configuration",
  "journal-unavailable":
    "could not write its journal (events wait at the broker, alarms are sent from memory)",
  "journal-restored": "can write its journal again",
  "journal-damaged": "found its journal damaged and began a new one (what waited in it is not sent)",
  "gateway-behind": "is behind with what the units report",
  "gateway-caught-up": "has caught up with what the units report",
};

/** Says in an alarm that nothing of it is on a disk yet. */
export const FROM_MEMORY = " Sent from memory: the gateway's journal cannot be written.";

/**
 * The alarm an event stands for once a flow has decided that it is one.
 * @param branch left out: as the decision says
 */
export function alarmOf(
  event: LockerEvent,
  access: Access | null,
  priorities: IncidentPolicy["priorities"] = {},
  branch: Branch = branchOf(access),
): Alarm {
  const cause: Cause =
    event.type === "opened" && access?.inside === false ? "opened-outside-hours" : event.type;
  const decided = access !== null && event.type === "opened";
  const when = decided ? `. ${access.reason}` : circumstances(event, access?.localTime ?? null);
  return { cause, priority: priorityOf(cause, branch, priorities), summary: sentence(event, cause, when) };
}

/**
 * The sentence of an alarm as people of the branch read it, where nobody has decided about the event.
 * @param localTime of its latest moment, ISO 8601 by the branch's clock
 */
export function summaryOf(event: LockerEvent, localTime: string): string {
  return sentence(event, event.type, circumstances(event, localTime));
}

function sentence(event: LockerEvent, cause: Cause, when: string): string {
  const late = event.late ? " The report reached the gateway late." : "";
  const memory = event.marks.includes("not-journaled") && cause !== "journal-unavailable" ? FROM_MEMORY : "";
  return `${whose(event)} at ${event.site} ${what(event, cause)}${when}${kept(event)}${late}${memory}`;
}

/** Their unit stands for the drill that tests. */
const TESTS: ReadonlySet<EventType> = new Set<EventType>(["test-alarm", "test-alarm-missing"]);

function whose(event: LockerEvent): string {
  const found = wordsOfFound(event)?.whose;
  if (found !== undefined) return found;
  if (isOfGateway(event.type) || TESTS.has(event.type)) return "The gateway";
  return event.locker === null ? `Unit ${event.unit}` : `Locker ${event.locker}`;
}

function what(event: LockerEvent, cause: Cause): string {
  const { data } = event;
  if (cause === "journal-damaged" && data.why === "replaced") {
    return "found another file in the place of its journal and uses that (what waited in its own is not sent)";
  }
  if (cause === "test-alarm-missing" && data.accepted === true) {
    return "got its test alarm out, and nobody acknowledged it in time (a real alarm may go unseen, too)";
  }
  return wordsOfFound(event)?.what ?? WHAT[cause];
}

/** Where a journal that was set aside can be found. */
function kept({ type, data }: LockerEvent): string {
  return type === "journal-damaged" ? ` The old one is kept as smart-lockers/${data.file}.` : "";
}

/** Ends the sentence with the time, by UTC where nobody knows the branch's clock, or says that it is not known. */
function circumstances({ occurred }: LockerEvent, localTime: string | null): string {
  const { earliest, latest } = occurred;
  const at = localTime === null ? ` at ${new Date(latest).toISOString()}` : localMoment(localTime);
  if (earliest === latest) return `${at}.`;
  if (latest - earliest <= LATE_AFTER_MS) return ".";
  return `. It happened${at} or at some time before that: exactly when is not known.`;
}

/** Hours, minutes and the date of an ISO 8601 text. */
function localMoment(localTime: string): string {
  return ` at ${localTime.slice(11, 16)} on ${localTime.slice(0, 10)}`;
}
