import type { LockerEvent, Occurred } from "./event.ts";
import { derived } from "./health.ts";
import type { Cause, Incident } from "./incident.ts";
import type { PoliceReport, TheftCase, TheftStage } from "./theft.ts";

/**
 * What the event about a theft holds in its data: nobody's name or remark, and nothing of a silent alarm (duress),
 * for any flow may read it.
 */
export interface TheftEventData {
  readonly [field: string]: unknown;
  /** Id of the incident. */
  readonly incident: string;
  /** Counts up from 1 with each thing that an officer says about the incident. */
  readonly step: number;
  /** When the incident was raised, milliseconds since 1970. */
  readonly suspectedAt: number;
  /** True where the gateway itself tells insurers of such an alarm that theft is suspected. */
  readonly isAutomatic: boolean;
  /** Id of the event that raised it; null where the alarm was silent, or the journal holds it no more. */
  readonly suspicion: string | null;
  /** In which span the loss must have begun. */
  readonly loss: Occurred;
  /** What an officer said so far, in order. */
  readonly steps: readonly { readonly stage: TheftStage; readonly at: number }[];
  readonly policeReport: PoliceReport | null;
  /** What the alarm was about, in one sentence; null where it was silent. */
  readonly summary: string | null;
}

/** What raised the incident, as far as the journal holds it. */
export type Raised = Pick<LockerEvent, "id" | "occurred">;

/** Causes of what `classOf` (domain/subscription) takes for a suspected theft. */
const AUTOMATIC: ReadonlySet<Cause> = new Set<Cause>(["forced", "mass-opening", "opened-outside-hours"]);

const TYPES = {
  confirmed: "theft-confirmed",
  "police-report": "police-report",
  unfounded: "theft-unfounded",
} as const;

/**
 * The event of the case's last step. The same step gives the same id.
 * @param stage of that step
 * @param at when an officer said so, milliseconds since 1970
 */
export function theftEvent(
  theft: TheftCase,
  stage: keyof typeof TYPES,
  incident: Pick<Incident, "unit" | "cause" | "silent" | "summary">,
  raised: Raised | null,
  at: number,
): LockerEvent {
  const { unit, silent, summary } = incident;
  const { site, locker, suspectedAt, policeReport } = theft;
  const data: TheftEventData = {
    incident: theft.incident,
    step: theft.steps.length,
    suspectedAt,
    isAutomatic: AUTOMATIC.has(incident.cause),
    suspicion: silent ? null : (raised?.id ?? null),
    loss: raised?.occurred ?? { earliest: suspectedAt, latest: suspectedAt },
    steps: theft.steps.map((step) => ({ stage: step.stage, at: step.at })),
    policeReport,
    summary: silent ? null : summary,
  };
  return derived(TYPES[stage], { site, unit, boot: null }, [theft.incident, theft.steps.length], {
    ...{ receivedAt: at, occurred: { earliest: at, latest: at }, locker, data },
  });
}

/** The data of an event about a theft; null where a flow has made something else of it. */
export function theftDataOf({ type, data }: Pick<LockerEvent, "type" | "data">): TheftEventData | null {
  const isTheft = type === "theft-confirmed" || type === "police-report" || type === "theft-unfounded";
  return isTheft && isTheftData(data) ? data : null;
}

function isTheftData(data: Readonly<Record<string, unknown>>): data is TheftEventData {
  const { incident, step, suspectedAt, isAutomatic, suspicion, loss, steps, policeReport, summary } = data;
  return (
    typeof incident === "string" &&
    Number.isSafeInteger(step) &&
    Number.isFinite(suspectedAt) &&
    typeof isAutomatic === "boolean" &&
    (suspicion === null || typeof suspicion === "string") &&
    isRecord(loss) &&
    Number.isFinite(loss.earliest) &&
    Number.isFinite(loss.latest) &&
    Array.isArray(steps) &&
    steps.every((one) => isRecord(one) && typeof one.stage === "string" && Number.isFinite(one.at)) &&
    (policeReport === null || isReport(policeReport)) &&
    (summary === null || typeof summary === "string")
  );
}

function isReport(given: unknown): given is PoliceReport {
  return isRecord(given) && [given.number, given.station, given.date].every((one) => typeof one === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
