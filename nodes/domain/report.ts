import type { Access } from "./access.ts";
import type { LockerEvent } from "./event.ts";
import { type Incident, isAlarm } from "./incident.ts";
import { newsOf } from "./incident-news.ts";
import { type LocalMoment, localMoment } from "./local-moment.ts";
import { maskLocker } from "./mask.ts";
import type { Notice, NoticeRequest, Subject, TemplateValues } from "./notice.ts";
import type { Audience } from "./recipients.ts";
import type { Register } from "./register.ts";
import type { Words } from "./texts.ts";
import { ENGLISH_TEXTS } from "./texts-en.ts";

/** An event, incident or closure as one audience is told of it, in the values a text may use. */
export interface Report {
  readonly subject: Subject;
  readonly site: string;
  readonly locker: string | null;
  readonly class: string;
  readonly severity: Notice["severity"];
  /** When it happened, as its text says, milliseconds since 1970; null for a closure, which is no occurrence. */
  readonly at: number | null;
  readonly values: TemplateValues;
}

const PLACE = ["site", "siteName", "redress"] as const;
const OCCURRENCE = ["locker", "type", "date", "time", "late", "eventId"] as const;

const FOR_STAFF = [
  ...PLACE,
  ...OCCURRENCE,
  "unit",
  "reason",
  "drill",
  "incident.id",
  "incident.transition",
  "incident.change",
  "incident.news",
  "incident.urgency",
  "incident.by",
  "incident.cause",
  "incident.priority",
  "incident.tier",
  "incident.state",
  "incident.count",
  "incident.summary",
] as const;

/** Values that texts for an audience may use. */
export const VALUES: Readonly<Record<Audience, readonly string[]>> = {
  // The last two are of a visit that is over.
  hirers: [...PLACE, ...OCCURRENCE, "from", "minutes"],
  contact: FOR_STAFF,
  "control-room": FOR_STAFF,
  topic: FOR_STAFF,
  // The first two lines are of every message of insurer-feed; domain/subscription-values.ts makes the rest.
  subscriber: [
    ...PLACE,
    ...["locker", "eventId", "class"],
    ...["insurer", "policy", "subscription", "consent", "className", "location", "description"],
    ...["timeOfLoss", "announced", "effective", "noticeDays"],
    ...["stage", "previously", "policeReport", "news", "refersTo"],
  ],
};

/** From which register and in whose time zone it is told. */
export interface Telling {
  readonly register: Register;
  /** IANA name: of the site where an access window or the register says it, otherwise of the gateway. */
  readonly timeZone: string;
  readonly drill: boolean;
}

/** A visit that is over, as `msg.visit.summary` of locker-visit says it. */
export interface ToldVisit {
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly minutes: number;
  /** True where the moments are known less exactly than a minute. */
  readonly uncertain?: boolean;
}

/**
 * An event as its locker's hirers may read it: the locker masked, and nothing that hints at an alarm. A forced
 * or duress opening reads as any other, since whoever holds the hirer's phone may be standing next to them.
 * @param words of the language it is told in
 * @param visit that this closing ends
 */
export function reportForHirers(
  event: LockerEvent,
  telling: Telling,
  words: Words = ENGLISH_TEXTS.words,
  visit: ToldVisit | null = null,
): Report {
  return { ...aboutForHirers(event), values: hirerValues(event, telling, words, visit) };
}

/** What a report for hirers says in any language. */
export function aboutForHirers(event: LockerEvent): Omit<Report, "values"> {
  return { ...about(event), severity: "notice" };
}

/** What a text for hirers may use, in the words of its language. */
export function hirerValues(
  event: LockerEvent,
  telling: Telling,
  words: Words,
  visit: ToldVisit | null,
): TemplateValues {
  const { id, site, unit, locker, late } = event;
  const type = event.type === "forced" || event.type === "duress" ? "opened" : event.type;
  const { siteName, redress } = placeOf(site, telling);
  const { date, time } = momentOf(event, telling.timeZone, words);
  const values = {
    site,
    siteName,
    redress,
    locker: locker === null ? "" : maskLocker(locker),
    type: words.types[type] ?? worded(type),
    date,
    time,
    late,
    // The id begins with the unit, which may be named as its locker.
    eventId: id.startsWith(`${unit}-`) ? id.slice(unit.length + 1) : id,
  };
  if (visit === null) return values;
  const began = localMoment(visit.openedAt, telling.timeZone, words.language);
  const from = visit.uncertain === true ? aboutSo(began.time, words) : began.time;
  return {
    ...values,
    from: began.date === date ? from : `${began.date} ${from}`,
    minutes: Math.max(0, Math.round(visit.minutes)),
  };
}

/** An event as the bank's own people read it. */
export function reportOfEvent(event: LockerEvent, access: Access | null, telling: Telling): Report {
  return {
    ...about(event),
    severity: access?.inside === false ? "alarm" : "notice",
    values: staffValues(event.site, occurrenceOf(event, telling.timeZone), access, telling),
  };
}

