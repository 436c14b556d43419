import assert from "node:assert/strict";
import { parseConfig } from "../../nodes/config/define.ts";
import { DERIVED_EVENT_TYPES, UNIT_EVENT_TYPES } from "../../nodes/domain/event.ts";
import { endsOnly } from "../../nodes/domain/incident-causes.ts";
import { DEFAULT_POLICY, PRIORITIES, priorityOf } from "../../nodes/domain/incident-policy.ts";
import { CAUSES, policyOf, sosAlert, USUAL_ESCALATION } from "../../nodes/sos-alert/config.ts";

function policy(saved: object) {
  const parsed = parseConfig(sosAlert, { version: 2, ...saved });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return policyOf(parsed.config);
}

function problem(saved: object): string {
  const parsed = parseConfig(sosAlert, { version: 2, ...saved });
  assert.ok(!parsed.ok, "it is taken");
  return parsed.problems.map(({ field, problem }) => `${field} ${problem}`).join();
}

const escalation = (first: object) => [{ ...USUAL_ESCALATION[0], ...first }, ...USUAL_ESCALATION.slice(1)];

describe("the rules of a sos-alert", () => {
  it("are the usual ones in a node that was just dragged in", () => {
    assert.deepEqual(policy({}), DEFAULT_POLICY);
  });

  it("are those of before in a node that an older version saved: nobody gets more messages by an update", () => {
    const parsed = parseConfig(sosAlert, { name: "SOS", alarmAgainAfter: 20 });
    assert.ok(parsed.ok);
    const before = policyOf(parsed.config);
    assert.deepEqual(
      [before.escalate, before.repeat, before.alarmAgainAfter, before.shelveAtMost],
      [{ 1: [], 2: [], 3: [] }, { 1: 0, 2: 0, 3: 0 }, 20, DEFAULT_POLICY.shelveAtMost],
    );
    for (const branch of ["open", "closed", "unknown"] as const)
      assert.equal(priorityOf("offline", branch, before.priorities), 2);
  });

  it("take the table of priorities for those of the day and of the night, and the usual ones for the rest", () => {
    const { priorities } = policy({ priorities: [{ cause: "held-open", open: 3, closed: "1" }] });
    assert.equal(priorityOf("held-open", "open", priorities), 3);
    assert.equal(priorityOf("held-open", "closed", priorities), 1);
    assert.equal(priorityOf("held-open", "unknown", priorities), 1);
    assert.equal(priorityOf("not-closed", "open", priorities), PRIORITIES["not-closed"].open);
  });

  it("take tiers and repetition for each priority", () => {
    const { escalate, repeat } = policy({ escalation: escalation({ escalate: "1,2 , 60", repeat: "10" }) });
    assert.deepEqual([escalate[1], repeat[1]], [[1, 2, 60], 10]);
    assert.deepEqual([escalate[2], repeat[2]], [DEFAULT_POLICY.escalate[2], DEFAULT_POLICY.repeat[2]]);
    assert.deepEqual(policy({ escalation: escalation({ escalate: "", repeat: "0" }) }).escalate[1], []);
  });

  const refused: readonly (readonly [what: string, saved: object, expected: RegExp])[] = [
    ["a cause that nobody knows", { priorities: [{ cause: "fire", open: "1", closed: "1" }] }, /cell-choice/],
    [
      "a priority that there is not",
      { priorities: [{ cause: "forced", open: "4", closed: "1" }] },
      /priority/,
    ],
    [
      "one cause twice",
      { priorities: [1, 2].map((one) => ({ cause: "forced", open: one, closed: one })) },
      /same-cause/,
    ],
    ["a priority without its row", { escalation: USUAL_ESCALATION.slice(1) }, /three-rows/],
    ["minutes that are none", { escalation: escalation({ escalate: "2, five" }) }, /check\.escalate/],
    ["a wait of no minutes", { escalation: escalation({ escalate: "0" }) }, /check\.escalate/],
    ["a wait of more than a day", { escalation: escalation({ escalate: "1441" }) }, /check\.escalate/],
    ["an end without a number", { escalation: escalation({ escalate: "2," }) }, /check\.escalate/],
    ["nine tiers", { escalation: escalation({ escalate: "1,1,1,1,1,1,1,1,1" }) }, /check\.escalate/],
    ["a repetition that is no number", { escalation: escalation({ repeat: "often" }) }, /check\.repeat/],
    ["a shelf for longer than a day", { shelveAtMost: 1441 }, /shelveAtMost/],
    ["half a minute on the shelf", { shelveAtMost: 0.5 }, /shelveAtMost/],
  ];
  for (const [what, saved, expected] of refused) {
    it(`refuse ${what}, with a sentence`, () => {
      assert.match(problem(saved), expected);
    });
  }
});

describe("the table of priorities", () => {
  it("has a row for whatever can be an alarm, the most urgent first", () => {
    const types = [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES];
    const others = types.filter((type) => !CAUSES.includes(type));
    assert.ok(others.every((type) => type === "incident-changed" || endsOnly({ type, data: {} })));
    assert.ok(CAUSES.includes("opened-outside-hours"));
    const closed = CAUSES.map((cause) => PRIORITIES[cause].closed);
    assert.deepEqual(closed, closed.toSorted());
  });
});
