import { clockAt, isTimeZone } from "../domain/calendar-zone.ts";
import type { LockerError } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import { ENGLISH } from "../domain/local-moment.ts";
import {
  type Channel,
  LANE,
  type Lane,
  type Notice,
  type NoticeDocument,
  type NoticeTemplate,
  noticeKey,
} from "../domain/notice.ts";
import { overdueAt } from "../domain/notice-deadline.ts";
import {
  type Addressee,
  type Addressees,
  type Audience,
  contactsAddressees,
  hirersAddressees,
  namedAddressee,
} from "../domain/recipients.ts";
import type { Register } from "../domain/register.ts";
import {
  aboutForHirers,
  hirerValues,
  type Report,
  reportForHirers,
  reportForSubscriber,
  reportOfEvent,
  reportOfIncident,
  type Telling,
  type ToldVisit,
} from "../domain/report.ts";
import { closureOf } from "../domain/subscription.ts";
import { isToldToHirers, kindOf, type TextBook } from "../domain/texts.ts";
import {
  accessOf,
  eventIn,
  eventOf,
  type FlowMessage,
  incidentOf,
  noticeRequestOf,
  visitSummaryOf,
} from "./message.ts";

/** What a notify node wants of each message. */
export interface Asker {
  /** Id of the node. */
  readonly node: string;
  readonly to: Audience;
  /** For `contact`: the role in the register. */
  readonly role: string;
  /** For `topic`: its ARN. */
  readonly topic: string;
  /** What the node can send, in order of preference. */
  readonly channels: readonly Channel[];
  readonly template: NoticeTemplate;
  /** For `hirers`: the texts of the register by the language of each, or `template` for all. */
  readonly wording: "languages" | "own";
  routeOf(channel: Channel): string;
}

export interface Composed {
  readonly notices: readonly Notice[];
  /** About recipients that cannot be told; the others are told all the same. */
  readonly problems: readonly LockerError[];
  /** Languages of hirers that there are no texts in: they are told in English. */
  readonly replaced?: readonly string[];
}

/** The role whose contacts are a site's control room. */
const CONTROL_ROOM = "control-room";

/**
 * The notices a message asks for, one per recipient and channel.
 * @param now milliseconds since 1970
 * @throws LockerError `message-without-event`, `message-without-notice`
 */
export function composeNotices(
  msg: FlowMessage,
  asker: Asker,
  register: Register,
  gatewayZone: string,
  now: number,
): Composed {
  const access = accessOf(msg);
  const telling: Telling = {
    register,
    timeZone: isZone(access?.timeZone) ? access.timeZone : (siteZone(msg, register) ?? gatewayZone),
    drill: msg.drill === true,
  };
  const { report, found, lane, toldIn, document } = read(msg, asker, telling);
  const overdue = overdueAt(report.at ?? now, telling.timeZone, lane, now);
  const notices = found.addressees.map(({ recipient, channel, language }): Notice => {
    const { template, values } = toldIn?.(language ?? ENGLISH) ?? {
      template: asker.template,
      values: report.values,
    };
    return {
      key: noticeKey(report.subject, asker.node, recipient, channel),
      subject: report.subject,
      node: asker.node,
      route: asker.routeOf(channel),
      recipient,
      channel,
      lane,
      class: report.class,
      severity: report.severity,
      site: report.site,
      locker: report.locker,
      drill: telling.drill,
      template,
      values,
      ...(document && { document }),
      createdAt: now,
      overdueAt: overdue,
    };
  });
  const replaced = toldIn === undefined ? NO_LANGUAGES : replacedIn(found, register.texts);
  return { problems: found.problems, notices, ...(replaced.length > 0 ? { replaced } : {}) };
}

const NO_LANGUAGES: readonly string[] = [];

function replacedIn({ addressees }: Addressees, texts: TextBook): readonly string[] {
  const isReplaced = ({ language }: Addressee) => language !== undefined && !texts.knows(language);
  if (!addressees.some(isReplaced)) return NO_LANGUAGES;
  return [...new Set(addressees.filter(isReplaced).map(({ language = "" }) => language))];
}

/** What one person is told. */
type Told = Pick<Notice, "template" | "values">;

