import assert from "node:assert/strict";
import fc from "fast-check";
import { clockAt } from "../../nodes/domain/calendar-zone.ts";
import { LANE } from "../../nodes/domain/notice.ts";
import { endOfDay, overdueAt, PROMPT_MS } from "../../nodes/domain/notice-deadline.ts";

const ZONES = ["Asia/Kolkata", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "UTC"];
const dateAt = (ms: number, zone: string) => clockAt(ms, zone).toPlainDate().toString();

describe("the end of a day", () => {
  it("is the first moment of a later date by the site's clock, whatever was asked before", () => {
    const moment = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, fc.constantFrom(...ZONES)), { maxLength: 5 }), (asked) => {
        for (const [at, zone] of asked) {
          const end = endOfDay(at, zone);
          assert.ok(end > at && end <= at + 25 * 3_600_000);
          assert.equal(dateAt(end - 1, zone), dateAt(at, zone));
          assert.ok(dateAt(end, zone) > dateAt(at, zone));
        }
      }),
    );
  });

  const nights: readonly (readonly [what: string, zone: string, at: string, end: string])[] = [
    ["without a midnight", "America/Sao_Paulo", "2018-11-03T12:00Z", "2018-11-04T03:00:00.000Z"],
    ["of 23 hours", "Europe/Berlin", "2026-03-29T12:00Z", "2026-03-29T22:00:00.000Z"],
    ["of 25 hours", "Europe/Berlin", "2026-10-25T00:30Z", "2026-10-25T23:00:00.000Z"],
    ["before one that was left out", "Pacific/Apia", "2011-12-30T05:00Z", "2011-12-30T10:00:00.000Z"],
  ];
  for (const [what, zone, at, end] of nights) {
    it(`${what} (${zone}) is right, too`, () => {
      assert.equal(new Date(endOfDay(Date.parse(at), zone)).toISOString(), end);
    });
  }
});

describe("when a notice is overdue", () => {
  const NOON = Date.UTC(2026, 10, 22, 12);
  const MIDNIGHT = Date.UTC(2026, 10, 23);
  const cases: readonly (readonly [what: string, lane: 0 | 1 | 2 | 3, now: number, expected: number])[] = [
    ["of an opening: at the end of its day", LANE.hirer, NOON, MIDNIGHT],
    ["made in the last second of the day: at its end all the same", LANE.hirer, MIDNIGHT - 1, MIDNIGHT],
    ["made at the end of the day: soon", LANE.hirer, MIDNIGHT, MIDNIGHT + PROMPT_MS],
    ["made days later: soon", LANE.routine, MIDNIGHT + 9e8, MIDNIGHT + 9e8 + PROMPT_MS],
    ["of an SOS: soon", LANE.sos, NOON, NOON + PROMPT_MS],
  ];
  for (const [what, lane, now, expected] of cases) {
    it(what, () => assert.equal(overdueAt(NOON, "UTC", lane, now), expected));
  }
});