/**
 * An incident as the control room reads it; `event` is the one the message carries, where it does. One that only says
 * that the incident changed is no occurrence at the locker: then it reads what the incident is about.
 */
export function reportOfIncident(
  incident: Incident,
  event: LockerEvent | null,
  access: Access | null,
  telling: Telling,
): Report {
  const { id, transition, change, cause, priority, tier, state, count, summary, lastEventAt } = incident;
  const occurrence =
    event === null || event.type === "incident-changed"
      ? {
          unit: incident.unit,
          locker: incident.locker,
          type: cause,
          ...localMoment(lastEventAt, telling.timeZone),
          late: false,
          eventId: incident.lastEventId,
        }
      : occurrenceOf(event, telling.timeZone);
  return {
    subject: { kind: "incident", id, transition },
    site: incident.site,
    locker: incident.locker,
    class: cause,
    severity: isAlarm(change) ? "alarm" : "notice",
    at: event === null ? lastEventAt : event.occurred.latest,
    values: {
      ...staffValues(incident.site, occurrence, access, telling),
      "incident.id": id,
      "incident.transition": transition,
      "incident.change": worded(change),
      "incident.news": newsOf(incident, localMoment(incident.shelved?.until ?? 0, telling.timeZone).time),
      "incident.urgency": isAlarm(change) ? "SOS" : "Update",
      "incident.by": whoDid(incident),
      "incident.cause": worded(cause),
      "incident.priority": priority,
      "incident.tier": tier,
      "incident.state": state,
      "incident.count": count,
      "incident.summary": summary,
    },
  };
}

/** The sign-in name of the person who brought the incident to where it is; empty where that happened by itself. */
function whoDid({ change, acknowledged, shelved, reset }: Incident): string {
  switch (change) {
    case "acknowledged":
      return acknowledged?.by ?? "";
    case "shelved":
      return shelved?.by ?? "";
    case "reset":
      return reset?.by ?? "";
    default:
      return "";
  }
}

/** What a subscriber is told of: the event or closure of the message, with the values insurer-feed gave it. */
export function reportForSubscriber(
  subject: Pick<Report, "subject" | "site" | "locker" | "at">,
  request: NoticeRequest,
  telling: Telling,
): Report {
  const { site, locker } = subject;
  return {
    ...subject,
    class: request.class,
    severity: request.class.startsWith("closure-") ? "notice" : "alarm",
    values: {
      ...placeOf(site, telling),
      locker: locker ?? "",
      eventId: subject.subject.id,
      class: request.class,
      ...request.values,
    },
  };
}

function about(event: LockerEvent): Pick<Report, "subject" | "site" | "locker" | "class" | "at"> {
  return {
    subject: { kind: "event", id: event.id },
    site: event.site,
    locker: event.locker,
    class: event.type,
    at: event.occurred.latest,
  };
}

interface Place {
  readonly site: string;
  readonly siteName: string;
  readonly redress: string;
}

function placeOf(site: string, { register }: Telling): Place {
  const entry = register.sites.get(site);
  return { site, siteName: entry?.name ?? site, redress: entry?.redress ?? "" };
}

interface Occurrence extends LocalMoment {
  readonly unit: string;
  readonly locker: string | null;
  readonly type: string;
  readonly late: boolean;
  readonly eventId: string;
}

function occurrenceOf(event: LockerEvent, timeZone: string): Occurrence {
  const { id, unit, locker, type, late } = event;
  const { date, time } = momentOf(event, timeZone, ENGLISH_TEXTS.words);
  return { unit, locker, type, date, time, late, eventId: id };
}

/** Named one by one: they are made for each event, and objects put together from parts are slower and larger. */
function staffValues(
  site: string,
  { unit, locker, type, date, time, late, eventId }: Occurrence,
  access: Access | null,
  telling: Telling,
): TemplateValues {
  const { siteName, redress } = placeOf(site, telling);
  return {
    site,
    siteName,
    redress,
    unit,
    locker: locker ?? "",
    type: worded(type),
    date,
    time,
    late,
    eventId,
    reason: access?.reason ?? "",
    drill: telling.drill,
  };
}

/** A time known less exactly than this is called "about". */
const EXACT_WITHIN_MS = 60_000;

function momentOf({ occurred }: LockerEvent, timeZone: string, words: Words): LocalMoment {
  const moment = localMoment(occurred.latest, timeZone, words.language);
  if (occurred.latest - occurred.earliest <= EXACT_WITHIN_MS) return moment;
  return { date: moment.date, time: aboutSo(moment.time, words) };
}

function aboutSo(time: string, { about }: Words): string {
  return about.replace("{{time}}", time);
}

function worded(name: string): string {
  return name.replaceAll("-", " ");
}
