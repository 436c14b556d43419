import assert from "node:assert/strict";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import {
  eventBody,
  eventMarks,
  eventNumber,
  eventTopic,
  indexOf,
  lockerName,
  SITE,
  unitName,
} from "../bench/events.ts";
import type { Figures, Measured } from "../bench/figures.ts";
import { goalsOf } from "../bench/goals.ts";
import { connectPacket, publishPacket } from "../bench/mqtt-packets.ts";
import { HELP, PARTS, planOf } from "../bench/plan.ts";
import { median, percentile } from "../bench/statistics.ts";

const UNITS = 7;

describe("the bench", () => {
  it("publishes events that keep the contract, each unit its own in order", () => {
    const { register, problems } = readRegister({
      "sites.csv": `site,name,redress,time_zone\n${SITE},The bench,1800,Asia/Kolkata\n`,
      "units.csv": `unit,site\n${unitName(3)},${SITE}\n`,
      "lockers.csv": `locker,unit,closure_kind,closure_announced,closure_effective\n${lockerName(3)},${unitName(3)},,,\n`,
      "contacts.csv": "role,site,name,language,phones,emails,topic\n",
      "hirers.csv": "hirer,locker,name,language,phones,emails\n",
      "subscriptions.csv":
        "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address\n",
    });
    assert.deepEqual(problems, []);
    const numbered = eventNumber(3 + UNITS, UNITS);
    assert.deepEqual(numbered, { unit: 3, seq: 2 });
    const now = Date.UTC(2026, 10, 22);
    const payload = Buffer.from(eventBody(numbered, now, now));
    const parsed = parseEvent(eventTopic(3), payload, now, register, new Map());
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.deepEqual(parsed.event.marks, []);
    const [mark] = eventMarks(`Event ${parsed.event.id}`);
    assert.equal(mark && indexOf(mark, UNITS), 3 + UNITS);
  });

  it("writes MQTT packets as the standard has them", () => {
    assert.equal(connectPacket("c").toString("latin1"), "\x10\x0d\0\x04MQTT\x04\x02\0\0\0\x01c");
    assert.equal(publishPacket("t", 258, "{}").toString("latin1"), "\x32\x07\0\x01t\x01\x02{}");
    assert.deepEqual([...publishPacket("t", 1, "x".repeat(200)).subarray(0, 3)], [0x32, 0xcd, 0x01]);
  });

  it("takes the middle of what was measured", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(
      percentile(
        Array.from({ length: 101 }, (_, n) => n),
        99,
      ),
      99,
    );
    assert.ok(Number.isNaN(median([])));
  });

  it("knows its options", () => {
    assert.equal(planOf(["--help"]), null);
    assert.deepEqual(planOf([])?.parts, PARTS);
    assert.deepEqual(planOf(["--quick", "--only", "growth", "--only", "disk"])?.parts, ["disk", "growth"]);
    assert.equal(planOf(["--quick"])?.rounds, 1);
    assert.throws(() => planOf(["--only", "x"]), /no part "x"/);
    assert.throws(() => planOf(["--fast"]));
    for (const part of PARTS) assert.ok(HELP.includes(part));
  });

  it("holds what was measured against each goal", () => {
    const core: Figures = {
      ...{ perSecond: 1000, cpuUs: 1000, rssMb: 250 },
      ...{ p50: 2, p99: 8, pacedCpuUs: 1500, pacedRssMb: 250, loopP99Ms: 2, missing: 0 },
    };
    const lockers = { ...core, perSecond: 6000, cpuUs: 200, p50: 4.5, p99: 8, pacedRssMb: 240 };
    const measured: Measured = {
      flows: { raw: { ...core, perSecond: 7000 }, corePublish: core, coreBatch: core, lockers },
      disk: "The slow disk was not measured.",
      growth: [
        { lockers: 100, events: 0, perSecond: 1, cpuUs: 100 },
        { lockers: 1000, events: 0, perSecond: 1, cpuUs: 130 },
        { lockers: 100, events: 1000, perSecond: 1, cpuUs: 115 },
      ],
    };
    assert.deepEqual(
      goalsOf(measured).map(({ measured: value, holds }) => [value, holds]),
      [
        ["6.00 x", "must"],
        ["85.7 %", "stretch"],
        ["2.50 ms", "no"],
        ["1.00 x", "stretch"],
        ["20.0 %", "must"],
        ["0.96 x", "must"],
        [null, null],
        [null, null],
        ["1.30 x", "no"],
        ["1.15 x", "must"],
      ],
    );
    const nothing = goalsOf({ flows: null, disk: null, growth: null });
    assert.ok(nothing.every(({ holds }) => holds === null));
  });
});
