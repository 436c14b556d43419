import assert from "node:assert/strict";
import { alarmOf } from "../../nodes/domain/alarm.ts";
import { isHealth } from "../../nodes/domain/event-kind.ts";
import { healthOfUnsettled } from "../../nodes/domain/health.ts";
import { eventOf, NOW } from "../journal/making.ts";

describe("an event that was given up", () => {
  const unsettled = healthOfUnsettled(eventOf(), "node", 10, NOW);

  it("is told of as the device's health, with which event and which node", () => {
    assert.ok(isHealth(unsettled.type));
    assert.deepEqual(
      [unsettled.type, unsettled.unit, unsettled.locker, unsettled.receivedAt],
      ["unsettled", "MUM01-U07", "MUM01-0001", NOW],
    );
    assert.deepEqual(unsettled.data, {
      ...{ eventId: eventOf().id, eventType: "opened", node: "node", attempts: 10 },
    });
  });

  it("is one alarm for each node, whenever it is told", () => {
    assert.equal(healthOfUnsettled(eventOf(), "node", 11, NOW + 1).id, unsettled.id);
    assert.notEqual(healthOfUnsettled(eventOf(), "other", 10, NOW).id, unsettled.id);
    assert.notEqual(healthOfUnsettled(eventOf({ seq: 2 }), "node", 10, NOW).id, unsettled.id);
  });

  it("is an alarm of the second priority that says what to do", () => {
    const { cause, priority, summary } = alarmOf(unsettled, null);
    assert.deepEqual([cause, priority], ["unsettled", 2]);
    assert.match(
      summary,
      /^Locker MUM01-0001 at MUM01 sent an event that the gateway could not deal with: tell by hand/,
    );
  });
});
