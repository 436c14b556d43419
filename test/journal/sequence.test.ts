import assert from "node:assert/strict";
import type { Mark } from "../../nodes/domain/event.ts";
import { directJournal, eventOf } from "./making.ts";

interface Step {
  readonly seq: number | null;
  /** Default 17. */
  readonly boot?: number;
  /** True for an event of type `boot`. */
  readonly starts?: boolean;
  /** True for an alarm, which a unit may send before what is older. */
  readonly alarm?: boolean;
  /** Stands for what the event says; "a" where it does not matter. */
  readonly content?: string;
  readonly unit?: string;
  readonly result: "stored" | "duplicate";
  readonly mark?: Mark;
  readonly marks?: readonly Mark[];
  readonly gap?: readonly [from: number, to: number];
  /** Boot and number where the count was before. */
  readonly before?: readonly [boot: number, seq: number];
}

const stored = (seq: number | null, more: Partial<Step> = {}): Step => ({ seq, result: "stored", ...more });
const duplicate = (seq: number | null, more: Partial<Step> = {}): Step => ({
  seq,
  result: "duplicate",
  ...more,
});
const gap = (seq: number, from: number, to: number): Step =>
  stored(seq, { mark: "sequence-gap", gap: [from, to] });
const alarm = (seq: number): Step => stored(seq, { alarm: true });
const late = (seq: number): Step => stored(seq, { mark: "out-of-order" });
/** An event of another history than the `a` of boot 17. */
const b = (boot: number, seq: number, more: Partial<Step> = {}): Step =>
  stored(seq, { boot, content: "b", ...more });
const restored = (
  boot: number,
  seq: number,
  before: readonly [number, number],
  more: Partial<Step> = {},
): Step => b(boot, seq, { marks: ["restored"], before, ...more });
const renumbered = (boot: number, seq: number): Step => b(boot, seq, { mark: "renumbered" });
const replayed = (boot: number, seq: number, more: Partial<Step> = {}): Step =>
  b(boot, seq, { mark: "replayed", ...more });
const start = { starts: true };

