import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { dirname } from "node:path";
import type { NodeDef } from "node-red";
import { openStore } from "../../nodes/runtime/store.ts";
import { until } from "../until.ts";
import { eventOf, journalFile, noticeOf } from "./making.ts";
import { ACCEPTED, TestSender } from "./sending.ts";

const DAY_MS = 86_400_000;

/** What a node sees of a Node-RED with a user directory of its own. */
function nodeRed() {
  return { settings: { userDir: dirname(dirname(journalFile())) } };
}

describe("the store of a process", () => {
  it("is one for all nodes of a user directory, and another one for another", async () => {
    const [red, other] = [nodeRed(), nodeRed()];
    const [one, two, three] = [openStore(red), openStore(red), openStore(other)];
    assert.equal(one.journal, two.journal);
    assert.equal(one.outbox, two.outbox);
    assert.notEqual(one.journal, three.journal);
    await Promise.all([one, two, three].map((store) => store.release()));
  });

  it("stays open until the last node releases it, however often each does", async () => {
    const red = nodeRed();
    const [one, two] = [openStore(red), openStore(red)];
    await one.release();
    await one.release();
    assert.equal((await two.journal.append(eventOf({ seq: 1 }))).result, "stored");
    await two.release();
    await assert.rejects(two.journal.append(eventOf({ seq: 2 })), /is closed/);
  });

  it("closes and opens in the same deploy without two workers on one file", async () => {
    const red = nodeRed();
    let store = openStore(red);
    const released: Promise<void>[] = [];
    for (let seq = 1; seq <= 5; seq += 1) {
      // Nobody waits here for the release, nor for the last append.
      const appended = store.journal.append(eventOf({ seq }));
      released.push(store.release());
      store = openStore(red);
      assert.equal((await store.journal.unitState("MUM01-U07"))?.lastSeq, seq);
      assert.equal((await appended).result, "stored");
    }
    // One that was never used waits its turn, too.
    released.push(store.release(), openStore(red).release());
    store = openStore(red);
    assert.equal((await store.journal.unitState("MUM01-U07"))?.lastSeq, 5);
    await Promise.all([...released, store.release()]);
  });

  it("forgets what was kept for nodes that the flows do not hold any more when they have started", async () => {
    const events = new EventEmitter();
    const flows = [
      { id: "here", type: "locker-drill" },
      { id: "disabled", type: "access-window", d: true },
    ];
    const nodes = {
      eachNode(visit: (node: NodeDef) => void) {
        for (const node of flows) visit({ ...node, name: "", z: "" });
      },
    };
    const { journal, release } = openStore({ ...nodeRed(), events, nodes });
    for (const node of ["here", "disabled", "removed"])
      await journal.remember(node, [{ key: "a", value: "1" }]);
    events.emit("flows:started");
    await until("that to be forgotten", async () => !(await journal.rememberedNodes()).includes("removed"));
    assert.deepEqual(await journal.rememberedNodes(), ["disabled", "here"]);
    await release();
  });

  it("sends what a node enqueues without being told to", async () => {
    const store = openStore(nodeRed());
    const sender = new TestSender();
    store.outbox.addSender(sender);
    const told = new Promise((resolve) => {
      store.outbox.onNews("node", ({ outcome }) => resolve(outcome.result));
    });
    // By the clock of this machine, which the store goes by, it is not overdue.
    const createdAt = Date.now();
    await store.journal.enqueue([noticeOf({ createdAt, overdueAt: createdAt + DAY_MS })]);
    assert.equal(await told, ACCEPTED.result);
    await store.release();
  });
});
