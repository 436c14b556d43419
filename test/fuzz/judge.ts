import assert from "node:assert/strict";
import fc from "fast-check";
import { CalendarJudge } from "../../nodes/domain/calendar-judge.ts";
import { cases, DAYS, MINUTE, reference, windowNo } from "../domain/calendar-reference.ts";
import type { Opened } from "./target.ts";

/** Minutes of the window that are judged: the first and last day only show what comes and goes over the edge. */
const minute = fc.integer({ min: 1440, max: (DAYS - 1) * 1440 - 1 });
const span = fc.tuple(minute, fc.nat(700));

/** Any schedule, any moment and any span, against the definitions applied minute by minute. */
export function openJudge(took: (inputs: number) => void): Opened {
  return {
    property: fc.property(
      cases,
      fc.array(span, { minLength: 100, maxLength: 100 }),
      ([number, calendar], spans) => {
        took(spans.length);
        const window = windowNo(number);
        const judge = new CalendarJudge(calendar);
        const expected = reference(calendar, window);
        for (const [start, length] of spans) {
          const end = Math.min(start + length, (DAYS - 1) * 1440 - 1);
          const access = judge.judge({
            earliest: window.from + start * MINUTE,
            latest: window.from + end * MINUTE,
          });
          assert.equal(access.inside, expected.slice(start, end + 1).every(Boolean), access.reason);
          assert.ok(access.reason.endsWith("."));
        }
      },
    ),
  };
}
