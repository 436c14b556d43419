import assert from "node:assert/strict";
import fc from "fast-check";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { healthOfAppended } from "../../nodes/domain/health.ts";
import { directJournal, eventOf } from "../journal/making.ts";
import type { Target } from "./target.ts";

/** What comes under the names of two units: true events, forged ones, copies, units restored and units doubled. */
const step = fc.record({
  unit: fc.constantFrom("A1", "A1", "B1"),
  boot: fc.integer({ min: 1, max: 4 }),
  seq: fc.oneof(
    { weight: 9, arbitrary: fc.nat(12) },
    fc.constantFrom(2 ** 32 - 1, 2 ** 32 - 2, 150_000, 99_999, 100_001),
  ),
  type: fc.constantFrom("boot" as const, "opened" as const, "forced" as const),
  content: fc.constantFrom("a", "b", "c"),
  isRestart: fc.boolean(),
});

interface Answer {
  readonly result: string;
  readonly event: LockerEvent;
  readonly gap: unknown;
}

/** Each event is stored once, and whatever was before it, a restart of the journal changes no answer. */
export const sequences: Target = {
  name: "sequences",
  about: "numbers of events: lost, late, repeated, forged, of restored units and of two under one name",
  share: 5,
  inputsPerRun: 24,
  open: (took) => ({
    property: fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 48 }), async (steps) => {
      took(steps.length);
      const events = steps.map(({ isRestart: _, content, ...rest }) =>
        eventOf({ ...rest, content: `${content}${rest.boot}${rest.type}`, receivedAt: 1_795_334_131_925 }),
      );
      const plain = await answers(events, () => false);
      const restarted = await answers(events, (index) => steps[index]?.isRestart === true);
      assert.deepEqual(restarted, plain);
      const seen = new Set<string>();
      const alarms = new Set<string>();
      for (const [index, { id }] of events.entries()) {
        const answer = plain[index];
        assert.equal(answer?.result, seen.has(id) ? "duplicate" : "stored");
        seen.add(id);
        if (answer === undefined) continue;
        for (const alarm of healthOfAppended({ event: answer.event, gap: null, before: null })) {
          if (alarm.type !== "sequence-gap") alarms.add(alarm.id);
        }
      }
      // For each unit one that it was restored and one of replays, within an hour.
      assert.ok(alarms.size <= 4, `${alarms.size} alarms within an hour`);
    }),
  }),
};

async function answers(
  events: readonly LockerEvent[],
  restarts: (index: number) => boolean,
): Promise<readonly Answer[]> {
  const { journal, line } = directJournal();
  const told: Answer[] = [];
  for (const [index, event] of events.entries()) {
    if (restarts(index)) line.restart();
    const { result, event: stored, gap } = await journal.append(event);
    told.push({ result, event: stored, gap });
  }
  await journal.close();
  return told;
}
