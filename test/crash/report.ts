import { seconds } from "./chronicle.ts";
import type { Taken } from "./compare.ts";
import type { Demand, SentEvent } from "./demand.ts";
import type { CrashRun } from "./run.ts";

/** The last line of a run. */
export interface Figures {
  readonly events: number;
  readonly notices: number;
  readonly lost: number;
  readonly reordered: number;
  readonly duplicates: number;
  readonly duplicatesInFlight: number;
  readonly longestRecoveryMs: number | null;
}

/** So many of each kind are told in full: the first ones say why. */
const TOLD = 8;
/** What was done around an event that went wrong, milliseconds before and after. */
const BEFORE_MS = 1_000;
const AFTER_MS = 8_000;

export function figuresOf({ sent, findings, longestRecoveryMs }: CrashRun): Figures {
  const { notices, lost, reordered, duplicates } = findings;
  return {
    events: sent.length,
    notices,
    lost: lost.length,
    reordered: reordered.length,
    duplicates: duplicates.length,
    duplicatesInFlight: duplicates.filter(({ inFlight }) => inFlight).length,
    longestRecoveryMs,
  };
}

/** True where the promise was kept. */
export function isKept({ findings, faults, longestRecoveryMs }: CrashRun): boolean {
  const { lost, reordered, duplicates, unwanted } = findings;
  const excused = duplicates.every(({ inFlight }) => inFlight);
  return (
    lost.length + reordered.length + unwanted.length + faults.length === 0 &&
    excused &&
    longestRecoveryMs !== null
  );
}

/** What went wrong, with ids, times and what was done around them. */
export function complaintsOf(run: CrashRun): readonly string[] {
  const { findings, faults, sent, chronicle } = run;
  const events = new Map(sent.map((event) => [event.id, event]));
  const around = (from: number, to = from) => chronicle.around(from - BEFORE_MS, to + AFTER_MS);
  const told = <T>(what: string, all: readonly T[], tell: (one: T) => readonly string[]): string[] => [
    ...all.slice(0, TOLD).flatMap((one) => [`${what}:`, ...tell(one)]),
    ...(all.length > TOLD ? [`${what}: ${all.length - TOLD} more`] : []),
  ];
  return [
    ...told("LOST", [...byEvent(findings.lost)], ([event, demands]) => [
      `  ${eventText(event, events)}`,
      ...demands.map(({ party, channel, address }) => `  not received: ${party}, ${channel} to ${address}`),
      ...around(events.get(event)?.recordedAt ?? 0),
    ]),
    ...told("REORDERED", findings.reordered, ({ before, after }) => [
      `  ${takenText(before, events)}`,
      `  ${takenText(after, events)}`,
      ...around(before.at, after.at),
    ]),
    ...told(
      "DUPLICATE that was not in flight",
      findings.duplicates.filter(({ inFlight }) => !inFlight),
      ({ first, again }) => [
        `  ${takenText(first, events)}`,
        `  ${takenText(again, events)}`,
        ...around(first.at),
      ],
    ),
    ...told("NOT DEMANDED", findings.unwanted, (one) => [`  ${takenText(one, events)}`, ...around(one.at)]),
    ...told("FAULT", faults, (sentence) => [`  ${sentence}`]),
  ];
}

/** Everything as lines of JSON: `{"event":...}`, `{"demand":...}`, `{"taken":...}`, `{"done":...}`. */
export function recordsOf({ sent, demands, taken, chronicle }: CrashRun): string {
  return [
    ...sent.map((event) => ({ event })),
    ...demands.map((demand) => ({ demand })),
    ...taken.map((one) => ({ taken: one })),
    ...chronicle.notes.map((done) => ({ done })),
  ]
    .map((record) => `${JSON.stringify(record)}\n`)
    .join("");
}

/** What the gateway told by itself, such as `sequence-gap 3` or `update 7`: not wrong, but worth a look. */
export function derivedOf({ sent, taken }: Pick<CrashRun, "sent" | "taken">): readonly string[] {
  const known = new Set(sent.map(({ id }) => id));
  const derived = new Set(taken.flatMap(({ event }) => (event === null || known.has(event) ? [] : [event])));
  const counts = new Map<string, number>();
  for (const event of derived) {
    const [, type = "unknown"] =
      /^(?:[A-Z0-9]+-U\d+|gateway)-([a-z-]+)-[0-9a-f]{12}$/.exec(event) ?? /^(update)\d+-/.exec(event) ?? [];
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].map(([type, count]) => `${type} ${count}`);
}

function byEvent(demands: readonly Demand[]): ReadonlyMap<string, readonly Demand[]> {
  const grouped = new Map<string, Demand[]>();
  for (const demand of demands) {
    grouped.set(demand.event, [...(grouped.get(demand.event) ?? []), demand]);
  }
  return grouped;
}

function eventText(id: string, events: ReadonlyMap<string, SentEvent>): string {
  const event = events.get(id);
  if (event === undefined) return `${id}, which no unit sent`;
  const { type, locker, at, recordedAt } = event;
  return `${id}, ${type} at ${locker ?? "the unit"}, ${new Date(at).toISOString()}, recorded at ${seconds(recordedAt)}`;
}

function takenText(taken: Taken, events: ReadonlyMap<string, SentEvent>): string {
  const { channel, address, event, generation, at, answeredAt } = taken;
  const answer = answeredAt === null ? "never answered" : `answered at ${seconds(answeredAt)}`;
  const about = event === null ? "a text without an event" : eventText(event, events);
  return `${channel} to ${address} from Node-RED ${generation}, taken at ${seconds(at)}, ${answer}: ${about}`;
}
