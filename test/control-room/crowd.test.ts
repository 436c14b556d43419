import assert from "node:assert/strict";
import type { Account } from "../node-red-admin.ts";
import { until } from "../until.ts";
import { type Client, field, type Stream } from "./client.ts";
import { DEPUTY, Gateway, OFFICER, OPERATOR, READER, VIEWER } from "./gateway.ts";

/** Boards of one person, and in all. */
const OWN = 16;
const ALL = 64;

async function refused(client: Client, sentence: RegExp): Promise<void> {
  const { status, body } = await client.get("stream");
  assert.equal(status, 429);
  assert.match(String(field(body, "error", "sentence")), sentence);
}

describe("boards that look at the same time", function () {
  this.timeout(60_000);
  let gateway: Gateway;
  const open: Stream[] = [];

  afterEach(async () => {
    for (const stream of open.splice(0)) stream.close();
    await gateway.stop();
  });

  async function look(client: Client): Promise<Stream> {
    const stream = await client.stream();
    open.push(stream);
    assert.equal(stream.status, 200);
    return stream;
  }

  async function crowd(account: Account): Promise<{ client: Client; first: Stream }> {
    const client = await gateway.client(account);
    const first = await look(client);
    for (let n = 1; n < OWN; n += 1) await look(client);
    return { client, first };
  }

  it("leave a place to who can act, whoever else has taken them all", async () => {
    gateway = await Gateway.start();
    const viewer = await crowd(VIEWER);
    await refused(viewer.client, /16 boards of yours/);
    for (const account of [READER, OFFICER, OPERATOR]) await crowd(account);
    assert.equal(open.length, ALL);
    const deputy = await gateway.client(DEPUTY);
    const stream = await look(deputy);
    await stream.ready();
    await viewer.first.ended;
    const last = viewer.first.messages.at(-1);
    assert.deepEqual([field(last, "type"), field(last, "reason")], ["bye", "gave-way"]);
    // It is the viewers who give way, and to nobody but who can act.
    await refused(viewer.client, /64 boards/);
    stream.close();
    await until("room for the viewer", async () => {
      const again = await viewer.client.stream();
      open.push(again);
      return again.status === 200;
    });
  });

  it("are as many from one address, where nobody is named", async () => {
    gateway = await Gateway.start({ isOpen: true });
    const visitor = await gateway.client();
    for (let n = 0; n < OWN; n += 1) await look(visitor);
    await refused(await gateway.client(), /16 boards of yours/);
  });
});
