import assert from "node:assert/strict";
import { type Bank, makeBank } from "./bank.ts";
import { type Demand, demandsOf, demandsOfDerived, type SentEvent } from "./demand.ts";
import type { Hours } from "./hours.ts";

const INSIDE = 1;
const OUTSIDE = 2;
const HOURS: Hours = { timeZone: "Etc/UTC", text: "", isOpen: (at) => at === INSIDE };

const BANK: Bank = {
  units: [
    { unit: "MUM01-U01", site: "MUM01", lockers: ["MUM01-0001", "MUM01-0002"] },
    { unit: "DEL02-U01", site: "DEL02", lockers: ["DEL02-0001"] },
  ],
  hirers: [
    { id: "one", lockers: ["MUM01-0001"], phones: ["p1", "p2"], emails: ["m1"] },
    { id: "joint", lockers: ["MUM01-0001", "DEL02-0001"], phones: ["p3"], emails: [] },
    { id: "other", lockers: ["MUM01-0002"], phones: ["p4"], emails: ["m4"] },
  ],
  desks: [
    { role: "control-room", site: null, phones: ["c1"], emails: ["cm1"], topics: ["ct1"] },
    { role: "control-room", site: "DEL02", phones: ["c2"], emails: [], topics: [] },
    { role: "branch-manager", site: "MUM01", phones: ["b1"], emails: ["bm1"], topics: [] },
  ],
  insurers: [
    insurer({ id: "all", channel: "topic", address: "t1" }),
    insurer({ id: "del", address: "i2", sites: ["DEL02"] }),
    insurer({ id: "locker", address: "i3", lockers: ["MUM01-0001"] }),
    insurer({ id: "gone", address: "i4", withdrawn: true }),
    insurer({ id: "past", address: "i5", until: "2025-06-30" }),
    insurer({ id: "else", address: "i6", classes: ["closure-surrendered"] }),
  ],
};

function insurer(given: Partial<Bank["insurers"][number]>): Bank["insurers"][number] {
  const open = { id: "", sites: [], lockers: [], classes: ["theft-suspected"], until: "", withdrawn: false };
  return { ...open, channel: "email", address: "", ...given };
}

function event(type: string, at: number, given: Partial<SentEvent> = {}): SentEvent {
  const place = { unit: "MUM01-U01", site: "MUM01", locker: "MUM01-0001" };
  return { id: "event", ...place, seq: 1, type, at, recordedAt: 0, ...given };
}

const told = (demands: readonly Demand[]) => demands.map(({ channel, address }) => `${channel} ${address}`);

describe("the notices that the rules demand, by the harness's own reckoning", () => {
  const HIRERS = ["sms p1", "sms p2", "email m1", "sms p3"];
  const CONTROL_ROOM = ["sms c1", "topic ct1", "email cm1"];
  const INSURERS = ["topic t1", "email i3"];

  const RULES: readonly (readonly [string, number, readonly string[]])[] = [
    ["opened", INSIDE, HIRERS],
    ["opened", OUTSIDE, [...HIRERS, ...CONTROL_ROOM, ...INSURERS]],
    ["forced", INSIDE, [...CONTROL_ROOM, ...INSURERS]],
    ["forced", OUTSIDE, [...CONTROL_ROOM, ...INSURERS]],
    ["duress", INSIDE, CONTROL_ROOM],
    ["tamper", OUTSIDE, CONTROL_ROOM],
    ["held-open", INSIDE, CONTROL_ROOM],
    ["access-denied", OUTSIDE, CONTROL_ROOM],
    ["closed", OUTSIDE, []],
    ["tamper-cleared", OUTSIDE, []],
    ["boot", OUTSIDE, []],
    ["battery-low", INSIDE, ["email bm1"]],
    ["power", OUTSIDE, ["email bm1"]],
  ];
  for (const [type, at, expected] of RULES) {
    it(`${type} ${at === INSIDE ? "inside" : "outside"} the hours: ${expected.join(", ") || "nobody"}`, () => {
      assert.deepEqual(told(demandsOf(event(type, at), BANK, HOURS)), expected);
    });
  }

  it("a site's own control room takes the place of the one for all, and its insurers that of its lockers", () => {
    const there = event("forced", OUTSIDE, { unit: "DEL02-U01", site: "DEL02", locker: "DEL02-0001" });
    assert.deepEqual(told(demandsOf(there, BANK, HOURS)), ["sms c2", "topic t1", "email i2"]);
  });

  it("come by the same wires only where the bundled flows lead them by the same", () => {
    const wayOf = (type: string, at: number) => demandsOf(event(type, at), BANK, HOURS)[0]?.way;
    assert.equal(wayOf("tamper", OUTSIDE), wayOf("held-open", OUTSIDE));
    assert.notEqual(wayOf("tamper", INSIDE), wayOf("tamper", OUTSIDE));
    // Each by an output of its own, at whatever hour.
    assert.notEqual(wayOf("power", OUTSIDE), wayOf("battery-low", OUTSIDE));
    assert.equal(wayOf("power", INSIDE), wayOf("power", OUTSIDE));
  });

  const ALARM = "MUM01-U01-sequence-gap-0123456789ab";
  const MASS_OPENING = "gateway-mass-opening-0123456789ab";
  const DERIVED: readonly (readonly [string, string, string, readonly string[]])[] = [
    ["an alarm about a unit, told to one of its control room", ALARM, "ct1", CONTROL_ROOM],
    ["the same, told to a control room that it does not concern", ALARM, "c2", []],
    ["the same, told to an insurer", ALARM, "i3", []],
    [
      "news of the gateway's own, told to a branch",
      "gateway-gateway-behind-0123456789ab",
      "bm1",
      ["email bm1"],
    ],
    [
      "that an open incident is back to normal, told to one of its control room",
      "update3-1489e0a3-73d8-4a14-9c3a-2a74448c34f3",
      "cm1",
      ["email cm1"],
    ],
    ["a mass opening, told to a control room", MASS_OPENING, "cm1", [...CONTROL_ROOM, ...INSURERS]],
    ["the same of another site", MASS_OPENING, "c2", ["sms c2", "topic t1", "email i2"]],
    ["the same, told to an insurer", MASS_OPENING, "i3", ["email i3"]],
    ["the same, told to an insurer whose consent was withdrawn", MASS_OPENING, "i4", []],
    ["news of a unit that nobody knows", "PUN03-U01-offline-0123456789ab", "c1", []],
  ];
  for (const [what, id, address, expected] of DERIVED) {
    it(`${what}: due to ${expected.join(", ") || "nobody"}`, () => {
      assert.deepEqual(told(demandsOfDerived(id, address, BANK)), expected);
    });
  }

  it("the bank of a run has everybody whom a rule tells apart", () => {
    const { hirers, desks, insurers, units } = makeBank();
    assert.equal(units.flatMap(({ lockers }) => lockers).length, 32);
    assert.ok(hirers.some(({ lockers }) => lockers.length > 1));
    assert.ok(hirers.some(({ phones }) => phones.length > 1));
    assert.ok(hirers.some(({ emails }) => emails.length === 0));
    assert.ok(desks.some(({ role, site }) => role === "control-room" && site === null));
    assert.ok(insurers.some(({ withdrawn }) => withdrawn));
    const phones = [...hirers, ...desks].flatMap((one) => one.phones);
    assert.equal(new Set(phones).size, phones.length, "a phone belongs to one person");
  });
});
