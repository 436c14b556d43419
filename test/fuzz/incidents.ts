import assert from "node:assert/strict";
import fc from "fast-check";
import type { Change, Priority } from "../../nodes/domain/incident.ts";
import { directJournal, incidentRequest, NOW } from "../journal/making.ts";
import type { Target } from "./target.ts";

const step = fc.record({
  event: fc.nat(15),
  locker: fc.constantFrom("L1", "L2", null),
  cause: fc.constantFrom("forced" as const, "tamper" as const),
  priority: fc.constantFrom<Priority>(1, 2, 3),
  /** Minutes from the step before; a clock may be set back. */
  minutes: fc.integer({ min: -20, max: 40 }),
  quiet: fc.constantFrom(0, 15, 60),
  isRestart: fc.boolean(),
});

/** What the rules of an incident say, kept as plainly as they are said. */
interface Expected {
  readonly id: string;
  count: number;
  priority: Priority;
  alarmedAt: number;
  readonly answers: Map<number, { change: Change; count: number }>;
}

/** One open incident for each locker and cause; each event counts once, however often it comes by. */
export const incidents: Target = {
  name: "incidents",
  about: "incidents: raised, counted, alarmed again, with events that come by twice and restarts",
  share: 5,
  inputsPerRun: 20,
  open: (took) => ({
    property: fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      took(steps.length);
      const { journal, line } = directJournal();
      const open = new Map<string, Expected>();
      let at = NOW;
      for (const { event, locker, cause, priority, minutes, quiet, isRestart } of steps) {
        if (isRestart) line.restart();
        at += minutes * 60_000;
        const request = incidentRequest({
          ...{ cause, priority, at, alarmAgainAfter: quiet * 60_000 },
          event: { id: `e${event}`, site: "MUM01", unit: "U1", locker },
        });
        const { incident, change, known } = await journal.raise(request);
        const key = `${locker}|${cause}`;
        const before = open.get(key);
        const told = before?.answers.get(event);
        assert.equal(known, told !== undefined);
        if (told !== undefined) {
          assert.deepEqual({ change, count: incident.count }, told);
          continue;
        }
        const expected: Expected = before ?? {
          ...{ id: incident.id, count: 0, priority, alarmedAt: at },
          answers: new Map(),
        };
        const isAgain = before !== undefined && Math.abs(at - before.alarmedAt) >= quiet * 60_000;
        expected.count += 1;
        expected.priority = Math.min(expected.priority, priority) as Priority;
        if (isAgain) expected.alarmedAt = at;
        const expectedChange = before === undefined ? "raised" : isAgain ? "renewed" : "counted";
        expected.answers.set(event, { change: expectedChange, count: expected.count });
        open.set(key, expected);
        assert.equal(change, expectedChange);
        assert.deepEqual(
          [incident.id, incident.count, incident.transition, incident.priority, incident.alarmedAt],
          [expected.id, expected.count, expected.count, expected.priority, expected.alarmedAt],
        );
      }
      await journal.close();
    }),
  }),
};
