import type { Access } from "./access.ts";
import { alarmOf } from "./alarm.ts";
import { clockAt } from "./calendar-zone.ts";
import type { LockerEvent } from "./event.ts";
import type { TemplateValues } from "./notice.ts";
import type { ClosureKind, Subscription } from "./register.ts";
import { type ClosureNotice, daysBetween } from "./subscription.ts";

/**
 * What a template for an insurer may say. The names follow a first notice of loss (ACORD 1) as far as a
 * gateway can know its fields: time of loss, location code, policy, description.
 */

const CLOSURE_WORDS: Readonly<Record<ClosureKind, string>> = {
  surrendered: "locker surrendered",
  "break-open": "locker broken open by the bank",
  "branch-closing": "branch closing",
  "branch-shifting": "branch moving to another place",
  "monitoring-suspended": "monitoring suspended",
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

function locationCode(site: string, locker: string | null): string {
  return locker === null ? site : `${site}/${locker}`;
}

/** @param timeZone IANA name of the site's zone */
export function theftValues(
  subscription: Subscription,
  event: LockerEvent,
  access: Access | null,
  timeZone: string,
): TemplateValues {
  return {
    ...subscriberValues(subscription, "theft suspected"),
    location: locationCode(event.site, event.locker),
    timeOfLoss: timeOfLoss(event, timeZone),
    description: `${alarmOf(event, access).summary} Theft is suspected; the bank has not confirmed it.`,
  };
}

export function closureValues(subscription: Subscription, notice: ClosureNotice): TemplateValues {
  const { kind, announced, effective } = notice.closure;
  const className = CLOSURE_WORDS[kind];
  return {
    ...subscriberValues(subscription, className),
    location: locationCode(notice.site, notice.locker),
    announced,
    effective,
    noticeDays: daysBetween(announced, effective),
    description: `${locationCode(notice.site, notice.locker)}: ${className}, with effect from ${effective}.`,
  };
}

/** Local time with offset, to the second; the whole span where the moment is not known. */
function timeOfLoss({ occurred }: LockerEvent, timeZone: string): string {
  const [earliest, latest] = [occurred.earliest, occurred.latest].map((ms) =>
    clockAt(ms, timeZone).toString({ smallestUnit: "second", timeZoneName: "never" }),
  );
  return earliest === latest ? `${latest}` : `between ${earliest} and ${latest}`;
}
