import assert from "node:assert/strict";
import { field } from "./client.ts";
import { Gateway, OPERATOR, PEOPLE } from "./gateway.ts";

describe("somebody whose name looks like another's", function () {
  this.timeout(60_000);
  const twin = { ...OPERATOR, username: `${OPERATOR.username}\u200e`, password: "the twin's own" };
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({ accounts: [...PEOPLE, twin] });
    await gateway.event("forced");
  });

  after(() => gateway.stop());

  it("looks and does not act, and is told why", async () => {
    const client = await gateway.client(twin);
    const { gateway: own } = await client.board();
    assert.deepEqual([field(own, "user"), field(own, "canAct")], [twin.username, false]);
    assert.match(String(field(own, "whyNot")), /could pass for another's.*give you another name/);
    const stream = await client.stream();
    await stream.ready();
    const { id } = await stream.incident("forced");
    stream.close();
    const { status, body } = await client.post(`incidents/${id}/acknowledge`, { remark: "Seen." });
    assert.equal(status, 403);
    assert.match(String(field(body, "error", "sentence")), /could pass for another's/);
    const operator = await gateway.client(OPERATOR);
    const done = await operator.post(`incidents/${id}/acknowledge`, { remark: "Seen." });
    assert.equal(field(done.body, "incident", "acknowledged", "by"), "operator");
  });
});