interface Read {
  readonly report: Report;
  readonly found: Addressees;
  readonly lane: Lane;
  /** Where not everybody is told the same. */
  readonly toldIn?: (language: string) => Told;
  readonly document?: NoticeDocument;
}

function read(msg: FlowMessage, asker: Asker, telling: Telling): Read {
  const { register } = telling;
  switch (asker.to) {
    case "hirers": {
      const event = eventOf(msg);
      const channel = asker.channels.includes("email") ? "email" : "sms";
      const visit = event.type === "closed" ? visitSummaryOf(msg) : null;
      const isByLanguage = asker.wording === "languages";
      return {
        report: isByLanguage
          ? { ...aboutForHirers(event), values: {} }
          : reportForHirers(event, telling, undefined, visit),
        found: isToldToHirers(event.type)
          ? hirersAddressees(event.locker, channel, register, () =>
              clockAt(event.occurred.latest, telling.timeZone).toPlainDate().toString(),
            )
          : NOBODY,
        lane: LANE.hirer,
        ...(isByLanguage ? { toldIn: byLanguage(asker, channel, event, visit, telling) } : {}),
      };
    }
    case "contact":
    case "control-room": {
      const { report, lane } = staffReport(msg, telling);
      const role = asker.to === "contact" ? asker.role : CONTROL_ROOM;
      return { report, found: contactsAddressees(role, report.site, asker.channels, register), lane };
    }
    case "topic": {
      const recipient = { kind: "topic", arn: asker.topic } as const;
      return {
        ...staffReport(msg, telling),
        found: { addressees: [{ recipient, channel: "topic" }], problems: [] },
      };
    }
    case "subscriber": {
      const request = noticeRequestOf(msg);
      return {
        report: reportForSubscriber(subjectOf(msg), request, telling),
        found: namedAddressee(request.recipient, asker.channels, register),
        lane: LANE.insurer,
        ...(request.document && { document: request.document }),
      };
    }
  }
}

const NOBODY: Addressees = { addressees: [], problems: [] };

/** Joint hirers mostly have one language, so that the last one made is at hand for the next of them. */
function byLanguage(
  { template: { senderId } }: Asker,
  channel: "sms" | "email",
  event: LockerEvent,
  visit: ToldVisit | null,
  telling: Telling,
): (language: string) => Told {
  const kind = kindOf(event.type, visit !== null);
  let last: { readonly language: string; readonly told: Told } | null = null;
  return (language) => {
    if (last?.language === language) return last.told;
    const { words, template } = telling.register.texts.wording(language, kind, channel);
    const told = {
      template: senderId === undefined ? template : { ...template, senderId },
      values: hirerValues(event, telling, words, visit),
    };
    last = { language, told };
    return told;
  };
}

function staffReport(msg: FlowMessage, telling: Telling): { report: Report; lane: Lane } {
  const incident = incidentOf(msg);
  const access = accessOf(msg);
  return incident === null
    ? { report: reportOfEvent(eventOf(msg), access, telling), lane: LANE.routine }
    : { report: reportOfIncident(incident, eventIn(msg), access, telling), lane: LANE.sos };
}

function subjectOf(msg: FlowMessage): Pick<Report, "subject" | "site" | "locker" | "at"> {
  const closure = closureOf(msg);
  if (closure !== null) {
    const { kind, id, site, locker } = closure;
    return { subject: { kind, id }, site, locker, at: null };
  }
  const { id, site, locker, occurred } = eventOf(msg);
  return { subject: { kind: "event", id }, site, locker, at: occurred.latest };
}

/** The zone of the site that a message is about, where the register says it. */
function siteZone(msg: FlowMessage, register: Register): string | null {
  const site = (eventIn(msg) ?? incidentOf(msg) ?? closureOf(msg))?.site;
  return site === undefined ? null : (register.sites.get(site)?.timeZone ?? null);
}

const knownZones = new Set<string>();

/** Anybody may have written msg.access. */
function isZone(name: unknown): name is string {
  if (typeof name !== "string") return false;
  if (knownZones.has(name)) return true;
  if (!isTimeZone(name)) return false;
  knownZones.add(name);
  return true;
}