const CASES: readonly (readonly [rule: string, steps: readonly Step[]])[] = [
  ["numbers in order are stored as they are", [stored(1), stored(2), stored(3)]],
  ["the first number of a unit may be any", [stored(4211), stored(4212)]],
  ["the same event again is a duplicate", [stored(1), stored(2), duplicate(2), duplicate(1), stored(3)]],
  ["skipped numbers are a gap, told once", [stored(1), gap(5, 2, 4), stored(6)]],
  ["a gap of one number", [stored(1), gap(3, 2, 2)]],
  [
    "a missing number that comes late is out of order",
    [stored(1), gap(4, 2, 3), late(3), late(2), stored(5)],
  ],
  [
    "a missing number splits its range",
    [stored(1), gap(9, 2, 8), late(5), late(2), late(8), late(3), late(7)],
  ],
  ["a late number again is a duplicate", [stored(1), gap(3, 2, 2), late(2), duplicate(2)]],
  [
    "a number with other content is a replay, once",
    [
      stored(1),
      stored(2),
      stored(2, { content: "b", mark: "replayed" }),
      duplicate(2, { content: "b" }),
      duplicate(2),
      stored(3),
    ],
  ],
  [
    "a number that goes back behind the first known one is a replay",
    [stored(100), stored(7, { mark: "replayed" }), stored(101)],
  ],
  [
    "what an alarm has overtaken is not missing when it comes",
    [stored(1), alarm(4), late(2), late(3), stored(5)],
  ],
  [
    "what should have come before a routine event is missing then, told once",
    [stored(1), alarm(5), late(3), gap(6, 2, 2), gap(7, 4, 4), stored(8), late(2), late(4), stored(9)],
  ],
  [
    "what a routine event itself skips is told first",
    [stored(1), alarm(4), alarm(5), gap(7, 6, 6), gap(8, 2, 3), stored(9)],
  ],
  ["an alarm behind another overtakes nothing new", [stored(1), alarm(3), alarm(4), gap(5, 2, 2), stored(6)]],
  ["gaps far apart are kept apart", [stored(1), gap(3, 2, 2), gap(9, 4, 8), late(2), late(8), duplicate(2)]],
  [
    "the widest gap there is, and one number more",
    [
      stored(1),
      gap(100_002, 2, 100_001),
      late(70_000),
      stored(200_004, { marks: ["restored"], before: [17, 100_002] }),
    ],
  ],
  [
    "each unit counts by itself",
    [
      stored(5, { unit: "A1" }),
      stored(1, { unit: "B1" }),
      stored(6, { unit: "A1" }),
      stored(2, { unit: "B1" }),
    ],
  ],
  [
    "a unit restored from a backup begins with its start, and its numbers are followed from there",
    [
      ...[stored(98), stored(99), stored(100)],
      restored(12, 41, [17, 100], start),
      renumbered(12, 42),
      b(12, 44, { marks: ["renumbered", "sequence-gap"], gap: [43, 43] }),
      b(12, 43, { mark: "out-of-order" }),
      ...[renumbered(13, 45), renumbered(13, 46)],
    ],
  ],
  [
    "numbers that the unit used before it was restored are marked until it is past them",
    [
      ...[stored(1), stored(2), stored(3), stored(4), stored(5)],
      restored(16, 3, [17, 5], start),
      ...[renumbered(16, 4), renumbered(16, 5), b(16, 6), b(17, 7, start), b(17, 8)],
    ],
  ],
  [
    "what came before the restoration stays a duplicate, and so does what came after it",
    [
      ...[stored(1), stored(2), stored(3)],
      restored(16, 2, [17, 3], start),
      ...[duplicate(3), duplicate(2), duplicate(1), duplicate(2, { boot: 16, content: "b" })],
      renumbered(16, 3),
      ...[duplicate(3), duplicate(3, { boot: 16, content: "b" }), b(16, 4)],
    ],
  ],
  [
    "an exchanged unit counts from one",
    [stored(4211), restored(1, 1, [17, 4211], start), renumbered(1, 2), renumbered(2, 3)],
  ],
  [
    "a restored unit that starts again and again is told once",
    [
      ...[stored(95), stored(96, { boot: 18 }), stored(97, { boot: 19 })],
      restored(18, 90, [19, 97], start),
      ...[renumbered(19, 91), renumbered(20, 92), renumbered(21, 93)],
    ],
  ],
  [
    "a restart that was not counted, with numbers that go back",
    [stored(99), stored(100), restored(17, 99, [17, 100], start), renumbered(17, 100), b(17, 101)],
  ],
  [
    "a restored unit whose start was lost is known by its second event",
    [stored(100), replayed(12, 41), restored(12, 42, [17, 100]), renumbered(12, 43)],
  ],
  [
    "replays apart from each other stay replays, and the unit goes on undisturbed",
    [stored(98), stored(99), stored(100), replayed(17, 98), stored(101), replayed(17, 50), stored(102)],
  ],
  [
    "an old event in an old boot, with other content, is a replay",
    [stored(100), replayed(3, 7), stored(101), duplicate(7, { boot: 3, content: "b" })],
  ],
  [
    "a higher number in an earlier boot",
    [stored(100), restored(12, 9000, [17, 100]), b(12, 9001), b(13, 9002, start)],
  ],
  [
    "a number missing in an earlier boot that comes in a later one is no late event",
    [
      ...[stored(98), gap(100, 99, 99)],
      restored(18, 99, [17, 100], start),
      renumbered(18, 100),
      ...[b(18, 101), duplicate(99, { boot: 18, content: "b" })],
    ],
  ],
  [
    "a start that comes late in its own boot is a late event",
    [stored(98, { boot: 16 }), gap(100, 99, 99), stored(99, { starts: true, mark: "out-of-order" })],
  ],
  [
    "numbers of the count that was left are no longer missing",
    [
      ...[stored(1), gap(9, 2, 8)],
      restored(18, 5, [17, 9], start),
      ...[renumbered(18, 6), replayed(18, 5, { content: "c" }), late(3)],
    ],
  ],
  [
    "two units of one name alternate: each change is marked, and there are no gaps",
    [
      stored(100),
      restored(5, 31, [17, 100], start),
      renumbered(5, 32),
      stored(101, { marks: ["restored"], before: [5, 32] }),
      restored(5, 33, [17, 101]),
      stored(102, { marks: ["restored"], before: [5, 33] }),
      stored(103),
      stored(104, { boot: 18, starts: true }),
      restored(5, 34, [18, 104]),
      stored(105, { boot: 18, marks: ["restored"], before: [5, 34] }),
    ],
  ],
  [
    "two copies of one unit, in the same boot and with the same numbers",
    [
      ...[stored(100), stored(101)],
      restored(17, 100, [17, 101], start),
      stored(102, { marks: ["restored"], before: [17, 100] }),
      restored(17, 101, [17, 102]),
      stored(103, { marks: ["restored"], before: [17, 101] }),
    ],
  ],
  [
    "of two that alternate one leaves a gap",
    [
      stored(100),
      restored(5, 31, [17, 100], start),
      stored(103, { marks: ["restored", "sequence-gap"], gap: [101, 102], before: [5, 31] }),
      late(102),
    ],
  ],
  [
    "a forged start is an alarm, and so is the true unit going on",
    [
      stored(100),
      restored(18, 7, [17, 100], start),
      stored(101, { marks: ["restored"], before: [18, 7] }),
      stored(102),
    ],
  ],
  [
    "a forged number far ahead does not make the true ones late",
    [
      stored(100),
      restored(17, 4_294_967_295, [17, 100]),
      stored(101, { marks: ["restored"], before: [17, 4_294_967_295] }),
      stored(102, { mark: "renumbered" }),
    ],
  ],
  [
    "a unit that ran out of numbers",
    [stored(4_294_967_295), replayed(17, 0), restored(17, 1, [17, 4_294_967_295]), renumbered(17, 2)],
  ],
  ["what the gateway derived has no number and goes by its id", [stored(null), duplicate(null), stored(1)]],
];

