import assert from "node:assert/strict";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Incident } from "../../nodes/domain/incident.ts";
import sosAlert from "../../nodes/sos-alert/sos-alert.ts";
import { until } from "../until.ts";
import { example, type FlowNode, type Received, run } from "./example.ts";
import { helper, userDir } from "./node-red.ts";
import { logged } from "./notify.ts";

const ALERT = "5a00000000000004";
const EXAMPLE = example("sos-alert");

function payloadOf(name: string, changes: object = {}): Record<string, unknown> {
  const inject = EXAMPLE.find((node) => node.type === "inject" && node.name === name);
  return { ...JSON.parse(String(inject?.payload)), ...changes };
}

async function start(change: (node: FlowNode) => FlowNode = (node) => node) {
  const { received, receive } = await run(EXAMPLE.map(change), [sosAlert]);
  const { alarm = [], update = [], caught = [] } = received;
  return { alarm, update, caught, receive: (msg: Record<string, unknown>) => receive(ALERT, msg) };
}

function incident(msg: Received | undefined): Incident {
  assert.ok(msg?.incident);
  return msg.incident as Incident;
}

describe("sos-alert", () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it("alarms for the first event, updates for the second, and answers the same when one comes again", async () => {
    const { alarm, update, receive } = await start();
    receive({ payload: payloadOf("forced open"), mine: 1 });
    await until("the alarm", () => alarm.length === 1);
    receive({ payload: payloadOf("once more") });
    await until("the update", () => update.length === 1);
    const first = incident(alarm[0]);
    const second = incident(update[0]);
    assert.equal(first.cause, "forced");
    assert.equal(first.transition, 1);
    assert.equal(second.id, first.id);
    assert.equal(second.transition, 2);
    assert.equal(second.count, 2);
    assert.equal(alarm[0]?.mine, 1);

    receive({ payload: payloadOf("forced open") });
    await until("the alarm again", () => alarm.length === 2);
    assert.deepEqual(incident(alarm[1]), first);
  });

  it("keeps its incidents over a restart", async () => {
    const before = await start();
    before.receive({ payload: payloadOf("forced open", { id: "MUM01-U07-3-aaa", locker: "MUM01-0002" }) });
    await until("the alarm", () => before.alarm.length === 1);
    await helper.unload();
    const after = await start();
    after.receive({ payload: payloadOf("once more", { id: "MUM01-U07-4-bbb", locker: "MUM01-0002" }) });
    await until("the update", () => after.update.length === 1);
    assert.equal(incident(after.update[0]).id, incident(before.alarm[0]).id);
  });

  it("alarms when the journal is back of what cannot be copied to go on meanwhile", async () => {
    const journal = join(userDir, "smart-lockers", "journal.sqlite");
    if (existsSync(journal)) renameSync(journal, `${journal}.elsewhere`);
    mkdirSync(journal, { recursive: true });
    const { alarm, receive } = await start();
    receive({
      payload: payloadOf("forced open", { id: "MUM01-U07-3-aab", locker: "MUM01-0003" }),
      get odd() {
        throw new Error("this cannot be copied");
      },
    });
    await until("the log", () => logged().includes("this cannot be copied"));
    assert.equal(alarm.length, 0);
    rmSync(journal, { recursive: true });
    if (existsSync(`${journal}.elsewhere`)) renameSync(`${journal}.elsewhere`, journal);
    await until("the alarm", () => alarm.length === 1);
    assert.equal(incident(alarm[0]).locker, "MUM01-0003");
  });

  it("takes an opening outside the hours for a cause of its own", async () => {
    const { alarm, receive } = await start();
    const access = { inside: false, reason: "Closed.", localTime: "2026-11-22T02:13:00+05:30" };
    receive({ payload: payloadOf("forced open", { id: "MUM01-U07-5-ccc", type: "opened" }), access });
    await until("the alarm", () => alarm.length === 1);
    const { cause, summary } = incident(alarm[0]);
    assert.equal(cause, "opened-outside-hours");
    assert.match(summary, /was opened outside the access hours\. Closed\.$/);
  });

  it("sends what is no event to catch nodes, with a sentence", async () => {
    const { caught, receive } = await start();
    receive({ payload: "hello" });
    await until("the error", () => caught.length === 1);
    assert.match(caught[0]?.error?.message ?? "", /msg\.payload is not a locker event/);
  });

  it("says what is wrong with its settings, and refuses messages meanwhile", async () => {
    const { caught, receive } = await start((node) =>
      node.id === ALERT ? { ...node, alarmAgainAfter: -1 } : node,
    );
    receive({ payload: payloadOf("forced open", { id: "MUM01-U07-6-ddd" }) });
    await until("the error", () => caught.length === 1);
    assert.match(caught[0]?.error?.message ?? "", /alarmAgainAfter/);
  });
});
