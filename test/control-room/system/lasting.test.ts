import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { until } from "../../until.ts";
import { field } from "../client.ts";
import { flows, Gateway, LOCKER, OPERATOR } from "../gateway.ts";

const SAID = { remark: "Seen." };

describe("the board's stream", function () {
  this.timeout(90_000);
  let gateway: Gateway;

  beforeEach(async () => {
    gateway = await Gateway.start();
  });

  afterEach(() => gateway.stop());

  for (const type of ["full", "nodes"] as const) {
    it(`goes on through a deploy (${type}), and tells of what comes after it`, async () => {
      const operator = await gateway.client(OPERATOR);
      const stream = await operator.stream();
      await stream.ready();
      await gateway.event("tamper");
      await stream.incident("tamper");
      const moved = flows(gateway.broker.url).map((node) =>
        field(node, "id") === "sos" ? { ...node, name: "moved" } : node,
      );
      await gateway.red.admin.deploy(moved, type);
      await gateway.event("forced");
      await stream.incident("forced");
      await until("the open door", () => stream.lockers.get(LOCKER)?.door === "open");
      assert.equal(stream.incidents.size, 2);
      assert.ok(stream.messages.every(({ type: kind }) => kind !== "bye"));
      assert.deepEqual((await operator.board()).gateway?.problems, []);
      stream.close();
    });
  }

  it("says that no register runs where there is none, and goes on when there is one", async () => {
    const all = await gateway.red.admin.flows();
    await gateway.red.admin.deploy([]);
    const stream = await (await gateway.client(OPERATOR)).stream();
    await stream.ready();
    const [start] = stream.messages;
    assert.match(String(field(start, "gateway", "problems", "0")), /No register|do not run/);
    await gateway.red.admin.deploy(all);
    await until("the lockers", () => stream.lockers.size === 12);
    stream.close();
  });

  it("ends with a word when Node-RED stops, and what was done outlives that", async () => {
    const operator = await gateway.client(OPERATOR);
    const stream = await operator.stream();
    await stream.ready();
    await gateway.event("forced");
    const { id } = await stream.incident("forced");
    await operator.post(`incidents/${id}/acknowledge`, SAID);
    await gateway.restart();
    await stream.ended;
    assert.deepEqual(
      stream.messages.filter(({ type }) => type === "bye").map((one) => field(one, "reason")),
      ["stopping"],
    );
    const again = await (await gateway.client(OPERATOR)).stream();
    await again.ready();
    assert.equal((await again.incident("forced")).acknowledged?.by, "operator");
    assert.equal(again.lockers.get(LOCKER)?.door, "open");
    again.close();
  });

  it("is told anew after the gateway was killed", async () => {
    const stream = await (await gateway.client(OPERATOR)).stream();
    await stream.ready();
    await gateway.event("forced");
    await stream.incident("forced");
    await gateway.restart("kill");
    await stream.ended;
    const again = await (await gateway.client(OPERATOR)).stream();
    await again.incident("forced");
    again.close();
  });

  it("lets the journal be closed in peace: what was on its way when Node-RED stopped counts as no attempt", async () => {
    const delay = {
      ...{ id: "late", type: "delay", z: "tab", name: "", pauseType: "delay", timeout: "1" },
      ...{ timeoutUnits: "hours", x: 300, y: 300, wires: [[]] },
    };
    const delayed = flows(gateway.broker.url).map((node) =>
      field(node, "id") === "events" ? { ...node, wires: [["late"], [], []] } : node,
    );
    await gateway.red.admin.deploy([...delayed, delay]);
    const stream = await (await gateway.client(OPERATOR)).stream();
    await stream.ready();
    await gateway.event("forced");
    await gateway.red.stop();
    await stream.ended;
    const db = new DatabaseSync(join(gateway.userDir, "smart-lockers", "journal.sqlite"));
    const open = db.prepare("SELECT attempts, sent_in FROM delivery").all();
    db.close();
    assert.deepEqual(
      open.map(({ attempts, sent_in }) => [attempts, sent_in]),
      [[0, null]],
    );
    await gateway.restart();
  });
});

describe("the board of a Node-RED below another path", function () {
  this.timeout(60_000);

  it("is there, with all that it asks for", async () => {
    const gateway = await Gateway.start({ settings: { httpAdminRoot: "/editor" } });
    try {
      const operator = await gateway.client(OPERATOR);
      assert.match(gateway.url, /\/editor$/);
      assert.equal((await operator.request("GET", "/smart-lockers/board/")).status, 200);
      assert.equal((await operator.get("history")).status, 200);
      const outside = await fetch(gateway.url.replace("/editor", "/smart-lockers/api/history"));
      assert.equal(outside.status, 404);
    } finally {
      await gateway.stop();
    }
  });

  it("is nowhere where Node-RED has no such path at all, and everything else works", async () => {
    const gateway = await Gateway.start({ isOpen: true, settings: { httpAdminRoot: false } });
    try {
      await gateway.event("forced");
      const { status } = await (await gateway.client()).request("GET", "/smart-lockers/board/");
      assert.equal(status, 404);
      assert.deepEqual(
        gateway.red.log.filter((line) => /\[error\]|Error:/.test(line)),
        [],
      );
    } finally {
      await gateway.stop();
    }
  });
});
