import assert from "node:assert/strict";
import type { Account } from "../node-red-admin.ts";
import { field } from "./client.ts";
import { EDITOR, Gateway, OFFICER, OPERATOR, READER, VIEWER } from "./gateway.ts";

const SEE = ["history", "past", "outbox"];
const ACTS = ["acknowledge", "reset", "shelve", "unshelve"];
const SAID = { remark: "Seen." };

/** Whether they see, and whether they act. */
const WHO: readonly (readonly [who: string, Account | undefined, sees: boolean, acts: boolean])[] = [
  ["nobody who has signed in", undefined, false, false],
  ["somebody who may only edit flows", EDITOR, false, false],
  ["a viewer", VIEWER, true, false],
  ["somebody who may read everything", READER, true, false],
  ["an operator", OPERATOR, true, true],
  ["an officer who may do everything", OFFICER, true, true],
];

describe("who may do what at the board", function () {
  this.timeout(60_000);
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start();
    await gateway.event("forced");
  });

  after(() => gateway.stop());

  for (const [who, account, sees, acts] of WHO) {
    it(`${who} ${sees ? "sees the board" : "sees nothing"}`, async () => {
      const client = await gateway.client(account);
      for (const path of SEE) {
        const { status, text } = await client.get(path);
        assert.equal(status, sees ? 200 : 401, path);
        if (!sees) assert.doesNotMatch(text, /MUM01|forced|sentence/, path);
      }
      const stream = await client.stream();
      assert.equal(stream.status, sees ? 200 : 401);
      if (sees) {
        await stream.ready();
        const { id } = await stream.incident("forced");
        assert.equal((await client.get(`incidents/${id}`)).status, 200);
      } else {
        await stream.ended;
        assert.deepEqual(stream.messages, []);
      }
      stream.close();
    });

    it(`${who} ${acts ? "may act" : "may not act, and changes nothing"}`, async () => {
      const client = await gateway.client(account);
      const operator = await gateway.client(OPERATOR);
      const before = await openIncidents(operator);
      const refusal = sees ? 403 : 401;
      for (const act of ACTS) {
        // Whoever may act is told that there is no such incident; who may only look, why that is all.
        const { status, body } = await client.post(`incidents/none/${act}`, SAID);
        assert.equal(status, acts ? 404 : refusal, act);
        if (refusal === 403 && !acts) assert.match(String(field(body, "error", "sentence")), /lockers\.act/);
      }
      assert.equal((await client.post("outbox/retry", {})).status, acts ? 200 : refusal);
      if (acts) return;
      const id = field(before, "0", "id");
      for (const act of ACTS) await client.post(`incidents/${id}/${act}`, SAID);
      assert.deepEqual(await openIncidents(operator), before);
    });
  }

  it("opens the editor's flows to nobody but who may read everything", async () => {
    const flowsOf = async (account: Account) =>
      (await (await gateway.client(account)).request("GET", "/flows")).status;
    assert.deepEqual(
      [await flowsOf(VIEWER), await flowsOf(OPERATOR), await flowsOf(READER)],
      [401, 401, 200],
    );
  });

  it("tells each person who they are, what they may, and why not", async () => {
    const [operator, viewer] = await Promise.all([gateway.client(OPERATOR), gateway.client(VIEWER)]);
    const own = async (client: typeof operator) => (await client.board()).gateway;
    const mine = await own(operator);
    assert.deepEqual(
      [field(mine, "user"), field(mine, "canAct"), field(mine, "whyNot"), field(mine, "signIn")],
      ["operator", true, null, true],
    );
    const other = await own(viewer);
    assert.deepEqual([field(other, "user"), field(other, "canAct")], ["viewer", false]);
    assert.match(String(field(other, "whyNot")), /lockers\.act/);
  });

  it("takes nobody's word for who they are", async () => {
    const operator = await gateway.client(OPERATOR);
    const id = field(await openIncidents(operator), "0", "id");
    const forged = await operator.post(`incidents/${id}/acknowledge`, { ...SAID, by: "officer" });
    assert.equal(forged.status, 400);
    const done = await operator.post(`incidents/${id}/acknowledge`, SAID);
    assert.equal(field(done.body, "incident", "acknowledged", "by"), "operator");
  });

  it("is over at once for who has signed out", async () => {
    const operator = await gateway.client(OPERATOR);
    assert.equal((await operator.get("history")).status, 200);
    await operator.signOut();
    assert.equal((await operator.get("history")).status, 401);
  });

  it("writes each act into Node-RED's audit log, with the person", async () => {
    const audited = await Gateway.start({
      settings: { logging: { console: { level: "info", metrics: false, audit: true } } },
    });
    try {
      const operator = await audited.client(OPERATOR);
      await operator.post("incidents/none/acknowledge", SAID);
      const line = await audited.red.line(/smart-lockers\.incident\.acknowledge/);
      assert.match(line, /"username":"operator"/);
      assert.match(line, /127\.0\.0\.1/);
      assert.doesNotMatch(line, /Seen\./);
    } finally {
      await audited.stop();
    }
  });
});

async function openIncidents(client: Awaited<ReturnType<Gateway["client"]>>): Promise<unknown> {
  return [...(await client.board()).incidents.values()];
}
