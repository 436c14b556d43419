/** The events of a run, numbered from 0: each unit speaks in its turn, for its one locker. */

export const SITE = "BENCH";
/** What the branch's clock is by, and how long ago the units started; they are within the contract's tolerances. */
const UP_MS = 3_600_000;

export function unitName(unit: number): string {
  return `${SITE}-${unit}`;
}

export function lockerName(unit: number): string {
  return `L-${unit}`;
}

export interface Numbered {
  readonly unit: number;
  /** From 1. */
  readonly seq: number;
}

/** @param units how many there are */
export function eventNumber(index: number, units: number): Numbered {
  return { unit: index % units, seq: Math.floor(index / units) + 1 };
}

/** The number of the event, by what `eventMarks` finds. */
export function indexOf({ unit, seq }: Numbered, units: number): number {
  return (seq - 1) * units + unit;
}

/** The events a text names, by ids that begin with unit and sequence number. */
export function* eventMarks(text: string): Iterable<Numbered> {
  for (const [, unit, seq] of text.matchAll(/BENCH-(\d+)-(\d+)/g)) {
    yield { unit: Number(unit), seq: Number(seq) };
  }
}

export function eventTopic(unit: number): string {
  return `lockers/v1/${SITE}/${unitName(unit)}/event`;
}

/** An opening as the contract has it. @param now milliseconds since 1970 */
export function eventBody({ unit, seq }: Numbered, now: number, startedAt: number): string {
  return `{"v":1,"unit":"${unitName(unit)}","locker":"${lockerName(unit)}","boot":17,"seq":${seq},"type":"opened","at":${now},"clock":"sntp","uptime":${UP_MS + now - startedAt},"door":"open","tamper":false,"data":{}}`;
}
