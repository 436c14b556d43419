import assert from "node:assert/strict";
import fc from "fast-check";
import { type Losses, Presence, SILENT_MS } from "../../nodes/domain/watch-presence.ts";

const S = 1000;
const HOLD = 30 * S;

/** Units MUM-1, MUM-2 ... and PUN-1 ..., each of the site that its name begins with. */
function unitsOf(...ids: readonly string[]) {
  return new Map(ids.map((id) => [id, { id, site: id.slice(0, 3) }]));
}

/** Seconds go by one after the other, and what is told is collected. */
function watched(ids: readonly string[], hold: number | null = HOLD) {
  const presence = new Presence();
  const many = new Set<string>();
  let now = 0;
  let by = 0;
  const told: { at: number; losses: Losses }[] = [];
  presence.sync(unitsOf(...ids), now);
  const run = (seconds: number, each: (second: number) => void = () => {}) => {
    for (let n = 0; n < seconds; n += 1) {
      now += S;
      each(now / S);
      for (const losses of presence.tick(
        now,
        () => hold,
        (site) => many.has(site),
      )) {
        told.push({ at: now / S, losses });
      }
    }
  };
  return {
    ...{ presence, told, many, run },
    heard: (unit: string) => presence.heard(unit, ++by, now),
    online: (unit: string) => presence.online(unit, ++by, now),
    connected: (unit: string) => presence.connected(unit, ++by),
    will: (unit: string, boot = 1) => presence.left(unit, boot, ++by, now, hold ?? 0),
    listen: () => presence.listen(now, () => HOLD),
    sync: (...all: string[]) => presence.sync(unitsOf(...all), now),
    /** When, and whom. */
    said: () => told.map(({ at, losses: { leavers } }) => [at, leavers.map(({ unit }) => unit).join(" ")]),
  };
}

describe("a unit that is not heard", () => {
  it("is told within 180 s, and once", () => {
    const { run, heard, said } = watched(["MUM-1"]);
    run(100);
    heard("MUM-1");
    run(1000);
    assert.equal(said().length, 1);
    const [[at = 0] = []] = said();
    assert.ok(Number(at) - 100 > SILENT_MS / S && Number(at) - 100 <= 180, String(at));
  });

  it("was perhaps never heard at all: it has as long since the gateway began to listen", () => {
    const { run, said } = watched(["MUM-1"]);
    run(180);
    assert.deepEqual(said(), [[175, "MUM-1"]]);
  });

  it("is there as long as anything comes of it", () => {
    const { run, heard, said } = watched(["MUM-1"]);
    run(3600, (second) => {
      if (second % 149 === 0) heard("MUM-1");
    });
    assert.deepEqual(said(), []);
  });

  it("is not told where it is heard in the last moment", () => {
    const { run, heard, said } = watched(["MUM-1"]);
    run(174);
    heard("MUM-1");
    run(60);
    assert.deepEqual(said(), []);
  });

  it("has longer where its heartbeats come less often", () => {
    const { presence, run, said } = watched(["MUM-1"]);
    presence.heartbeat("MUM-1", 300);
    run(740);
    assert.deepEqual(said(), []);
    run(60);
    assert.equal(said().length, 1);
  });

  it("is told again after it was back", () => {
    const { run, online, said } = watched(["MUM-1"]);
    run(200);
    online("MUM-1");
    run(200);
    assert.deepEqual(said(), [
      [175, "MUM-1"],
      [375, "MUM-1"],
    ]);
  });

  it("is nobody's business where nobody watches", () => {
    const { run, said } = watched(["MUM-1"], null);
    run(1000);
    assert.deepEqual(said(), []);
  });

  it("is not blamed for the time in which the gateway heard nobody", () => {
    const { run, listen, heard, said } = watched(["MUM-1", "MUM-2"]);
    run(149);
    // The times are of the listening, which stood still.
    listen();
    run(74);
    assert.deepEqual(said(), []);
    heard("MUM-1");
    run(60);
    assert.deepEqual(said(), [[249, "MUM-2"]]);
  });
});

