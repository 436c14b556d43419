import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import type { DayReport, Told } from "../../../nodes/domain/day-report.ts";
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
  this.timeout(600_000);
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
    const isAccepted = ({ state }: Told) => state === "accepted";
    const isNot = ({ state }: Told) => state !== "accepted";
    const wrong: readonly (readonly [what: string, spoil: (report: DayReport) => DayReport])[] = [
      ["lacks an opening", (report) => ({ ...report, openings: report.openings.slice(1) })],
      [
        "has one twice",
        (report) => ({ ...report, openings: [...report.openings, ...report.openings.slice(0, 1)] }),
      ],
      ["says of another hirer that they were told", spoilFirst(isAccepted, { hirer: "H-9" })],
      ["says accepted of what is not", spoilFirst(isNot, { state: "accepted", providerId: "p", at: 1 })],
      ["says missing of what is accepted", spoilFirst(isAccepted, { state: "missing" })],
      ["gives another provider's id", spoilFirst(isAccepted, { providerId: "p" })],
      ["gives another time", spoilFirst(isAccepted, { at: 1 })],
      ["gives another number of attempts", spoilFirst(isAccepted, { attempts: 99 })],
    ];
    for (const [what, spoil] of wrong) {
      it(`is noticed where it ${what}`, () => {
        let spoilt = 0;
        for (const [site, day] of daysOf(month).slice(0, 20)) {
          const report = reports.get(`${site} ${day}`);
          assert.ok(report);
          const wrong = spoil(report);
          if (wrong === report) continue;
          spoilt += 1;
          assert.notDeepEqual(reportedLines(wrong), expectedLines(month, site, day));
        }
        assert.ok(spoilt > 0);
      });
    }
  });
});

/** Changes what is said of the first hirer and channel of this kind; the same report where there is none. */
function spoilFirst(which: (told: Told) => boolean, change: Partial<Told>) {
  return (report: DayReport): DayReport => {
    const spoilt = report.openings.find(({ notices }) => notices.some(which));
    if (spoilt === undefined) return report;
    const first = spoilt.notices.find(which);
    const notices = spoilt.notices.map((told) => (told === first ? { ...told, ...change } : told));
    const openings = report.openings.map((one) => (one === spoilt ? { ...one, notices } : one));
    return { ...report, openings };
  };
}
