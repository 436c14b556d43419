import assert from "node:assert/strict";
import type { Cause, Incident, Priority } from "../../nodes/domain/incident.ts";
import { act, actionFrom, type IncidentAction } from "../../nodes/domain/incident-act.ts";
import {
  awaitedBy,
  conditionOf,
  coveringCause,
  endedBy,
  endsOnly,
} from "../../nodes/domain/incident-causes.ts";
import { advance, raise, returned } from "../../nodes/domain/incident-life.ts";
import {
  DEFAULT_POLICY,
  PRIORITIES,
  priorityOf,
  stepOf,
  waitFor,
} from "../../nodes/domain/incident-policy.ts";
import { incidentFrom } from "../../nodes/domain/incident-read.ts";
import { eventOf } from "../journal/making.ts";
import { incidentOf, RAISED } from "./incidents.ts";

const MINUTE_MS = 60_000;
const ACTION: IncidentAction = { do: "acknowledge", incident: "I-1", by: "asha", remark: "I am looking." };

function happens(incident: Incident, now: number, priority: Priority = 1): Incident {
  const { site, unit, locker, cause } = incident;
  const event = { id: "e2", site, unit, locker };
  return raise(
    incident,
    { event, cause, priority, summary: "S.", at: now, now, alarmAgainAfter: 15 * MINUTE_MS, node: "other" },
    "unused",
  );
}

describe("the tiers of an incident", () => {
  it("go up one by one while nobody acknowledges it, whatever else happens", () => {
    let incident = incidentOf();
    incident = advance(incident, "escalated", RAISED + 2 * MINUTE_MS) ?? incident;
    assert.deepEqual([incident.tier, incident.tierAt], [2, RAISED + 2 * MINUTE_MS]);
    incident = happens(incident, RAISED + 20 * MINUTE_MS);
    assert.deepEqual(
      [incident.change, incident.tier, incident.tierAt],
      ["renewed", 2, RAISED + 2 * MINUTE_MS],
    );
    incident = returned(incident) ?? incident;
    incident = advance(incident, "escalated", RAISED + 30 * MINUTE_MS) ?? incident;
    assert.deepEqual([incident.state, incident.tier], ["returned", 3]);
  });

  it("begin anew with an alarm after somebody knew of it", () => {
    const known = act(incidentOf({ tier: 3 }), ACTION, RAISED + MINUTE_MS);
    const again = happens(known, RAISED + 20 * MINUTE_MS);
    assert.deepEqual(
      [again.change, again.tier, again.tierAt, again.acknowledged],
      ["renewed", 1, RAISED + 20 * MINUTE_MS, null],
    );
  });

  it("begin anew at the end of the shelf", () => {
    const shelve = { ...ACTION, do: "shelve", minutes: 30 } as const;
    const shelved = act(incidentOf({ cause: "held-open", tier: 3 }), shelve, RAISED + MINUTE_MS);
    assert.deepEqual(shelved.shelved, {
      ...{ by: "asha", at: RAISED + MINUTE_MS, until: RAISED + 31 * MINUTE_MS, count: 1 },
    });
    const back = advance(shelved, "unshelved", RAISED + 31 * MINUTE_MS);
    assert.deepEqual([back?.tier, back?.tierAt, back?.shelved], [1, RAISED + 31 * MINUTE_MS, null]);
  });

  it("stay with the node that raised it", () => {
    assert.equal(happens(incidentOf(), RAISED + 1).node, "sos");
  });
});

describe("what time does to an incident", () => {
  const at = (over: Partial<Incident>) => stepOf(incidentOf(over), DEFAULT_POLICY);
  const table: readonly (readonly [string, Partial<Incident>, ReturnType<typeof stepOf>])[] = [
    ["first tier", {}, { change: "escalated", since: RAISED, after: 2 * MINUTE_MS }],
    ["second tier", { tier: 2, tierAt: 7 }, { change: "escalated", since: 7, after: 5 * MINUTE_MS }],
    ["last tier", { tier: 3, alarmedAt: 9 }, { change: "repeated", since: 9, after: 5 * MINUTE_MS }],
    ["back to normal", { state: "returned" }, { change: "escalated", since: RAISED, after: 2 * MINUTE_MS }],
    ["priority 2", { priority: 2 }, { change: "escalated", since: RAISED, after: 10 * MINUTE_MS }],
    ["priority 3 is told once", { priority: 3 }, null],
    ["acknowledged", { state: "acknowledged" }, null],
    ["latched", { state: "latched" }, null],
    ["reset", { state: "reset" }, null],
    [
      "shelved",
      { state: "shelved", shelved: { by: "asha", at: 5, until: 8, count: 1 } },
      { change: "unshelved", since: 5, after: 3 },
    ],
  ];
  for (const [what, over, expected] of table) it(what, () => assert.deepEqual(at(over), expected));

  it("is waited for no longer than it lasts, also where a clock was ahead", () => {
    const step = { since: 1000, after: 500 };
    const waits = [1000, 1400, 1500, 9000, 900, 0].map((now) => waitFor(step, now));
    assert.deepEqual(waits, [500, 100, 0, 0, 500, 500]);
  });
});