describe("a last will", () => {
  it("is told after the hold", () => {
    const { run, will, said } = watched(["MUM-1"]);
    run(10);
    will("MUM-1");
    run(29);
    assert.deepEqual(said(), []);
    run(1);
    assert.deepEqual(said(), [[40, "MUM-1"]]);
  });

  it("is no alarm where the unit is back by then, as the broker says or the unit itself", () => {
    for (const back of ["heard", "connected"] as const) {
      const one = watched(["MUM-1"]);
      one.will("MUM-1");
      one.run(29);
      one[back]("MUM-1");
      one.run(60);
      assert.deepEqual(one.said(), [], back);
    }
  });

  it("that the broker takes back does not begin the time of silence anew", () => {
    const { run, will, connected, said, told } = watched(["MUM-1"]);
    run(136);
    will("MUM-1");
    run(20);
    connected("MUM-1");
    run(60);
    assert.deepEqual(said(), [[175, "MUM-1"]]);
    assert.equal(told[0]?.losses.leavers[0]?.why, "silence");
  });

  it("has no longer hold than the unit may be silent for", () => {
    const { run, will, said } = watched(["MUM-1"], 90 * S);
    run(140);
    will("MUM-1");
    run(100);
    assert.deepEqual(said(), [[175, "MUM-1"]]);
  });

  it("that is dealt with after what the unit said later means nothing", () => {
    const { presence, run, said } = watched(["MUM-1"]);
    presence.heard("MUM-1", 2, 0);
    presence.left("MUM-1", 1, 1, 0, HOLD);
    run(100);
    assert.deepEqual(said(), []);
  });

  it("has the whole hold again after the gateway's own connection was down", () => {
    const { run, will, listen, said } = watched(["MUM-1"]);
    will("MUM-1");
    run(20);
    listen();
    run(29);
    assert.deepEqual(said(), []);
    run(1);
    assert.deepEqual(said(), [[50, "MUM-1"]]);
  });
});

describe("units lost together", () => {
  it("are told together from three on, those whose hold is not over too", () => {
    const { run, will, said } = watched(["MUM-1", "MUM-2", "MUM-3", "PUN-1"]);
    will("MUM-1");
    run(10);
    will("MUM-2");
    run(10);
    will("MUM-3");
    will("PUN-1");
    run(60);
    assert.deepEqual(said(), [
      [30, "MUM-1 MUM-2 MUM-3"],
      [50, "PUN-1"],
    ]);
  });

  it("are two, and told each by itself", () => {
    const { run, will, said } = watched(["MUM-1", "MUM-2"]);
    will("MUM-1");
    run(10);
    will("MUM-2");
    run(60);
    assert.deepEqual(said(), [
      [30, "MUM-1"],
      [40, "MUM-2"],
    ]);
  });

  it("while nobody watched are told together once somebody does, and within 180 s", () => {
    const { presence, run, heard } = watched(["MUM-1", "MUM-2", "MUM-3"], null);
    run(30, (second) => {
      if (second % 10 === 0) heard(`MUM-${second / 10}`);
    });
    run(970);
    const told: number[] = [];
    for (let at = 1001; at <= 1180; at += 1) {
      const losses = presence.tick(
        at * S,
        () => HOLD,
        () => false,
      );
      for (const { leavers } of losses) told.push(leavers.length);
    }
    assert.deepEqual(told, [3]);
  });

  it("count those that were told a moment before", () => {
    const { run, will, told, said } = watched(["MUM-1", "MUM-2", "MUM-3", "MUM-4"]);
    will("MUM-1");
    run(40);
    will("MUM-2");
    will("MUM-3");
    run(140);
    assert.deepEqual(said().slice(0, 2), [
      [30, "MUM-1"],
      [70, "MUM-2 MUM-3"],
    ]);
    assert.deepEqual(told[1]?.losses.before, ["MUM-1"]);
  });

  it("are named when they follow while that stands", () => {
    const { run, many, will, told } = watched(["MUM-1", "MUM-2", "MUM-3", "MUM-4"]);
    for (const unit of ["MUM-1", "MUM-2", "MUM-3"]) will(unit);
    run(30);
    many.add("MUM");
    will("MUM-4");
    run(30);
    assert.deepEqual(
      told.map(({ losses: { leavers, before } }) => [leavers.length, before]),
      [
        [3, []],
        [1, []],
      ],
    );
  });

  it("of a power cut are a few events at most, whenever their last heartbeats were", () => {
    const ids = Array.from({ length: 500 }, (_, n) => `MUM-${n}`);
    const { run, heard, said, told, many } = watched(ids);
    run(60, (second) => {
      for (let n = second % 60; n < 500; n += 60) heard(`MUM-${n}`);
    });
    run(200, () => {
      if (told.length > 0) many.add("MUM");
    });
    assert.equal(
      told.reduce((sum, { losses }) => sum + losses.leavers.length, 0),
      500,
    );
    assert.ok(said().length <= 4, `${said().length} events`);
  });
});

