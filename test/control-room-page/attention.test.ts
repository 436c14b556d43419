import assert from "node:assert/strict";
import { actsFor, needsDespite } from "../../nodes/control-room/page/actions.ts";
import {
  groupOf,
  neighbour,
  newsBetween,
  ordered,
  sounding,
  waiting,
} from "../../nodes/control-room/page/attention.ts";
import type { BoardIncident } from "../../nodes/control-room/protocol.ts";
import type { IncidentState } from "../../nodes/domain/incident.ts";
import { incident, NIGHT } from "./made.ts";

const MINUTE = 60_000;
const map = (...incidents: readonly BoardIncident[]) => new Map(incidents.map((one) => [one.id, one]));
const ids = (incidents: readonly BoardIncident[]) => incidents.map(({ id }) => id);

describe("what a board asks attention for", () => {
  const groups: Readonly<Record<IncidentState, string>> = {
    raised: "waiting",
    returned: "waiting",
    acknowledged: "in-hand",
    latched: "in-hand",
    shelved: "shelved",
    reset: "in-hand",
  };
  for (const [state, group] of Object.entries(groups)) {
    it(`counts ${state} as ${group}`, () => {
      assert.equal(groupOf({ state: state as IncidentState }), group);
    });
  }

  it("puts what waits first, then by priority, then the newest", () => {
    const all = [
      incident("shelved", { state: "shelved" }),
      incident("in hand", { state: "acknowledged" }),
      incident("third", { priority: 3 }),
      incident("old", { alarmedAt: NIGHT - MINUTE }),
      incident("new"),
      incident("returned", { state: "returned", priority: 2 }),
    ];
    assert.deepEqual(ids(ordered(all)), ["new", "old", "returned", "third", "in hand", "shelved"]);
    assert.deepEqual(waiting(all), { 1: 2, 2: 1, 3: 1 });
  });

  it("sounds the gravest of what waits, and nothing else", () => {
    const second = incident("second", { priority: 2 });
    assert.equal(sounding([second, incident("first")], null, null, NIGHT), 1);
    assert.equal(sounding([second, incident("first", { state: "acknowledged" })], null, null, NIGHT), 2);
    assert.equal(sounding([incident("shelved", { state: "shelved" })], null, null, NIGHT), null);
    assert.equal(sounding([incident("back to normal", { state: "returned" })], null, null, NIGHT), 1);
  });

  it("sounds a silent alarm like any other of its priority: it is silent where the hirer is, not here", () => {
    assert.equal(sounding([incident("duress", { cause: "duress", silent: true })], null, null, NIGHT), 1);
  });

  it("is quiet for a while when somebody says so, but not about what is new, and not for ever", () => {
    const hush = { since: NIGHT, until: NIGHT + MINUTE };
    const old = incident("old", { alarmedAt: NIGHT - 1 });
    const fresh = incident("new", { alarmedAt: NIGHT + 1, priority: 2 });
    assert.equal(sounding([old], null, hush, NIGHT + 10), null);
    assert.equal(sounding([old, fresh], null, hush, NIGHT + 10), 2);
    assert.equal(sounding([old], null, hush, NIGHT + MINUTE), 1);
  });

  it("sounds that the gateway is not heard for a while, unless an alarm calls for acting now", () => {
    const second = incident("second", { priority: 2 });
    const later = NIGHT + 4_000;
    assert.equal(sounding([], NIGHT, null, later - 1), null);
    assert.equal(sounding([], NIGHT, null, later), "lost");
    assert.equal(sounding([second], NIGHT, null, later), "lost");
    assert.equal(sounding([incident("first")], NIGHT, null, later), 1);
    const hush = { since: later, until: later + MINUTE };
    assert.equal(sounding([second], NIGHT, hush, later + 1), null);
    assert.equal(sounding([], NIGHT, hush, later + MINUTE), "lost");
    assert.equal(
      sounding([], later + 1, hush, later + 4_001),
      "lost",
      "it was heard again, and is lost anew",
    );
  });

  it("tells apart alarms and changes", () => {
    const before = map(
      incident("told again"),
      incident("in hand soon"),
      incident("over soon"),
      incident("same"),
    );
    const same = before.get("same") ?? incident("same");
    const after = map(
      incident("told again", { alarmedAt: NIGHT + MINUTE, transition: 2, tier: 2 }),
      incident("in hand soon", { state: "acknowledged", transition: 2 }),
      same,
      incident("new", { priority: 2 }),
    );
    const { alarms, changes } = newsBetween(before, after);
    assert.deepEqual(ids(alarms), ["told again", "new"]);
    assert.deepEqual(
      changes.map(({ id, state }) => [id, state]),
      [
        ["in hand soon", "acknowledged"],
        ["over soon", "reset"],
      ],
    );
  });

  it("does not call it news that one more event was counted", () => {
    const { alarms, changes } = newsBetween(
      map(incident("one")),
      map(incident("one", { count: 2, transition: 2 })),
    );
    assert.deepEqual([alarms, changes], [[], []]);
  });

  it("keeps the cursor on an alarm for as long as it is there, wherever it moves, and then takes the next", () => {
    const all = ["a", "b", "c"].map((id) => incident(id));
    const [a = incident("a"), b = incident("b"), c = incident("c")] = all;
    assert.equal(neighbour(all, [c, b, a], "b"), "b");
    assert.equal(neighbour(all, [a, c], "b"), "c");
    assert.equal(neighbour(all, [a, b], "c"), "a");
    assert.equal(neighbour(all, [], "b"), null);
    assert.equal(neighbour([], all, null), "a");
  });
});

describe("what a board offers to do", () => {
  const OFFERED: readonly (readonly [IncidentState, BoardIncident["cause"], readonly string[]])[] = [
    ["raised", "tamper", ["acknowledge", "shelve"]],
    ["raised", "forced", ["acknowledge"]],
    ["raised", "duress", ["acknowledge"]],
    ["returned", "tamper", ["acknowledge", "shelve"]],
    ["acknowledged", "tamper", ["reset", "shelve"]],
    ["latched", "forced", ["reset"]],
    ["shelved", "tamper", ["unshelve"]],
    ["reset", "tamper", []],
  ];
  for (const [state, cause, acts] of OFFERED) {
    it(`for ${cause} that is ${state}: ${acts.join(", ") || "nothing"}`, () => {
      assert.deepEqual(actsFor({ state, cause }), acts);
    });
  }

  it("asks once more only where what raised it still stands", () => {
    assert.equal(needsDespite({ state: "acknowledged", condition: "standing" }), true);
    assert.equal(needsDespite({ state: "latched", condition: "returned" }), false);
    assert.equal(needsDespite({ state: "latched", condition: "momentary" }), false);
  });
});