describe("priorities", () => {
  it("are those of an open or of a closed branch, and the graver one where nobody knows", () => {
    const of = (branch: "open" | "closed" | "unknown") => priorityOf("offline", branch);
    assert.deepEqual([of("open"), of("closed"), of("unknown")], [2, 1, 1]);
    assert.equal(priorityOf("offline", "closed", { offline: { open: 3, closed: 2 } }), 2);
    assert.equal(priorityOf("forced", "open", { offline: { open: 3, closed: 2 } }), 1);
  });

  it("only get graver while an incident is open", () => {
    const incident = happens(incidentOf({ priority: 2 }), RAISED + 1, 1);
    assert.equal(incident.priority, 1);
    assert.equal(happens(incident, RAISED + 2, 3).priority, 1);
  });
});

describe("what ends a condition", () => {
  const locker = "MUM01-0001";
  const unitOnly = { locker: null };
  const table: readonly (readonly [Cause, Parameters<typeof eventOf>[0], boolean])[] = [
    ["opened-outside-hours", { type: "closed" }, true],
    ["opened", { type: "closed" }, true],
    ["forced", { type: "closed" }, true],
    ["held-open", { type: "closed" }, true],
    ["not-closed", { type: "closed" }, true],
    ["no-visit", { type: "closed" }, true],
    ["unattended", { type: "closed" }, true],
    ["still-inside", { type: "visit-closed" }, true],
    ["still-inside", { type: "closed" }, false],
    ["still-inside", { type: "visit-closed", locker: "MUM01-0002" }, false],
    ["forced", { type: "closed", locker: "MUM01-0002" }, false],
    ["forced", { type: "closed", site: "DEL01" }, false],
    ["forced", { type: "tamper-cleared" }, false],
    ["tamper", { type: "tamper-cleared" }, true],
    ["offline", { type: "online", ...unitOnly }, true],
    ["offline", { type: "online", ...unitOnly, unit: "MUM01-U08" }, false],
    ["clock-suspect", { type: "clock-set", ...unitOnly }, true],
    ["power", { type: "power", ...unitOnly, data: { mains: true } }, true],
    ["power", { type: "power", ...unitOnly, data: { mains: false } }, false],
    ["mass-offline", { type: "mass-offline", unit: "gateway", ...unitOnly, data: { over: true } }, true],
    ["mass-offline", { type: "mass-offline", unit: "gateway", ...unitOnly, data: {} }, false],
    ["journal-unavailable", { type: "journal-restored" }, true],
    ["gateway-behind", { type: "gateway-caught-up" }, true],
    ["receiver-lost", { type: "receiver-restored" }, true],
    ["test-alarm-missing", { type: "test-alarm", data: { through: true } }, true],
    ["test-alarm-missing", { type: "test-alarm", data: {} }, false],
    ["access-denied", { type: "closed" }, false],
  ];
  for (const [cause, over, ends] of table) {
    const event = eventOf(over);
    it(`${cause}: ${event.type} ${JSON.stringify(over)} ${ends ? "does" : "does not"}`, () => {
      const incident = incidentOf({ cause, condition: conditionOf(cause), locker });
      const awaited = awaitedBy(incident);
      assert.equal(awaited !== null && awaited === endedBy(event), ends);
    });
  }

  it("is nothing that could raise an incident, and all else could", () => {
    const ending = [
      ...["closed", "tamper-cleared", "online", "clock-set", "journal-restored", "gateway-caught-up"],
      ...["receiver-restored", "incident-changed", "visit-opened", "visit-closed"],
      ...["theft-confirmed", "police-report", "theft-unfounded"],
    ];
    for (const cause of Object.keys(PRIORITIES)) {
      if (cause === "opened-outside-hours") continue;
      const type = cause as Exclude<Cause, "opened-outside-hours">;
      assert.equal(endsOnly(eventOf({ type })), ending.includes(type), type);
    }
    assert.equal(endsOnly(eventOf({ type: "test-alarm", data: { through: true } })), true);
    assert.equal(endsOnly(eventOf({ type: "mass-offline", data: { over: true } })), true);
  });

  it("is waited for by what stands only", () => {
    assert.equal(awaitedBy(incidentOf({ condition: "returned" })), null);
    assert.equal(awaitedBy(incidentOf({ cause: "duress", condition: "momentary" })), null);
  });

  it("many openings or lost units of a site speak for the single ones", () => {
    const causes = ["opened-outside-hours", "forced", "offline", "duress", "tamper"] as const;
    const covers = causes.map(coveringCause);
    assert.deepEqual(covers, ["mass-opening", "mass-opening", "mass-offline", null, null]);
  });
});

