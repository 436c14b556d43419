import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import type { DayReport } from "../../../nodes/domain/day-report.ts";
import { END, Month } from "../month.ts";
import { BRANCHES, problems, register, ZONES } from "../month-bank.ts";
import {
  dayOf,
  daysOf,
  expectedKinds,
  expectedLines,
  expectedSums,
  isToldBy,
  reportedKinds,
  reportedLines,
  reportedSums,
} from "../recount.ts";

const OPENINGS = 1000;
const SEED = Number(process.env.MONTH_SEED ?? randomInt(2 ** 32));

describe(`a month of ${OPENINGS} openings in three branches and two time zones, MONTH_SEED=${SEED}`, function () {
  this.timeout(120_000);
  const month = new Month(SEED);
  const reports = new Map<string, DayReport>();

  before(async () => {
    assert.deepEqual(problems, []);
    await month.run(OPENINGS);
    for (const [site, day] of daysOf(month)) {
      const asked = { site, day, timeZone: ZONES[site], register, now: END, seesSilent: true };
      reports.set(`${site} ${day}`, await month.journal.dayReport(asked));
    }
  });
  after(() => month.close());

  it("was mixed", () => {
    const { happened, received } = month;
    assert.equal(happened.length, OPENINGS);
    assert.ok(reports.size > 80);
    for (const site of BRANCHES) assert.ok(happened.some((one) => one.site === site));
    for (const what of ["drill", "forced", "duress"] as const) {
      assert.ok(
        happened.some((one) => one[what]),
        what,
      );
    }
    for (const inside of [true, false, null]) assert.ok(happened.some((one) => one.inside === inside));
    assert.ok(happened.some(({ event }) => event.late));
    assert.ok(happened.some(({ event }) => event.occurred.earliest < event.occurred.latest));
    for (const answer of ["accepted", "permanent", "transient"]) {
      assert.ok(
        [...received.values()].flat().some((one) => one.answer === answer),
        answer,
      );
    }
  });

  it("is reported as the test counts it anew", () => {
    for (const [site, day] of daysOf(month)) {
      const report = reports.get(`${site} ${day}`);
      assert.ok(report);
      assert.deepEqual(reportedLines(report), expectedLines(month, site, day), `${site} ${day}`);
      assert.deepEqual(reportedSums(report), expectedSums(month, site, day), `${site} ${day}`);
      assert.deepEqual(reportedKinds(report), expectedKinds(month, site, day), `${site} ${day}`);
    }
  });

  it("leaves no opening that is neither told in both ways nor in an alarm of its day, and none that is in two", () => {
    for (const opening of month.happened) {
      const { event, site, drill } = opening;
      const day = dayOf(event.occurred.latest, site);
      const alarms = month.alarms.filter(
        ({ data }) => Array.isArray(data.eventIds) && data.eventIds.includes(event.id),
      );
      const [alarm] = alarms;
      const what = `${event.id} of ${day}`;
      assert.ok(alarms.length <= 1, what);
      if (alarm === undefined) assert.ok(drill || isToldBy(month, opening, END), what);
      else {
        assert.deepEqual([alarm.site, alarm.data.day], [site, day], what);
        assert.ok(!drill && !isToldBy(month, opening, alarm.receivedAt), what);
      }
    }
    const named = month.alarms.map(({ data }) => [data.notTold, (data.eventIds as unknown[]).length]);
    assert.deepEqual(
      named,
      named.map(([count]) => [count, count]),
    );
    assert.ok(month.alarms.length > 0);
  });

  it("has one alarm of a day's own for each branch, and others only for what came in after that", () => {
    const seen = new Set<string>();
    for (const { site, data } of month.alarms) {
      const key = `${site} ${data.day}`;
      const ids = data.eventIds as readonly string[];
      const own = month.happened.filter(({ event }) => ids.includes(event.id));
      if (seen.has(key))
        assert.ok(
          own.every(({ event }) => event.late),
          key,
        );
      seen.add(key);
    }
  });

  describe("a report that is wrong", () => {
    const wrong: readonly (readonly [what: string, spoil: (report: DayReport) => DayReport])[] = [
      ["lacks an opening", (report) => ({ ...report, openings: report.openings.slice(1) })],
      [
        "has one twice",
        (report) => ({ ...report, openings: [...report.openings, ...report.openings.slice(0, 1)] }),
      ],
      ["says of another hirer that they were told", spoilTold({ hirer: "H-9" })],
      ["says accepted of what is not", spoilTold({ state: "accepted", providerId: "p-1" })],
      ["gives another provider's id", spoilTold({ providerId: "p-1" })],
      ["gives another time", spoilTold({ at: 1 })],
      ["gives another number of attempts", spoilTold({ attempts: 99 })],
    ];
    for (const [what, spoil] of wrong) {
      it(`is noticed where it ${what}`, () => {
        for (const [site, day] of daysOf(month).slice(0, 20)) {
          const report = reports.get(`${site} ${day}`);
          if (report?.openings[0]?.notices[0] === undefined) continue;
          assert.notDeepEqual(reportedLines(spoil(report)), expectedLines(month, site, day));
        }
      });
    }
  });
});

/** Changes what is said of the first hirer of the first opening. */
function spoilTold(change: Partial<DayReport["openings"][number]["notices"][number]>) {
  return (report: DayReport): DayReport => {
    const [opening, ...openings] = report.openings;
    const [told, ...notices] = opening?.notices ?? [];
    if (opening === undefined || told === undefined) return report;
    return {
      ...report,
      openings: [{ ...opening, notices: [{ ...told, ...change }, ...notices] }, ...openings],
    };
  };
}
