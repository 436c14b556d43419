import { type CloudEvent, cloudEvent, locationCode } from "./cloud-event.ts";
import { isShort, leastEffective, neededPeriod } from "./notice-period.ts";
import type { Register, Subscription } from "./register.ts";
import { type ClosureNotice, daysBetween } from "./subscription.ts";

/** What an insurer is told of the closure of a locker or branch, for programs (schemas/closure.schema.json). */
export function closureDocument(
  { id, site, locker, closure, news, refersTo, at }: ClosureNotice,
  subscription: Subscription,
  register: Pick<Register, "sites">,
): CloudEvent {
  const { kind, announced, effective } = closure;
  const place = register.sites.get(site);
  const data = {
    news,
    kind,
    announced,
    effective,
    noticePeriod: {
      days: daysBetween(announced, effective),
      needed: neededPeriod(kind),
      earliestEffective: leastEffective(closure),
      isShort: isShort(closure),
    },
    location: { code: locationCode(site, locker), branch: site, branchName: place?.name ?? site, locker },
    policy: {
      insurer: subscription.insurer,
      number: subscription.policy,
      subscription: subscription.id,
      consent: subscription.consent,
    },
    reference: id,
    refersTo,
    bankContact: place?.redress ?? "",
  };
  const identity = [subscription.id, id];
  return cloudEvent({ type: `closure.${news}.v1`, site, locker, at, schema: "closure", data, identity });
}