describe("sequence and identity of events", () => {
  for (const restarts of [false, true]) {
    for (const [rule, steps] of CASES) {
      it(`${rule}${restarts ? ", with a restart before each" : ""}`, async () => {
        const { journal, line } = directJournal();
        for (const [index, step] of steps.entries()) {
          if (restarts) line.restart();
          const { seq, boot = 17, starts, content = "a", unit, result, mark, gap, before } = step;
          const type = starts ? "boot" : step.alarm ? "forced" : "opened";
          const appended = await journal.append(
            eventOf({ seq, boot, type, content, ...(unit ? { unit } : {}) }),
          );
          const which = `step ${index + 1}, number ${seq}`;
          assert.equal(appended.result, result, which);
          assert.deepEqual(appended.gap && [appended.gap.from, appended.gap.to], gap ?? null, which);
          assert.deepEqual(
            appended.before && [appended.before.boot, appended.before.seq],
            before ?? null,
            which,
          );
          const marks = step.marks ?? (mark ? [mark] : []);
          if (result === "stored") assert.deepEqual(appended.event.marks, marks, which);
        }
        await journal.close();
      });
    }
  }

  it("a duplicate comes back as it was stored, marks included", async () => {
    const { journal } = directJournal();
    await journal.append(eventOf({ seq: 1 }));
    const { event } = await journal.append(eventOf({ seq: 3, marks: ["oversize"] }));
    assert.deepEqual(event.marks, ["oversize", "sequence-gap"]);
    const again = await journal.append(eventOf({ seq: 3, marks: ["oversize"], receivedAt: 1 }));
    assert.deepEqual([again.result, again.event, again.gap, again.before], ["duplicate", event, null, null]);
  });

  it("a new boot does not begin the sequence anew", async () => {
    const { journal } = directJournal();
    await journal.append(eventOf({ seq: 10, boot: 17 }));
    const next = await journal.append(eventOf({ seq: 11, boot: 18 }));
    assert.deepEqual([next.result, next.event.marks], ["stored", []]);
    const back = await journal.append(eventOf({ seq: 1, boot: 19 }));
    assert.deepEqual(back.event.marks, ["replayed"]);
  });

  it("a restored unit stays restored over full segments and restarts", async () => {
    const { journal, line } = directJournal();
    const told = async (boot: number, seq: number, type: "boot" | "opened" = "opened") =>
      (await journal.append(eventOf({ boot, seq, type, content: `${boot}` }))).event.marks;
    await told(17, 5000);
    const fill = async (round: string) => {
      for (let n = 0; n < 2 ** 15; n += 1) await journal.append(eventOf({ seq: n, unit: `${round}1` }));
    };
    await fill("A");
    assert.deepEqual(await told(12, 41, "boot"), ["restored"]);
    line.restart();
    assert.deepEqual(await told(12, 42), ["renumbered"]);
    await fill("B");
    line.restart();
    assert.deepEqual(await told(12, 43), ["renumbered"]);
    assert.equal((await journal.unitState("MUM01-U07"))?.lastSeq, 43);
    assert.deepEqual(await told(17, 5001), ["restored"]);
  });

  it("an event is found by its id long after its segment was filled", async () => {
    const { journal, line } = directJournal();
    const units = ["A1", "B1", "C1"];
    const event = (n: number) => eventOf({ unit: units[n % 3] ?? "", seq: 1 + Math.floor(n / 3) });
    // Two segments and a little: past what is kept in memory.
    const count = 2 * 2 ** 15 + 10;
    for (let n = 0; n < count; n += 1) await journal.append(event(n));
    for (const restart of [false, true]) {
      if (restart) line.restart();
      for (const n of [0, 1, 2 ** 15 - 2, 2 ** 15 - 1, 2 ** 15, 2 ** 16 - 1, 2 ** 16, count - 1]) {
        assert.equal((await journal.append(event(n))).result, "duplicate", `event ${n}`);
      }
      assert.equal((await journal.unitState("B1"))?.lastSeq, event(count - 1 - ((count - 1 - 1) % 3)).seq);
    }
  });
});
