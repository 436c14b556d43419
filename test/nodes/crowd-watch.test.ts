import assert from "node:assert/strict";
import type { WatchRules } from "../../nodes/domain/watch-rules.ts";
import { lockerOf, NOON, RULES, unitOf, watchedGateway } from "./watched-gateway.ts";

const MINUTE = 60_000;

const opened = (...lockers: number[]) => lockers.map((n) => `opened ${lockerOf("MUM01", n)}`);
const MASS = "mass-opening gateway 5";

describe("many lockers of a site that are opened", () => {
  it("are told with the fifth within ten minutes, once, and by the output for events of lockers", async () => {
    const { report, wait, told, events } = watchedGateway({ MUM01: 8, PUN03: 2 });
    for (const n of [1, 2]) await report("PUN03", n, "opened");
    for (const n of [1, 2, 3, 4]) {
      await report("MUM01", n, n === 2 ? "forced" : "opened");
      await wait(120);
    }
    assert.equal(told().includes(MASS), false);
    await report("MUM01", 5, "opened");
    const { data, occurred } = events[1] ?? assert.fail("nothing was told");
    const lockers = [1, 2, 3, 4, 5].map((n) => lockerOf("MUM01", n));
    assert.deepEqual([data.lockers, data.count, data.minutes], [lockers, 5, 10]);
    assert.deepEqual(occurred, { earliest: NOON + 8 * MINUTE, latest: NOON + 8 * MINUTE });
    for (const n of [6, 7, 8]) await report("MUM01", n, "opened");
    assert.deepEqual(told(), [...opened(5), MASS, ...opened(6, 7, 8)]);
  });

  it("count by when they were opened, however late and in whatever order that is reported", async () => {
    const { report, wait, told, events } = watchedGateway({ MUM01: 6 });
    for (const n of [1, 2]) await report("MUM01", n, "opened");
    await wait(3600);
    await report("MUM01", 6, "opened");
    for (const n of [5, 3, 4]) await report("MUM01", n, "opened", NOON + n * MINUTE);
    assert.equal(events.at(-1)?.late, true);
    assert.deepEqual(
      told().filter((one) => /opened|opening/.test(one)),
      [...opened(1, 2, 6, 5, 3, 4), MASS],
    );
  });

  it("are one event over a restart in the middle, and none where the same come again", async () => {
    for (const before of [1, 4, 5, 7]) {
      const { report, again, restart, told } = watchedGateway({ MUM01: 8 });
      const bodies: object[] = [];
      for (let n = 1; n <= 8; n += 1) {
        bodies.push(await report("MUM01", n, "opened"));
        if (n === before) await restart();
      }
      for (const [index, body] of bodies.entries()) await again("MUM01", index + 1, body);
      assert.deepEqual(
        told().filter((one) => one === MASS),
        [MASS],
        `restart after ${before}`,
      );
    }
  });

  it("are told after a restart where the process ended between the opening and the alarm", async () => {
    const { report, again, restart, told, journal } = watchedGateway({ MUM01: 5 });
    for (const n of [1, 2, 3, 4]) await report("MUM01", n, "opened");
    const append = journal.append.bind(journal);
    // It is killed when the fifth is stored, and what follows from it is not.
    journal.append = (event, nodes) =>
      event.type === "opened" ? append(event, nodes) : new Promise(() => {});
    const fifth = await report("MUM01", 5, "opened");
    assert.deepEqual(told(), opened(1, 2, 3, 4, 5));
    journal.append = append;
    await restart();
    assert.equal(told().includes(MASS), false);
    await again("MUM01", 5, fifth);
    assert.deepEqual(
      told().filter((one) => one === MASS),
      [MASS],
    );
  });

  it("are told by the rule of now, where that was changed", async () => {
    let rules: WatchRules = RULES;
    const { report, restart, told } = watchedGateway({ MUM01: 8 }, () => rules);
    for (const n of [1, 2]) await report("MUM01", n, "opened");
    rules = { ...RULES, openings: { atLeast: 3, withinMs: 10 * MINUTE } };
    await restart();
    await report("MUM01", 3, "opened");
    assert.deepEqual(told(), [...opened(1, 2, 3), "mass-opening gateway 3"]);
    rules = { ...RULES, openings: { atLeast: 0, withinMs: 10 * MINUTE } };
    await restart();
    for (const n of [4, 5, 6, 7, 8]) await report("MUM01", n, "opened");
    assert.deepEqual(told(), opened(4, 5, 6, 7, 8));
  });
});

describe("access that is refused at one locker", () => {
  const denied = (n: number) => `access-denied ${lockerOf("MUM01", n)}`;
  const AGAIN = `repeated-denial ${lockerOf("MUM01", 1)} 3`;

  it("is told with the third report within ten minutes, once, and of that locker", async () => {
    const { report, wait, told, events } = watchedGateway({ MUM01: 3 });
    for (const n of [2, 3, 2]) await report("MUM01", n, "access-denied");
    for (let times = 0; times < 2; times += 1) await report("MUM01", 1, "access-denied");
    await wait(60);
    told();
    await report("MUM01", 1, "access-denied");
    assert.deepEqual([events[1]?.unit, events[1]?.data.count], [unitOf("MUM01", 1), 3]);
    for (let times = 0; times < 5; times += 1) await report("MUM01", 1, "access-denied");
    assert.deepEqual(told(), [denied(1), AGAIN, ...Array(5).fill(denied(1))]);
  });

  it("is not told of reports further apart, nor of one that comes again", async () => {
    const { report, again, wait, told } = watchedGateway({ MUM01: 1 });
    for (let times = 0; times < 6; times += 1) {
      const body = await report("MUM01", 1, "access-denied");
      for (let copies = 0; copies < 5; copies += 1) await again("MUM01", 1, body);
      await wait(301);
    }
    assert.equal(told().includes(AGAIN), false);
  });

  it("is told once over a restart", async () => {
    for (const before of [2, 3]) {
      const { report, restart, told } = watchedGateway({ MUM01: 1 });
      for (let times = 1; times <= 5; times += 1) {
        await report("MUM01", 1, "access-denied");
        if (times === before) await restart();
      }
      assert.deepEqual(
        told().filter((one) => one === AGAIN),
        [AGAIN],
      );
    }
  });
});
