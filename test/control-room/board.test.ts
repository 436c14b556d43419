import assert from "node:assert/strict";
import { until } from "../until.ts";
import { field } from "./client.ts";
import { Gateway, LOCKER, OPERATOR, SITE, UNIT } from "./gateway.ts";

describe("the board", function () {
  this.timeout(60_000);
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start();
  });

  after(() => gateway.stop());

  it("shows every site, unit and locker of the register, and what units tell of them, live", async () => {
    const stream = await (await gateway.client(OPERATOR)).stream();
    await stream.ready();
    assert.equal(stream.units.size, 4);
    assert.equal(stream.lockers.size, 12);
    await gateway.status(UNIT, { lockers: [{ locker: LOCKER, door: "closed", tamper: false }] });
    const unit = await until("the unit", () => {
      const found = stream.units.get(UNIT);
      return found?.online === true && found;
    });
    assert.deepEqual([unit.site, unit.boot, unit.firmware, unit.clock], [SITE, 17, "1.2.3", "sntp"]);
    await until("the locker", () => stream.lockers.get(LOCKER)?.door === "closed");
    await gateway.event("opened");
    await until("the open locker", () => stream.lockers.get(LOCKER)?.door === "open");
    stream.close();
  });

  it("shows an alarm, takes an operator's word for it, and keeps who said what", async () => {
    const operator = await gateway.client(OPERATOR);
    const stream = await operator.stream();
    await stream.ready();
    await gateway.event("forced");
    const { id } = await stream.incident("forced");
    const answer = await operator.post(`incidents/${id}/acknowledge`, { remark: "The guard is on the way." });
    assert.equal(answer.status, 200, answer.text);
    const acknowledged = await stream.incident("forced", ({ state }) => state === "acknowledged");
    assert.equal(acknowledged.acknowledged?.by, "operator");
    await gateway.event("closed");
    await stream.incident("forced", ({ state }) => state === "latched");
    const reset = await operator.post(`incidents/${id}/reset`, { remark: "The branch manager has seen it." });
    assert.equal(reset.status, 200, reset.text);
    await until("the incident to be gone", () => !stream.incidents.has(id));
    const { body } = await operator.get(`incidents/${id}`);
    const transitions = field(body, "transitions");
    assert.ok(Array.isArray(transitions));
    assert.deepEqual(
      transitions.map((one) => [field(one, "change"), field(one, "by"), field(one, "remark")]),
      [
        ["raised", null, null],
        ["acknowledged", "operator", "The guard is on the way."],
        ["returned", null, null],
        ["reset", "operator", "The branch manager has seen it."],
      ],
    );
    stream.close();
  });
});
