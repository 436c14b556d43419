import type { Cell } from "./csv.ts";
import { type LocalTime, utc } from "./local-time.ts";
import type { Place } from "./pack-format.ts";
import type { Summary } from "./summary.ts";

export const DEVICE_COLUMNS = [
  ...[
    "unit",
    "thingName",
    "boot",
    "firstChain",
    "firstRecord",
    "lastRecord",
    "firstSeq",
    "lastSeq",
    "events",
  ],
  ...["firstAt", "firstLocal", "lastAt", "lastLocal"],
] as const;

/** Each life of a unit, from one start to the next, as far as the ledger tells of it. */
export function* deviceCells(
  { boots }: Summary,
  clock: LocalTime,
): Generator<{ readonly cells: readonly Cell[]; readonly place: Place; readonly about: string }> {
  for (const { unit, boot, first, last, firstSeq, lastSeq, events, firstAt, lastAt } of boots.values()) {
    const spans = [utc(firstAt), clock.local(firstAt), utc(lastAt), clock.local(lastAt)];
    const cells = [unit, unit, boot, first.site, first.n, last.n, firstSeq, lastSeq, events, ...spans];
    yield { cells, place: last, about: `unit ${unit}, boot ${boot}` };
  }
}
