import assert from "node:assert/strict";
import fc from "fast-check";
import type { LockerEvent, Mark } from "../../nodes/domain/event.ts";
import { directJournal, eventOf } from "./making.ts";

interface Told {
  readonly result: "stored" | "duplicate";
  readonly marks: readonly Mark[];
  readonly gap: readonly number[];
}

/** Appends one after another; `restarts` says before which the journal is opened anew. */
async function tell(
  events: readonly LockerEvent[],
  restarts: (index: number) => boolean = () => false,
): Promise<readonly Told[]> {
  const { journal, line } = directJournal();
  const told: Told[] = [];
  for (const [index, event] of events.entries()) {
    if (restarts(index)) line.restart();
    const { result, gap, event: stored } = await journal.append(event);
    const numbers = gap === null ? [] : Array.from({ length: gap.to - gap.from + 1 }, (_, n) => gap.from + n);
    told.push({ result, marks: stored.marks, gap: numbers });
  }
  await journal.close();
  return told;
}

interface Life {
  /** Events in each boot of the unit; every boot begins with its `boot` event. */
  readonly boots: readonly number[];
  readonly firstBoot: number;
  readonly firstSeq: number;
  readonly content: string;
}

/** What a healthy unit sends in its life, in order. */
function lifeOf({ boots, firstBoot, firstSeq, content }: Life): readonly LockerEvent[] {
  let seq = firstSeq;
  return boots.flatMap((count, index) =>
    Array.from({ length: count }, (_, n) =>
      eventOf({ boot: firstBoot + index, seq: seq++, type: n === 0 ? "boot" : "opened", content }),
    ),
  );
}

const boots = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });

const life = boots.map((counts) => lifeOf({ boots: counts, firstBoot: 17, firstSeq: 100, content: "a" }));

/** Anything a broker may be handed under one unit's name: true ones, forged ones, copies of itself. */
const anything = fc.array(
  fc.record({
    boot: fc.integer({ min: 1, max: 4 }),
    seq: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
      fc.constantFrom(4_294_967_295, 200_000),
    ),
    type: fc.constantFrom("boot" as const, "opened" as const),
    content: fc.constantFrom("a", "b", "c"),
  }),
  { maxLength: 60 },
);

describe("sequence and identity, whatever comes", () => {
  it("an event is stored once by its id, and a restart of the journal changes no answer", async () => {
    await fc.assert(
      fc.asyncProperty(anything, fc.infiniteStream(fc.boolean()), async (made, coin) => {
        const events = made.map(({ content, ...rest }) =>
          eventOf({ ...rest, content: `${content}${rest.boot}${rest.type}` }),
        );
        const flips = events.map(() => coin.next().value === true);
        const told = await tell(events);
        const seen = new Set<string>();
        for (const [index, { id }] of events.entries()) {
          assert.equal(told[index]?.result, seen.has(id) ? "duplicate" : "stored");
          seen.add(id);
        }
        assert.deepEqual(await tell(events, (index) => flips[index] === true), told);
      }),
      { numRuns: 100 },
    );
  });

  it("a healthy unit is never suspected, and exactly what did not come is missing", async () => {
    const delivered = life.chain((events) =>
      fc.record({
        events: fc.constant(events),
        lost: fc.array(fc.nat(events.length - 1)),
        // How many places each event is held up, and which come twice.
        delays: fc.array(fc.nat(4), { minLength: events.length, maxLength: events.length }),
        twice: fc.array(fc.nat(events.length - 1)),
      }),
    );
    await fc.assert(
      fc.asyncProperty(delivered, async ({ events, lost, delays, twice }) => {
        // The first one says where the sequence begins, so it comes first.
        const kept = events.filter((_, index) => index === 0 || !lost.includes(index));
        const arriving = kept
          .map((event, index) => ({ event, place: index === 0 ? -1 : index + (delays[index] ?? 0) }))
          .sort((a, b) => a.place - b.place)
          .map(({ event }) => event);
        const told = await tell([...arriving, ...twice.flatMap((index) => kept[index] ?? [])]);
        assert.deepEqual(
          told.slice(arriving.length).filter(({ result }) => result !== "duplicate"),
          [],
        );
        const missing = new Set<number>();
        for (const [index, { seq }] of arriving.entries()) {
          const { marks = [], gap = [] } = told[index] ?? {};
          assert.deepEqual(
            marks.filter((mark) => mark !== "sequence-gap" && mark !== "out-of-order"),
            [],
          );
          if (marks.includes("out-of-order")) missing.delete(seq ?? -1);
          for (const number of gap) missing.add(number);
        }
        const highest = Math.max(...arriving.map(({ seq }) => seq ?? 0));
        const never = events.filter((event) => !kept.includes(event)).map(({ seq }) => seq ?? 0);
        assert.deepEqual(
          [...missing].sort((a, b) => a - b),
          never.filter((seq) => seq < highest),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("a restoration is told once, and its numbers are followed as those of any unit", async () => {
    const restored = life.chain((events) =>
      fc.record({
        events: fc.constant(events),
        backup: fc.nat(events.length - 1),
        after: boots,
      }),
    );
    await fc.assert(
      fc.asyncProperty(restored, async ({ events, backup, after }) => {
        const saved = events[backup];
        const second = lifeOf({
          boots: after,
          firstBoot: (saved?.boot ?? 0) + 1,
          firstSeq: (saved?.seq ?? 0) + 1,
          content: "b",
        });
        const told = (await tell([...events, ...second])).slice(events.length);
        const isOlder = backup < events.length - 1;
        assert.deepEqual(
          told.map(({ result, marks, gap }) => [result, marks.includes("restored"), gap.length]),
          second.map((_, index) => ["stored", isOlder && index === 0, 0]),
        );
        assert.ok(told.every(({ marks }) => !marks.includes("replayed")));
      }),
      { numRuns: 100 },
    );
  });

  it("two units of one name are told at every change between them, without gaps", async () => {
    const two = fc.record({
      // Another count of boots: what a second unit has that is no copy of the first one.
      clone: boots.map((counts) => lifeOf({ boots: counts, firstBoot: 1, firstSeq: 1, content: "b" })),
      original: life,
      turns: fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(two, async ({ clone, original, turns }) => {
        const events: LockerEvent[] = original.slice(0, 1);
        const next = { true: 1, false: 0 };
        const changes: number[] = [];
        for (const turn of turns) {
          const event = (turn ? original : clone)[next[`${turn}`]++];
          if (event === undefined) continue;
          const before = events.at(-1);
          const isChange = before !== undefined && original.includes(before) !== original.includes(event);
          if (isChange) changes.push(events.length);
          events.push(event);
        }
        const told = await tell(events);
        assert.deepEqual(
          told.flatMap(({ marks }, index) => (marks.includes("restored") ? [index] : [])),
          changes,
        );
        assert.ok(told.every(({ gap, marks }) => gap.length === 0 && !marks.includes("replayed")));
      }),
      { numRuns: 100 },
    );
  });
});