describe("the register", () => {
  it("may name new units, and others no more", () => {
    const { run, sync, will, said, presence } = watched(["MUM-1", "MUM-2"]);
    run(100);
    assert.deepEqual(sync("MUM-2", "MUM-3"), ["MUM-3"]);
    will("MUM-1");
    run(100);
    assert.deepEqual(said(), [[175, "MUM-2"]]);
    assert.equal(presence.lostAt("MUM"), 1);
    sync("MUM-3");
    assert.equal(presence.lostAt("MUM"), 0);
    run(100);
    assert.deepEqual(said().at(-1), [275, "MUM-3"]);
  });

  it("may move a unit to another site, where it is a new one", () => {
    const presence = new Presence();
    presence.sync(unitsOf("MUM-1"), 0);
    presence.wasLost("MUM-1");
    assert.equal(presence.lostAt("MUM"), 1);
    assert.deepEqual(presence.sync(new Map([["MUM-1", { id: "MUM-1", site: "PUN" }]]), 0), ["MUM-1"]);
    assert.deepEqual([presence.lostAt("MUM"), presence.isLost("MUM-1")], [0, false]);
  });
});

describe("whatever comes and goes", () => {
  const units = ["MUM-1", "MUM-2", "MUM-3", "PUN-1"];
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 120 }),
    unit: fc.constantFrom(...units),
    what: fc.constantFrom("heard", "connected", "online", "will"),
  });

  it("each unit is told when it is lost, within 180 s, and not while it is heard", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(0, HOLD, 90 * S), (steps, hold) => {
        const one = watched(units, hold);
        const heardAt = new Map(units.map((unit) => [unit, 0]));
        const leftAt = new Map<string, number>();
        const lost = new Set<string>();
        let second = 0;
        let seen = 0;
        const look = () => {
          one.run(1);
          second += 1;
          for (const { at, losses } of one.told.slice(seen)) {
            for (const { unit, why } of losses.leavers) {
              assert.ok(!lost.has(unit), "told twice");
              lost.add(unit);
              const since = why === "will" ? leftAt.get(unit) : heardAt.get(unit);
              assert.ok(since !== undefined, "back meanwhile");
              if (why === "silence") assert.ok(at - since >= 150);
            }
          }
          seen = one.told.length;
          for (const unit of units) {
            const silent = second - (heardAt.get(unit) ?? 0);
            assert.ok(lost.has(unit) || silent <= 180, `${unit} is silent for ${silent} s`);
          }
        };
        for (const { wait, unit, what } of steps) {
          for (let n = 0; n < wait; n += 1) look();
          one[what](unit);
          if (what === "will") leftAt.set(unit, second);
          if (what === "heard" || what === "connected") leftAt.delete(unit);
          // What the broker has kept says that it is there, not that it is heard.
          if (what === "heard" || (what === "online" && lost.has(unit))) heardAt.set(unit, second);
          if (what === "online") lost.delete(unit);
        }
      }),
    );
  });
});
