import { LockerError } from "./errors.ts";
import type { Notice } from "./notice.ts";
import type { NoticeClass, Register, SubscribedClass, Subscription } from "./register.ts";
import { mayReceive } from "./subscription.ts";

/**
 * Asked at the moment of sending, of the register as it is then: what waited for hours, was parked, or is being tried
 * again goes out only where the subscription still covers it.
 */

/** Who is told of a class has one of these. */
const ASKED: Readonly<Partial<Record<string, readonly SubscribedClass[]>>> = {
  "theft-unfounded": ["theft-suspected", "theft-confirmed", "police-report"],
} satisfies Partial<Record<NoticeClass, readonly SubscribedClass[]>>;

/**
 * Why a subscriber must not be told any more; null where they may be, and for all who are no subscribers.
 * @param today gives the ISO date, local to a site
 */
export function refusalOf(
  { recipient, class: told, site, locker }: Pick<Notice, "recipient" | "class" | "site" | "locker">,
  register: Register,
  today: (site: string) => string,
): LockerError | null {
  if (recipient.kind !== "subscriber") return null;
  const subscription = register.subscription(recipient.id);
  // Emptying the consent's cell, or deleting the row, ends a subscription as well.
  const why =
    subscription === undefined
      ? `Subscription ${recipient.id} was taken out of the register, or its row has a fault,`
      : whyNot(subscription, told, { site, locker }, register, today);
  return why === null
    ? null
    : new LockerError(
        "provider-permanent",
        `${why} before this notice went out, so it was not sent. Nothing is to be done, unless that is a mistake in the register's subscriptions: then mend it and send the notice again with msg.retry.`,
      );
}

function whyNot(
  subscription: Subscription,
  told: string,
  place: { readonly site: string; readonly locker: string | null },
  register: Register,
  today: (site: string) => string,
): string | null {
  const { id, since, until, classes } = subscription;
  if (!mayReceive(subscription)) return `The consent of subscription ${id} was withdrawn`;
  if (since !== null && today(place.site) < since)
    return `The first day of subscription ${id} was put off to ${since}`;
  if (until !== null && today(place.site) > until) return `Subscription ${id} ended`;
  const asked: readonly string[] = ASKED[told] ?? [told];
  if (![...classes].some((one) => asked.includes(one)))
    return `This class was taken out of subscription ${id}`;
  return reaches(subscription, place, register)
    ? null
    : `This site or locker was taken out of subscription ${id}`;
}

/** True where the subscription's sites and lockers hold a place, by the register as it is. */
function reaches(
  { sites, lockers }: Subscription,
  { site, locker }: { readonly site: string; readonly locker: string | null },
  register: Register,
): boolean {
  const holds = (place: string | undefined) => place !== undefined && (sites.size === 0 || sites.has(place));
  if (lockers.size === 0) return holds(site);
  const siteOf = (id: string) => register.lockers.get(id)?.site;
  if (locker !== null) return lockers.has(locker) && holds(siteOf(locker));
  return holds(site) && [...lockers].some((id) => siteOf(id) === site);
}
