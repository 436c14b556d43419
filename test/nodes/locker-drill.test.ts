import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import lockerDrill from "../../nodes/locker-drill/locker-drill.ts";
import { accessOf } from "../../nodes/runtime/message.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import siteCalendar from "../../nodes/site-calendar/site-calendar.ts";
import sosAlert from "../../nodes/sos-alert/sos-alert.ts";
import { until } from "../until.ts";
import { example, type FlowNode, run } from "./example.ts";
import { helper, userDir } from "./node-red.ts";
import { changed, emptyJournal, startServer, statusOf, stopServer } from "./notify.ts";

const DRILL = "1d00000000000003";
const EXAMPLE = example("locker-drill");
const TYPES = [lockerDrill, siteCalendar, sosAlert];

async function start(...changes: ((node: FlowNode) => FlowNode)[]) {
  const nodes = EXAMPLE.map((node) => changes.reduce((one, change) => change(one), node));
  const { received, receive } = await run(nodes, TYPES);
  await until(
    "the drill to be ready",
    () => statusOf(DRILL).includes("next") || statusOf(DRILL).includes("running"),
  );
  const events = (name: string) => (received[name] ?? []).map(({ payload }) => payload as LockerEvent);
  return {
    ...{ received, receive },
    tests: () => events("test alarm"),
    updates: () => received.update ?? [],
    missing: () => events("did not come through"),
    caught: () => received.caught ?? [],
    start: () => receive(DRILL, { payload: Date.now() }),
  };
}

/** No provider takes anything. */
const unwired = (node: FlowNode) => (node.name === "provider" ? { ...node, wires: [[]] } : node);

