import assert from "node:assert/strict";
import fc from "fast-check";
import { type Crowd, Crowds } from "../../nodes/domain/watch-crowd.ts";
import { type CrowdRule, strictest } from "../../nodes/domain/watch-rules.ts";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 22, 12);
const RULE: CrowdRule = { atLeast: 5, withinMs: 10 * MINUTE };

/** Minutes after noon; two numbers where the time is not known exactly. */
type At = number | readonly [number, number];

function occurredAt(at: At) {
  const [earliest, latest] = typeof at === "number" ? [at, at] : at;
  return { earliest: NOON + earliest * MINUTE, latest: NOON + latest * MINUTE };
}

/** Lockers as they are reported, one after the other; which of them made a crowd, and of whom. */
function crowdsOf(
  reports: readonly (readonly [string, At])[],
  rule = RULE,
): readonly (readonly [number, Crowd])[] {
  const crowds = new Crowds();
  return reports.flatMap(([locker, at], index) => {
    const crowd = crowds.add("MUM01", locker, occurredAt(at), rule);
    return crowd === null ? [] : [[index, crowd] as const];
  });
}

const told = (reports: readonly (readonly [string, At])[], rule = RULE) =>
  crowdsOf(reports, rule).map(([index, { subjects }]) => [index, subjects.join(" ")]);

describe("many lockers within minutes", () => {
  it("are told with the one that makes them many, named by time, once", () => {
    const reports = ["A", "B", "C", "D", "E", "F", "G"].map((locker, n) => [locker, n] as const);
    assert.deepEqual(told(reports), [[4, "A B C D E"]]);
    const [[, crowd] = []] = crowdsOf(reports);
    assert.deepEqual([crowd?.from, crowd?.until], [NOON, NOON + 4 * MINUTE]);
  });

  it("are within the minutes, the last one included, and no longer", () => {
    const spread = (last: number) =>
      told([
        ["A", 0],
        ["B", 1],
        ["C", 2],
        ["D", 3],
        ["E", last],
      ]);
    assert.equal(spread(10).length, 1);
    assert.equal(spread(10.1).length, 0);
  });

  it("are different ones: one locker opened again and again is no crowd", () => {
    assert.deepEqual(told(Array.from({ length: 500 }, (_, n) => ["A", n / 10] as const)), []);
    assert.deepEqual(
      told([
        ["A", 0],
        ["A", 1],
        ["B", 2],
        ["C", 3],
        ["D", 4],
        ["A", 9],
        ["E", 9.5],
      ]),
      [[6, "B C D A E"]],
    );
  });

  it("count by when they happened, not by when they became known", () => {
    // A unit that was offline tells of its three in the end, in the wrong order.
    const late = told([
      ["A", 0],
      ["B", 1],
      ["X", 120],
      ["Y", 125],
      ["E", 4],
      ["C", 2],
      ["D", 3],
    ]);
    assert.deepEqual(late, [[6, "A B C D E"]]);
    // And all at once from a day on which nothing was many.
    assert.deepEqual(
      told([
        ["A", 0],
        ["B", 20],
        ["C", 40],
        ["D", 60],
        ["E", 80],
        ["F", 100],
      ]),
      [],
    );
  });

  it("are told again when it begins anew, and not while it goes on", () => {
    const hour = Array.from({ length: 60 }, (_, n) => [`L${n}`, n] as const);
    assert.equal(told(hour).length, 1);
    const anew = Array.from({ length: 10 }, (_, n) => [`M${n}`, 90 + n] as const);
    assert.deepEqual(
      told([...hour, ...anew]).map(([index]) => index),
      [4, 64],
    );
    // Single openings between do not hold the first one open.
    const single = [
      ["S1", 65],
      ["S2", 73],
      ["S3", 81],
      ["S4", 89],
    ] as const;
    assert.deepEqual(
      told([...hour, ...single, ...anew]).map(([index]) => index),
      [4, 67],
    );
  });

  it("count wherever they can have happened, as far back as the minutes", () => {
    assert.deepEqual(
      told([
        ["A", 0],
        ["B", 1],
        ["C", 2],
        ["D", 3],
        ["E", [5, 14]],
      ]),
      [[4, "A B C D E"]],
    );
    // One that can have happened at any time does not belong to every crowd.
    assert.deepEqual(
      told([
        ["A", 0],
        ["B", 1],
        ["C", 2],
        ["D", 3],
        ["E", [-10_000, 60]],
      ]),
      [],
    );
  });

  it("are of one site", () => {
    const crowds = new Crowds();
    for (const n of [1, 2, 3, 4, 5]) {
      for (const site of ["MUM01", "PUN03"]) {
        const crowd = crowds.add(site, `${site}-${n}`, occurredAt(n), RULE);
        assert.equal(crowd !== null, n === 5, `${site} ${n}`);
      }
    }
  });

  it("are not looked for where the rule is off", () => {
    const reports = Array.from({ length: 50 }, (_, n) => [`L${n}`, 0] as const);
    assert.deepEqual(told(reports, { atLeast: 0, withinMs: MINUTE }), []);
  });

  it("are remembered of the keys that were heard of last, however many there are", () => {
    const crowds = new Crowds();
    const denied = (locker: number, n: number) =>
      crowds.add(`L${locker}`, `event ${n}`, occurredAt(n), { atLeast: 3, withinMs: 10 * MINUTE });
    for (const n of [0, 1]) for (let locker = 0; locker < 4000; locker += 1) denied(locker, n);
    assert.notEqual(denied(0, 2), null);
    for (let locker = 10_000; locker < 100_000; locker += 1) denied(locker, 2);
    assert.equal(denied(1, 2), null, "what is long past is forgotten");
    for (let n = 0; n < 20_000; n += 1) denied(2, 10 + n / 100);
    assert.equal(denied(2, 211), null, "an endless crowd is one");
  });
});

