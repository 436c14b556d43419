import type { Access } from "./access.ts";
import { alarmOf } from "./alarm.ts";
import { locationCode } from "./cloud-event.ts";
import type { LockerEvent, Occurred } from "./event.ts";
import { type Loss, localTime } from "./fnol.ts";
import type { TemplateValues } from "./notice.ts";
import { isShort, leastEffective } from "./notice-period.ts";
import type { ClosureKind, Subscription } from "./register.ts";
import { type ClosureNotice, daysBetween } from "./subscription.ts";
import type { PoliceReport, TheftStage } from "./theft.ts";
import type { TheftEventData } from "./theft-event.ts";

/**
 * What a template for an insurer may say. The names follow a first notice of loss (ACORD 1) as far as a
 * gateway can know its fields: time of loss, location code, policy, previously reported, police report, description.
 */

const CLOSURE_WORDS: Readonly<Record<ClosureKind, string>> = {
  surrendered: "locker surrendered",
  "break-open": "locker broken open by the bank",
  "branch-closing": "branch closing",
  "branch-shifting": "branch moving to another place",
  "monitoring-suspended": "monitoring suspended",
};

const STAGE_WORDS: Readonly<Record<TheftStage, string>> = {
  suspected: "theft suspected",
  confirmed: "theft confirmed by the bank",
  "police-report": "theft reported to the police",
  unfounded: "suspicion of theft unfounded",
};

/** The values about the subscription, which all its notices have. */
function subscriberValues(subscription: Subscription, className: string) {
  return {
    insurer: subscription.insurer,
    policy: subscription.policy,
    subscription: subscription.id,
    consent: subscription.consent,
    className,
  };
}

/** An alarm that means a suspected theft. */
export function suspectedLoss(event: LockerEvent, access: Access | null, incident: string | null): Loss {
  const { id, site, locker, receivedAt, occurred } = event;
  return {
    ...{ stage: "suspected", site, locker, event: id, incident, at: receivedAt, loss: occurred, before: [] },
    policeReport: null,
    description: `${alarmOf(event, access).summary} Theft is suspected; the bank has not confirmed it.`,
  };
}

/**
 * What an officer said.
 * @param stage of the event
 */
export function statedLoss(event: LockerEvent, stage: TheftStage, data: TheftEventData): Loss {
  const { id, site, locker, receivedAt } = event;
  const { incident, loss, isAutomatic, suspicion, suspectedAt, steps, policeReport, summary } = data;
  const suspected = isAutomatic
    ? [{ stage: "suspected" as const, at: suspectedAt, reference: suspicion ?? incident }]
    : [];
  const said = steps.slice(0, -1).map((step) => ({ ...step, reference: incident }));
  const what = summary === null ? "" : `${summary} `;
  return {
    ...{ stage, site, locker, event: id, incident, at: receivedAt, loss },
    before: [...suspected, ...said],
    policeReport,
    description: `${what}${STATEMENTS[stage]}`,
  };
}

const STATEMENTS: Readonly<Record<TheftStage, string>> = {
  suspected: "Theft is suspected; the bank has not confirmed it.",
  confirmed: "An officer of the bank has confirmed a theft.",
  "police-report": "An officer of the bank has confirmed a theft, and it is reported to the police.",
  unfounded: "An officer of the bank has found that there was no theft.",
};

/** @param timeZone IANA name of the site's zone */
export function theftValues(subscription: Subscription, loss: Loss, timeZone: string): TemplateValues {
  const { stage, site, locker, description, before, policeReport } = loss;
  return {
    ...subscriberValues(subscription, STAGE_WORDS[stage]),
    location: locationCode(site, locker),
    timeOfLoss: timeOfLoss(loss.loss, timeZone),
    description,
    stage,
    ...(before.length > 0 && {
      previously: before
        .map(
          (one) => `${STAGE_WORDS[one.stage]} on ${localTime(one.at, timeZone)}, reference ${one.reference}`,
        )
        .join("; "),
    }),
    ...(policeReport !== null && { policeReport: reportWords(policeReport) }),
  };
}

function reportWords({ number, station, date }: PoliceReport): string {
  return `${number}, ${station}, ${date}`;
}

export function closureValues(subscription: Subscription, notice: ClosureNotice): TemplateValues {
  const { closure, news, refersTo } = notice;
  const { kind, announced, effective } = closure;
  const className = CLOSURE_WORDS[kind];
  return {
    ...subscriberValues(subscription, news === "withdrawn" ? `withdrawn: ${className}` : className),
    location: locationCode(notice.site, notice.locker),
    announced,
    effective,
    noticeDays: daysBetween(announced, effective),
    news,
    ...(refersTo !== null && { refersTo }),
    description: closureWords(notice, className),
  };
}

function closureWords({ site, locker, closure, news, refersTo }: ClosureNotice, className: string): string {
  const { effective } = closure;
  const place = locationCode(site, locker);
  if (news === "withdrawn")
    return `${place}: ${className}, which was to take effect on ${effective}, will not take place. This withdraws notice ${refersTo}.`;
  const short = isShort(closure)
    ? ` This is less than the two months' notice that RBI asks of the bank, which would have been ${leastEffective(closure)}.`
    : "";
  const instead = news === "changed" ? ` This replaces notice ${refersTo}.` : "";
  return `${place}: ${className}, with effect from ${effective}.${short}${instead}`;
}

/** Local time with offset, to the second; the whole span where the moment is not known. */
function timeOfLoss({ earliest, latest }: Occurred, timeZone: string): string {
  const [from, to] = [localTime(earliest, timeZone), localTime(latest, timeZone)];
  return from === to ? from : `between ${from} and ${to}`;
}