describe("locker-drill", () => {
  let store: Store;
  before(startServer);
  after(stopServer);
  beforeEach(() => {
    emptyJournal();
    store = openStore({ settings: { userDir } });
  });
  afterEach(async () => {
    await helper.unload();
    await store.release();
  });

  it("sends a test alarm when a message comes in, and sees it come through", async () => {
    const { start: press, tests, updates, caught, received } = await start();
    press();
    await until("the test to come through", () => tests().length === 2);
    const [test, through] = tests();
    assert.equal(test?.type, "test-alarm");
    assert.equal(test?.site, "MUM01");
    assert.equal(test?.data.through, false);
    assert.equal(through?.data.through, true);
    assert.equal(through?.data.test, test?.id);
    const [msg] = received["test alarm"] ?? [];
    assert.equal(msg?.drill, undefined);
    assert.ok(msg && accessOf(msg)?.timeZone === "Asia/Kolkata");
    // It goes past sos-alert and raises nothing.
    await until("the update", () => updates().length === 1);
    assert.equal(updates()[0]?.incident, undefined);
    assert.deepEqual(caught(), []);
    await until("the status", () => statusOf(DRILL) === "green locker-drill.status.next");
    await until("nothing to be open", async () => (await store.journal.deliveryCounts()).length === 0);
  });

  it("is an incident with the word TEST", async () => {
    const { start: press } = await start();
    press();
    const incident = await until("the incident", () => store.desk.list()[0]);
    assert.equal(incident.cause, "test-alarm");
    assert.equal(incident.priority, 3);
    assert.match(incident.summary, /^The gateway at MUM01 tests its alarm \(TEST: nothing has happened/);
  });

  it("waits for a named person where it is to be acknowledged, with nothing wired for that", async () => {
    const { start: press, tests } = await start(changed(DRILL, { acknowledge: true }));
    press();
    const incident = await until("the incident", () => store.desk.list()[0]);
    await until("the status", () => statusOf(DRILL) === "yellow locker-drill.status.running");
    assert.equal(tests().length, 1);
    await store.desk.act({ do: "acknowledge", incident: incident.id, by: "meera", remark: "Test seen." });
    await until("the test to come through", () => tests().length === 2);
  });

  it("refuses a second test while one is under way, with a sentence", async () => {
    const { start: press, caught } = await start(unwired);
    press();
    await until("the status", () => statusOf(DRILL) === "yellow locker-drill.status.running");
    press();
    await until("the error", () => caught().length === 1);
    assert.equal(caught()[0]?.error?.code, "test-running");
  });

  it("tells by the second output of a test whose time ran out while it was down, and the next one ends that", async () => {
    const before = await start(unwired);
    before.start();
    await until("the test", () => before.tests().length === 1);
    await until("it to be kept", async () =>
      (await store.journal.recall(DRILL))[0]?.value.includes('"running":{'),
    );
    await helper.unload();
    const [kept] = await store.journal.recall(DRILL);
    assert.ok(kept);
    const value = kept.value.replace(/"dueAt":\d+/, '"dueAt":1');
    await store.journal.remember(DRILL, [{ key: kept.key, value }]);
    const { received } = await run(
      EXAMPLE.map((node) =>
        node.id === DRILL
          ? {
              ...node,
              wires: [
                ["1d00000000000004", "1d00000000000006"],
                ["1d00000000000004", "1d00000000000007"],
              ],
            }
          : node,
      ),
      TYPES,
    );
    const missing = await until("that it is missing", () => received["did not come through"]?.[0]);
    assert.equal((missing.payload as LockerEvent).type, "test-alarm-missing");
    const raised = () => store.desk.list().find(({ cause }) => cause === "test-alarm-missing");
    await until("the incident", () => raised()?.state === "raised");
    assert.equal(raised()?.priority, 1);
    helper.getNode(DRILL).receive({ payload: "now" });
    await until("the incident to have returned", () => raised()?.state === "returned");
  });

  it("lets a drill be one all the way", async () => {
    const { start: press, received, tests } = await start(changed(DRILL, { drill: true }));
    press();
    await until("the test to come through", () => tests().length === 2);
    assert.equal(received["test alarm"]?.[0]?.drill, true);
  });

  it("takes what sos-alert sends for what it is, and everything else but a start for nothing", async () => {
    const { receive, tests, caught } = await start(unwired, changed(DRILL, { acknowledge: true }));
    receive(DRILL, { payload: { eventId: "x", noticeKey: "k", state: "parked" } });
    receive(DRILL, { payload: { eventId: "x", noticeKey: "k", state: "accepted" } });
    receive(DRILL, { payload: { ...JSON.parse(opened()) } });
    receive(DRILL, { error: { message: "it failed" } });
    receive(DRILL, { payload: "now" });
    await until("the test", () => tests().length === 1);
    const incident = await until("the incident", () => store.desk.list()[0]);
    receive(DRILL, { payload: { eventId: incident.id, noticeKey: "k", state: "accepted" } });
    const acknowledged = { by: "meera", at: Date.now() };
    receive(DRILL, { incident: { ...incident, state: "latched", acknowledged } });
    await until("the test to come through", () => tests().length === 2);
    assert.deepEqual(caught(), []);
  });

  it("sends again what a restart took out of the flow", async () => {
    const before = await start(unwired);
    before.start();
    await until("the test", () => before.tests().length === 1);
    await helper.unload();
    const db = new DatabaseSync(join(userDir, "smart-lockers", "journal.sqlite"));
    const [{ position } = { position: 0 }] = db
      .prepare("SELECT position FROM event WHERE type = 'test-alarm'")
      .all();
    db.prepare(
      "INSERT OR IGNORE INTO delivery (node, position, attempts, sent_in) VALUES (?, ?, 0, NULL)",
    ).run(DRILL, position);
    db.close();
    const { received } = await run(EXAMPLE, TYPES);
    const again = await until("the test again", () => received["test alarm"]?.[0]);
    assert.equal(again.resent, true);
    await until("it to come through", () => received["test alarm"]?.length === 2);
    assert.equal(store.desk.list().length, 1);
  });

  it("says what is wrong with its settings", async () => {
    const nodes = EXAMPLE.map(changed(DRILL, { site: "Fort branch", times: "nine" }));
    const { received, receive } = await run(nodes, TYPES);
    receive(DRILL, { payload: "now" });
    await until("the error", () => received.caught?.length === 1);
    const message = received.caught?.[0]?.error?.message ?? "";
    assert.match(message, /label\.site: locker-drill\.check\.site/);
    assert.match(message, /label\.times: locker-drill\.check\.times/);
  });
});

function opened(): string {
  return JSON.stringify({
    ...{
      id: "MUM01-U07-1-abc",
      site: "MUM01",
      unit: "MUM01-U07",
      locker: "MUM01-0001",
      type: "opened",
      at: 1,
    },
    ...{
      receivedAt: 1,
      occurred: { earliest: 1, latest: 1 },
      late: false,
      clock: "sntp",
      marks: [],
      boot: 1,
    },
    ...{ seq: 1, uptime: 1, door: "open", tamper: false, data: {} },
  });
}