describe("after a restart", () => {
  /** What the journal holds: each report, and behind the one that made it so, that a crowd was told. */
  function restarted(reports: readonly (readonly [string, At])[], rule = RULE): Crowds {
    const [before, after] = [new Crowds(), new Crowds()];
    for (const [locker, at] of reports) {
      const crowd = before.add("MUM01", locker, occurredAt(at), rule);
      after.remember("MUM01", locker, occurredAt(at), rule);
      if (crowd !== null) after.told("MUM01", crowd.from, rule);
    }
    return after;
  }

  it("what was told is not told again, and what was not is", () => {
    const hour = Array.from({ length: 60 }, (_, n) => [`L${n}`, n] as const);
    const goesOn = restarted(hour);
    assert.equal(goesOn.add("MUM01", "L60", occurredAt(60), RULE), null);
    const four = restarted(hour.slice(0, 4));
    assert.equal(four.add("MUM01", "L4", occurredAt(4), RULE)?.subjects.length, 5);
    // It ended before what was found could be written.
    const untold = new Crowds();
    for (const [locker, at] of hour.slice(0, 5)) untold.remember("MUM01", locker, occurredAt(at), RULE);
    assert.notEqual(untold.add("MUM01", "L4", occurredAt(4), RULE), null, "the same event comes again");
  });

  it("tells at any point what it would have told without it", () => {
    const report = fc.tuple(fc.constantFrom("A", "B", "C", "D", "E", "F"), fc.integer({ min: 0, max: 90 }));
    const rule = { atLeast: 3, withinMs: 5 * MINUTE };
    fc.assert(
      fc.property(fc.array(report, { maxLength: 40 }), fc.nat(40), (reports, cut) => {
        const through = told(reports, rule).filter(([index]) => Number(index) >= cut);
        const later = restarted(reports.slice(0, cut), rule);
        const found = reports.slice(cut).flatMap(([locker, at], index) => {
          const crowd = later.add("MUM01", locker, occurredAt(at), rule);
          return crowd === null ? [] : [[cut + index, crowd.subjects.join(" ")]];
        });
        assert.deepEqual(found, through);
      }),
    );
  });
});

describe("a crowd, against its definition", () => {
  const rule = { atLeast: 3, withinMs: 5 * MINUTE };
  const report = fc.tuple(
    fc.constantFrom("A", "B", "C", "D", "E", "F", "G"),
    fc.integer({ min: 0, max: 120 }),
  );

  /** So many different ones in some window, each report looked at with each other. */
  function isCrowd(reports: readonly (readonly [string, number])[]): boolean {
    return reports.some(([, from]) => {
      const within = reports.filter(([, at]) => at >= from && at <= from + 5);
      return new Set(within.map(([locker]) => locker)).size >= 3;
    });
  }

  it("is told exactly when there is one, in whatever order it is reported", () => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 30 }), (reports) => {
        const first = reports.findIndex((_, index) => isCrowd(reports.slice(0, index + 1)));
        assert.equal(told(reports, rule)[0]?.[0] ?? -1, first);
      }),
      { numRuns: 500 },
    );
  });

  it("names lockers that were really opened within the minutes", () => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 30 }), (reports) => {
        for (const [index, { from, until, subjects }] of crowdsOf(reports, rule)) {
          assert.ok(until - from <= rule.withinMs && subjects.length >= rule.atLeast);
          for (const subject of subjects) {
            const known = reports.slice(0, index + 1);
            assert.ok(
              known.some(([locker, at]) => {
                const { latest } = occurredAt(at);
                return locker === subject && latest >= from && latest <= from + rule.withinMs;
              }),
              subject,
            );
          }
        }
      }),
    );
  });
});

describe("the rules of several nodes", () => {
  const rules = (holdMs: number, openings: number, minutes: number) => ({
    holdMs,
    openings: { atLeast: openings, withinMs: minutes },
    denials: { atLeast: 0, withinMs: 1 },
  });
  const CASES = [
    ["of none", [], null],
    ["of one", [rules(30, 5, 10)], rules(30, 5, 10)],
    ["the one that alarms sooner and more", [rules(30, 5, 10), rules(10, 8, 20)], rules(10, 5, 20)],
    ["one that is off has no say", [rules(30, 0, 60), rules(30, 7, 10)], rules(30, 7, 10)],
    ["off for all", [rules(30, 0, 60), rules(40, 0, 10)], rules(30, 0, 10)],
  ] as const;
  for (const [name, all, expected] of CASES) it(name, () => assert.deepEqual(strictest(all), expected));
});
