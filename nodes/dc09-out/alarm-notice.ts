import { alarmOf } from "../domain/alarm.ts";
import { type Dc09Token, dataOf } from "../domain/dc09-signal.ts";
import { LockerError } from "../domain/errors.ts";
import { LANE, type Notice, noticeKey, type Subject } from "../domain/notice.ts";
import { overdueAt } from "../domain/notice-deadline.ts";
import type { Register } from "../domain/register.ts";
import { accessOf, eventIn, eventOf, type FlowMessage, incidentOf } from "../runtime/message.ts";
import type { Composed } from "../runtime/notices.ts";
import { type Numbering, signalFor, valuesOf } from "./reported.ts";

export interface Reporter extends Numbering {
  /** Id of the node. */
  readonly node: string;
  readonly route: string;
  readonly site: string;
  readonly account: string;
  readonly token: Dc09Token;
  /** True where another node reports the site. */
  elsewhere(site: string): boolean;
}

const NOTHING: Composed = { notices: [], problems: [] };

/**
 * The notice that reports what a message tells of: an incident's alarm or its return to normal, or an event that is no
 * incident. None where the centre has nothing to do with it.
 * @param now milliseconds since 1970
 * @throws LockerError `message-without-event`; `recipient-unknown` for a site that no node reports
 */
export function alarmNotice(
  msg: FlowMessage,
  reporter: Reporter,
  register: Register,
  gatewayZone: string,
  now: number,
): Composed {
  const incident = incidentOf(msg);
  const event = incident === null ? eventOf(msg) : eventIn(msg);
  const about = incident ?? eventOf(msg);
  const { site, locker } = about;
  if (site !== reporter.site) {
    if (reporter.elsewhere(site)) return NOTHING;
    throw unreported(site);
  }
  const access = accessOf(msg);
  const signal = signalFor(incident, event, access, reporter, register);
  if (signal === null || dataOf(signal, reporter.token, reporter.account) === null) return NOTHING;
  const subject: Subject = incident
    ? { kind: "incident", id: incident.id, transition: incident.transition }
    : { kind: "event", id: eventOf(msg).id };
  const summary = incident ? incident.summary : alarmOf(eventOf(msg), access).summary;
  const at = event?.occurred.latest ?? incident?.lastEventAt ?? now;
  const lane = incident ? LANE.sos : LANE.routine;
  const recipient = { kind: "receiver", account: reporter.account } as const;
  const notice: Notice = {
    key: noticeKey(subject, reporter.node, recipient, "dc09"),
    ...{ subject, node: reporter.node, route: reporter.route, recipient, channel: "dc09", lane },
    class: incident ? incident.cause : eventOf(msg).type,
    severity: signal.ends ? "notice" : "alarm",
    ...{ site, locker, drill: msg.drill === true },
    template: { text: "" },
    values: valuesOf(signal, summary),
    createdAt: now,
    overdueAt: overdueAt(at, register.sites.get(site)?.timeZone ?? gatewayZone, lane, now),
  };
  return { notices: [notice], problems: [] };
}

function unreported(site: string): LockerError {
  return new LockerError(
    "recipient-unknown",
    `No dc09-out node reports site ${site}, so its alarm receiving centre was not told. Add one with the site's account, or let only other sites' messages come here.`,
  );
}
