import assert from "node:assert/strict";
import fc from "fast-check";
import { CalendarJudge } from "../../nodes/domain/calendar-judge.ts";
import { cases, DAYS, MINUTE, reference, windowNo } from "./calendar-reference.ts";

describe("calendar: any schedule, against a minute by minute reference", () => {
  it("judges every minute alike", () => {
    fc.assert(
      fc.property(cases, ([number, calendar]) => {
        const window = windowNo(number);
        const judge = new CalendarJudge(calendar);
        const expected = reference(calendar, window);
        // The first and last day only show what comes and goes over the edge.
        for (let index = 1440; index < (DAYS - 1) * 1440; index++) {
          const ms = window.from + index * MINUTE;
          const access = judge.judge({ earliest: ms, latest: ms });
          if (access.inside !== expected[index]) assert.fail(`${access.localTime}: ${access.reason}`);
        }
      }),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it("judges a span as inside exactly when every minute of it is", () => {
    const spans = cases.chain(([number, calendar]) =>
      fc.tuple(
        fc.constant(number),
        fc.constant(calendar),
        fc.array(
          fc.tuple(fc.integer({ min: 1440, max: (DAYS - 1) * 1440 - 1 }), fc.integer({ min: 1, max: 700 })),
          { minLength: 50, maxLength: 50 },
        ),
      ),
    );
    fc.assert(
      fc.property(spans, ([number, calendar, ranges]) => {
        const window = windowNo(number);
        const judge = new CalendarJudge(calendar);
        const expected = reference(calendar, window);
        for (const [start, length] of ranges) {
          const end = Math.min(start + length, (DAYS - 1) * 1440 - 1);
          if (end === start) continue;
          const access = judge.judge({
            earliest: window.from + start * MINUTE,
            latest: window.from + end * MINUTE,
          });
          assert.equal(access.inside, expected.slice(start, end + 1).every(Boolean), access.reason);
          assert.equal(access.code === "time-uncertain", !access.inside);
        }
      }),
      { numRuns: 100 },
    );
  }).timeout(60_000);
});
