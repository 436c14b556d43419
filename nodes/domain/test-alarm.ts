import { hash } from "node:crypto";
import type { LockerEvent } from "./event.ts";
import { derived } from "./health.ts";
import type { Incident } from "./incident.ts";

/** A test alarm that is under way. Plain data: it is kept over a restart. Times are milliseconds since 1970. */
export interface TestRun {
  /** Id of its event. */
  readonly id: string;
  readonly startedAt: number;
  /** When it was due by the schedule; null where somebody started it. */
  readonly scheduledFor: number | null;
  /** It is missing where it has not come through by then. */
  readonly dueAt: number;
  /** True: its notices go no further than the provider's door. */
  readonly drill: boolean;
  /** When a provider accepted a notice of it. */
  readonly acceptedAt: number | null;
  /** When a named person acknowledged its incident. */
  readonly acknowledgedAt: number | null;
}

/** Whose alarm is tested. */
export interface TestPlace {
  readonly site: string;
  /** Stands for the unit: each drill has incidents of its own. */
  readonly unit: string;
}

interface Beginning extends Pick<TestRun, "startedAt" | "scheduledFor" | "dueAt" | "drill"> {}

/** @param node id of the locker-drill */
export function placeOf(site: string, node: string): TestPlace {
  return { site, unit: `drill-${hash("sha256", node, "hex").slice(0, 8)}` };
}

export function begin(place: TestPlace, beginning: Beginning): TestRun {
  const { id } = derived("test-alarm", { ...place, boot: null }, [beginning.startedAt], nowhere(beginning));
  return { ...beginning, id, acceptedAt: null, acknowledgedAt: null };
}

function nowhere({ startedAt }: Pick<TestRun, "startedAt">) {
  return { receivedAt: startedAt, occurred: { earliest: startedAt, latest: startedAt }, data: {} };
}

/** The event that goes the way of a real alarm; the same for the same run. */
export function testAlarm(place: TestPlace, run: TestRun): LockerEvent {
  const { startedAt, scheduledFor, dueAt, drill } = run;
  const event = derived("test-alarm", { ...place, boot: null }, [startedAt], nowhere(run));
  return { ...event, data: { through: false, scheduledFor, dueAt, drill } };
}

/** The event that the test came through: it ends what an earlier one that did not has raised. */
export function cameThrough(place: TestPlace, run: TestRun, now: number): LockerEvent {
  const { id, startedAt, acceptedAt, acknowledgedAt, drill } = run;
  return derived("test-alarm", { ...place, boot: null }, ["through", id], {
    ...nowhere({ startedAt: now }),
    data: { through: true, test: id, startedAt, acceptedAt, acknowledgedAt, drill },
  });
}

/** The event that the test did not come through in time. */
export function isMissing(place: TestPlace, run: TestRun, now: number): LockerEvent {
  const { id, startedAt, acceptedAt, acknowledgedAt } = run;
  const event = derived("test-alarm-missing", { ...place, boot: null }, [id], {
    ...nowhere({ startedAt: now }),
    data: {
      ...{ test: id, startedAt, minutes: Math.round((run.dueAt - startedAt) / 60_000) },
      accepted: acceptedAt !== null,
      acknowledged: acknowledgedAt !== null,
    },
  });
  return event;
}

/** The run after a provider has accepted a notice about it. */
export function accepted(run: TestRun, now: number): TestRun {
  return run.acceptedAt === null ? { ...run, acceptedAt: now } : run;
}

/** True for the incident that the run's event has raised, or renewed, or was counted to. */
export function isOfRun(run: TestRun, incident: Pick<Incident, "lastEventId">): boolean {
  return incident.lastEventId === run.id;
}

/** The run after its incident has changed. */
export function withIncident(
  run: TestRun,
  incident: Pick<Incident, "lastEventId" | "acknowledged">,
): TestRun {
  const { acknowledged } = incident;
  if (!isOfRun(run, incident) || run.acknowledgedAt !== null) return run;
  // Who acknowledged the test before this one knows nothing of this one.
  if (acknowledged === null || acknowledged.by === "" || acknowledged.at < run.startedAt) return run;
  return { ...run, acknowledgedAt: acknowledged.at };
}

/** @param acknowledge whether a person has to acknowledge it as well */
export function isThrough({ acceptedAt, acknowledgedAt }: TestRun, acknowledge: boolean): boolean {
  return acceptedAt !== null && (!acknowledge || acknowledgedAt !== null);
}
