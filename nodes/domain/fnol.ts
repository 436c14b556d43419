import { clockAt } from "./calendar-zone.ts";
import { type CloudEvent, cloudEvent, locationCode } from "./cloud-event.ts";
import type { Occurred } from "./event.ts";
import type { Register, Subscription } from "./register.ts";
import type { PoliceReport, TheftStage } from "./theft.ts";

/**
 * A first notice of loss, after ACORD 1 (Property Loss Notice) as far as a gateway can know its fields: what an insurer
 * is told of a theft at each of its stages (schemas/fnol.schema.json). The locker stands in it, because a policy's scope
 * names lockers; who hires it does not.
 */
export interface Loss {
  readonly stage: TheftStage;
  readonly site: string;
  readonly locker: string | null;
  /** Id of the event that this is told of. */
  readonly event: string;
  /** Id of the incident; null where a suspicion has none of its own yet. */
  readonly incident: string | null;
  /** When the stage was reached, milliseconds since 1970. */
  readonly at: number;
  readonly loss: Occurred;
  /** What was told before, in order. */
  readonly before: readonly { readonly stage: TheftStage; readonly at: number; readonly reference: string }[];
  readonly policeReport: PoliceReport | null;
  readonly description: string;
}

/** @param timeZone IANA name of the site's zone */
export function fnol(
  loss: Loss,
  { id, insurer, policy, consent }: Subscription,
  register: Pick<Register, "sites">,
  timeZone: string,
): CloudEvent {
  const { stage, site, locker, event, incident, at, before, policeReport, description } = loss;
  const place = register.sites.get(site);
  const data = {
    stage,
    reportedAt: localTime(at, timeZone),
    timeOfLoss: {
      earliest: localTime(loss.loss.earliest, timeZone),
      latest: localTime(loss.loss.latest, timeZone),
      timeZone,
    },
    location: { code: locationCode(site, locker), branch: site, branchName: place?.name ?? site, locker },
    policy: { insurer, number: policy, subscription: id, consent },
    reference: { event, incident },
    previouslyReported: before.map((one) => ({ ...one, at: localTime(one.at, timeZone) })),
    policeReport,
    description,
    bankContact: place?.redress ?? "",
  };
  const identity = [id, event];
  return cloudEvent({ type: `theft.${stage}.v1`, site, locker, at, schema: "fnol", data, identity });
}

/** Local time with its offset, to the second (RFC 3339). */
export function localTime(ms: number, timeZone: string): string {
  return clockAt(ms, timeZone).toString({ smallestUnit: "second", timeZoneName: "never" });
}
