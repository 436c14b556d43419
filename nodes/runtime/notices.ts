import { clockAt, isTimeZone } from "../domain/calendar-zone.ts";
import type { LockerError } from "../domain/errors.ts";
import {
  type Channel,
  LANE,
  type Lane,
  type Notice,
  type NoticeTemplate,
  noticeKey,
} from "../domain/notice.ts";
import { overdueAt } from "../domain/notice-deadline.ts";
import {
  type Addressees,
  type Audience,
  contactsAddressees,
  hirersAddressees,
  namedAddressee,
} from "../domain/recipients.ts";
import type { Register } from "../domain/register.ts";
import {
  type Report,
  reportForHirers,
  reportForSubscriber,
  reportOfEvent,
  reportOfIncident,
  type Telling,
} from "../domain/report.ts";
import { closureOf } from "../domain/subscription.ts";
import { accessOf, eventIn, eventOf, type FlowMessage, incidentOf, noticeRequestOf } from "./message.ts";

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
  routeOf(channel: Channel): string;
}

export interface Composed {
  readonly notices: readonly Notice[];
  /** About recipients that cannot be told; the others are told all the same. */
  readonly problems: readonly LockerError[];
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
  const { report, found, lane } = read(msg, asker, telling);
  const overdue = overdueAt(report.at ?? now, telling.timeZone, lane, now);
  return {
    problems: found.problems,
    notices: found.addressees.map(({ recipient, channel }) => ({
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
      template: asker.template,
      values: report.values,
      createdAt: now,
      overdueAt: overdue,
    })),
  };
}

interface Read {
  readonly report: Report;
  readonly found: Addressees;
  readonly lane: Lane;
}

function read(msg: FlowMessage, asker: Asker, telling: Telling): Read {
  const { register } = telling;
  switch (asker.to) {
    case "hirers": {
      const event = eventOf(msg);
      const channel = asker.channels.includes("email") ? "email" : "sms";
      return {
        report: reportForHirers(event, telling),
        // Nothing happened at the locker then, and no hirer is to learn that there is an alarm.
        found:
          event.type === "incident-changed"
            ? { addressees: [], problems: [] }
            : hirersAddressees(event.locker, channel, register, () =>
                clockAt(event.occurred.latest, telling.timeZone).toPlainDate().toString(),
              ),
        lane: LANE.hirer,
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
      };
    }
  }
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
