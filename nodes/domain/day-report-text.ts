import { summaryOf } from "./alarm.ts";
import { clockAt } from "./calendar-zone.ts";
import type { DayException, HirerChannel, Opening, Told, ToldState } from "./day-report.ts";
import type { NotKept } from "./day-report-found.ts";
import type { EventType, LockerEvent } from "./event.ts";

/** What a day report lists as an exception, with the sentence of its alarm. */
export const EXCEPTIONAL: readonly EventType[] = [
  "forced",
  "duress",
  "tamper",
  "held-open",
  "not-closed",
  "mass-opening",
  "repeated-denial",
  "no-visit",
  "unattended",
  "still-inside",
  "theft-confirmed",
  "police-report",
  "theft-unfounded",
  "not-told",
  "mass-offline",
  "sequence-gap",
  "replayed",
  "restored",
  "clock-suspect",
  "journal-overflow",
  "unknown-unit",
  "unknown-locker",
  "invalid-message",
  "unsettled",
  "journal-unavailable",
  "journal-damaged",
  "gateway-behind",
  "test-alarm-missing",
  "receiver-lost",
];

/** What says since when, and until when, something lasts; also from before the day, and after it. */
export const SPANS: readonly EventType[] = ["offline", "online", "visit-opened", "visit-closed"];

const CHANNEL: Readonly<Record<HirerChannel, string>> = { sms: "SMS", email: "e-mail" };

const STATE: Readonly<Record<ToldState, string>> = {
  accepted: "accepted",
  queued: "waiting to be sent",
  overdue: "still not sent",
  parked: "held until somebody mends what is in its way",
  dead: "refused for good",
  missing: "nobody was asked to send it",
};

export function channelName(channel: HirerChannel): string {
  return CHANNEL[channel];
}

export function stateInWords(state: ToldState): string {
  return STATE[state];
}

/** Hours, minutes and seconds by the clock of the zone. */
export function timeOfDay(at: number, timeZone: string): string {
  return clockAt(at, timeZone).toPlainTime().toString({ smallestUnit: "second" });
}

/** ISO 8601 by the clock of the zone, to the second, with its offset. */
export function localTime(at: number, timeZone: string): string {
  return clockAt(at, timeZone).toString({ smallestUnit: "second", timeZoneName: "never" });
}

/** The exception that an event is. */
export function exceptionOf(event: LockerEvent, timeZone: string): DayException {
  const { occurred, type, locker, id, data } = event;
  return {
    at: occurred.latest,
    kind: type,
    locker,
    eventId: id,
    drill: data.drill === true,
    text: summaryOf(event, localTime(occurred.latest, timeZone)),
  };
}

/** What is exceptional about an opening itself, and about how its hirers were told. */
export function exceptionsOf(opening: Opening, timeZone: string): readonly DayException[] {
  const { at, locker, eventId, drill, access, notices } = opening;
  const about = { at, locker, eventId, drill };
  const found: DayException[] = [];
  const time = timeOfDay(at, timeZone);
  if (access?.inside === false) {
    const text = `Locker ${locker} was opened at ${time}, outside the access hours. ${access.reason}`;
    found.push({ ...about, kind: "outside-hours", text });
  }
  const unsent = notices.filter(({ state, late }) => state !== "accepted" && (late || state !== "queued"));
  if (unsent.length > 0) {
    const text = `Of the opening of locker ${locker} at ${time} not everybody was told: ${unsent.map(unsentInWords).join("; ")}.`;
    found.push({ ...about, kind: "not-accepted", text });
  }
  const late = notices.filter(({ state, late: isLate }) => state === "accepted" && isLate);
  if (late.length > 0) {
    const told = late.map((one) => lateInWords(one, timeZone)).join("; ");
    const text = `Of the opening of locker ${locker} at ${time} hirers were told too late: ${told}.`;
    found.push({ ...about, kind: "overdue", text });
  }
  return found;
}

function unsentInWords({ hirer, channel, state, code }: Told): string {
  return `${CHANNEL[channel]} to hirer ${hirer}: ${STATE[state]}${code === null ? "" : ` (${code})`}`;
}

function lateInWords({ hirer, channel, at }: Told, timeZone: string): string {
  const when = at === null ? "" : ` at ${localTime(at, timeZone)}`;
  return `${CHANNEL[channel]} to hirer ${hirer} accepted${when}`;
}

/** What keeps a report from saying that nothing else happened on its day. */
export const NOT_KEPT = "not-kept";

export function notKeptExceptions(
  { erased, before }: NotKept,
  dayFrom: number,
  timeZone: string,
): readonly DayException[] {
  const about = { at: dayFrom, kind: NOT_KEPT, locker: null, eventId: null, drill: false };
  const found: DayException[] = [];
  if (before !== null) {
    const text = `What was recorded of this branch before ${localTime(before, timeZone)} is not kept here: openings before that are not in this report.`;
    found.push({ ...about, text });
  }
  if (erased > 0) {
    const text = `Events that came in on this day were erased, as the register says (${erased}): openings among them are not in this report.`;
    found.push({ ...about, text });
  }
  return found;
}

/** A time in which nobody heard a unit; null: it was not heard before, or is not heard yet. */
export interface Span {
  readonly unit: string;
  readonly from: number | null;
  readonly to: number | null;
}

export function offlineException({ unit, from, to }: Span, dayFrom: number, timeZone: string): DayException {
  const began = from === null ? "" : ` from ${localTime(from, timeZone)}`;
  const ended =
    to === null ? " and was still not heard when this report was made" : ` to ${localTime(to, timeZone)}`;
  const at = Math.max(from ?? dayFrom, dayFrom);
  const text = `Unit ${unit} was not heard${began}${ended}: what happened there came in late, or never.`;
  return { at, kind: "offline", locker: null, eventId: null, drill: false, text };
}