describe("shelving", () => {
  const shelve = (over: Partial<Incident>, minutes?: number, atMost?: number) =>
    act(
      incidentOf(over),
      { ...ACTION, do: "shelve", ...(minutes !== undefined && { minutes }) },
      RAISED,
      atMost,
    );

  for (const cause of ["duress", "forced"] as const)
    it(`is refused for ${cause}`, () => {
      assert.throws(() => shelve({ cause }, 10), { code: "incident-refused", message: /never shelved/ });
    });

  for (const [minutes, atMost] of [
    [undefined],
    [0],
    [-1],
    [1.5],
    [Number.NaN],
    [1441],
    [61, 60],
    [2000, 5000],
  ]) {
    it(`is refused for ${minutes} minutes where ${atMost ?? "a day"} is the longest`, () => {
      assert.throws(() => shelve({ cause: "tamper" }, minutes, atMost), {
        ...{ code: "incident-refused", message: /shelved for 1 to (1440|60) whole minutes/ },
      });
    });
  }

  it("is for as long as the node allows", () => {
    assert.equal(shelve({ cause: "tamper" }, 60, 60).state, "shelved");
    assert.equal(shelve({ cause: "tamper" }, 1440).shelved?.until, RAISED + 1440 * MINUTE_MS);
  });
});

describe("what a message asks to do", () => {
  it("is read as it is meant", () => {
    const asked = { ...ACTION, remark: "\u202e see \u0000 there ", extra: 1 };
    assert.deepEqual(actionFrom(asked), { ...ACTION, remark: "see there" });
    assert.deepEqual(actionFrom({ ...ACTION, do: "shelve", minutes: 30 }), {
      ...{ ...ACTION, do: "shelve", minutes: 30 },
    });
    assert.equal(actionFrom({ ...ACTION, do: "reset", despite: true }).despite, true);
    assert.equal(actionFrom({ ...ACTION, despite: "yes" }).despite, undefined);
  });

  it("may be in any script", () => {
    assert.equal(actionFrom({ ...ACTION, by: "आशा राव" }).by, "आशा राव");
    const remark = "शाखा को फ़ोन किया; क्‍या हुआ, पता नहीं। 👍";
    assert.equal(actionFrom({ ...ACTION, remark }).remark, remark);
  });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ["nothing", null, /what to do/],
    ["a text", "acknowledge", /what to do/],
    ["another deed", { ...ACTION, do: "silence" }, /one of acknowledge, reset, shelve, unshelve/],
    ["no incident", { ...ACTION, incident: 7 }, /which one/],
    ["nobody", { ...ACTION, by: undefined }, /who does it/],
    ["null", { ...ACTION, by: null }, /who does it/],
    ["nobody who can be seen", { ...ACTION, by: "\u200b \u202e" }, /who does it/],
    ["a name too long", { ...ACTION, by: "a".repeat(81) }, /who does it/],
    ["a name with what is not seen", { ...ACTION, by: "asha\u200e" }, /who does it/],
    ["a name with a zero byte", { ...ACTION, by: "as\u0000ha" }, /who does it/],
    ["a name with a space behind", { ...ACTION, by: "asha " }, /who does it/],
    ["a name with another space", { ...ACTION, by: "asha\u00a0rao" }, /all can be seen/],
    ["no remark", { ...ACTION, remark: "  " }, /why/],
    ["a remark too long", { ...ACTION, remark: "a".repeat(501) }, /why/],
    ["minutes in words", { ...ACTION, minutes: "30" }, /number/],
  ];
  for (const [what, asked, message] of wrong)
    it(`is refused: ${what}`, () => {
      assert.throws(() => actionFrom(asked), { code: "incident-refused", message });
    });
});

describe("an incident that a flow or a disk gives back", () => {
  it("is what it was", () => {
    const incident = incidentOf({
      acknowledged: { by: "asha", at: 1 },
      shelved: { by: "asha", at: 1, until: 2, count: 1 },
    });
    assert.deepEqual(incidentFrom(structuredClone(incident)), incident);
  });

  it("of an earlier version is completed", () => {
    const { id, transition, state, cause, priority, tier, site, unit, locker, count, ...rest } = incidentOf();
    const { raisedAt, alarmedAt, lastEventAt, lastEventId, summary } = rest;
    const earlier = {
      ...{ id, transition, state, cause, priority, tier, site, unit, locker, count, raisedAt, alarmedAt },
      ...{ lastEventAt, lastEventId, summary },
    };
    assert.deepEqual(incidentFrom(earlier), incidentOf({ node: "" }));
    assert.deepEqual(incidentFrom({ ...earlier, cause: "duress" })?.silent, true);
  });

  const damages: readonly (readonly [string, object])[] = [
    ["another state", { state: "gone" }],
    ["another cause", { cause: "toString" }],
    ["a priority of none", { priority: 4 }],
    ["half a transition", { transition: 1.5 }],
    ["a locker of none", { locker: 7 }],
    ["a deed of nobody", { acknowledged: { at: 1 } }],
    ["a shelf without an end", { shelved: { by: "asha", at: 1, count: 1 } }],
    ["no time", { lastEventAt: null }],
    ["a time of none", { tierAt: "now" }],
    ["a node of none", { node: 1 }],
  ];
  for (const [what, over] of damages)
    it(`is none with ${what}`, () => assert.equal(incidentFrom({ ...incidentOf(), ...over }), null));

  for (const given of [null, undefined, 1, "x", [], {}])
    it(`is none: ${JSON.stringify(given)}`, () => assert.equal(incidentFrom(given), null));
});
