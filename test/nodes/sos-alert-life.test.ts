import assert from "node:assert/strict";
import type { Incident } from "../../nodes/domain/incident.ts";
import { eventOf } from "../../nodes/runtime/message.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import sosAlert from "../../nodes/sos-alert/sos-alert.ts";
import { until } from "../until.ts";
import { example, type FlowNode, type Received, type Running, run } from "./example.ts";
import { deploy, helper, userDir } from "./node-red.ts";
import { emptyJournal, injected, newId, startServer, statusOf, stopServer } from "./notify.ts";

const ALERT = "5a00000000000004";
const EXAMPLE = example("sos-alert");
const REMEMBER = "5a00000000000011";

/** A message that came: which output, which change of which incident. */
function told(msg: Received | undefined): Incident {
  assert.ok(msg?.incident);
  return msg.incident as Incident;
}

describe("what a sos-alert looks after", function () {
  this.timeout(20_000);
  let store: Store;
  let running: Running;

  before(startServer);
  after(async () => {
    emptyJournal();
    await stopServer();
  });
  beforeEach(async () => {
    emptyJournal();
    running = await run(EXAMPLE, [sosAlert]);
    store = openStore({ settings: { userDir } });
  });
  afterEach(async () => {
    await helper.unload();
    await store.release();
  });

  const changes = (name: string) => (running.received[name] ?? []).map((msg) => told(msg).change);
  const come = (name: string, expected: readonly string[]) =>
    until(
      () => `${expected} at ${name}; there are ${changes(name)}`,
      () => changes(name).join() === expected.join(),
    );
  const refused = () => running.received.caught ?? [];

  /** Another locker each time, so that each test has an incident of its own. */
  async function raised(over: object = {}): Promise<Incident> {
    running.receive(ALERT, injected(EXAMPLE, "forced open", { id: newId(), ...over }));
    await come("alarm", ["raised"]);
    return told(running.received.alarm?.[0]);
  }

  function act(action: object): void {
    running.receive(ALERT, { action: { by: "asha", remark: "Guard sent.", ...action }, mine: 1 });
  }

  it("is acknowledged and reset by a message: told by the second output, and to complete nodes", async () => {
    const { id } = await raised();
    act({ do: "acknowledge", incident: id });
    await come("update", ["acknowledged"]);
    const [msg] = running.received.update ?? [];
    assert.ok(msg);
    const { state, acknowledged, transition } = told(msg);
    assert.deepEqual([state, acknowledged?.by, transition], ["acknowledged", "asha", 2]);
    assert.equal(eventOf(msg).type, "incident-changed");
    await until("the complete node", () =>
      running.received.done?.some((one) => one.incident !== undefined && one.mine === 1),
    );
    act({ do: "reset", incident: id, despite: true });
    await come("update", ["acknowledged", "reset"]);
    assert.deepEqual(store.desk.list(), []);
    assert.deepEqual(
      (await store.journal.incidentHistory(id)).map(({ change, by, remark }) => [change, by, remark]),
      [
        ["raised", null, null],
        ["acknowledged", "asha", "Guard sent."],
        ["reset", "asha", "Guard sent."],
      ],
    );
  });

  it("is acknowledged by the alarm's own message, which has the incident with it", async () => {
    const incident = await raised();
    const action = { do: "acknowledge", by: "asha", remark: "Seen." };
    running.receive(ALERT, { incident, payload: "whatever", action });
    await come("update", ["acknowledged"]);
  });

  it("is done with by the example's own buttons", async () => {
    await raised();
    const press = (name: string) => {
      const inject = EXAMPLE.find((node) => node.type === "inject" && node.name === name);
      helper.getNode(String(inject?.id)).receive({});
    };
    assert.ok(EXAMPLE.some(({ id }) => id === REMEMBER));
    press("reset it");
    await until("the refusal", () => refused().length === 1);
    press("acknowledge it");
    await come("update", ["acknowledged"]);
    press("reset it all the same");
    await come("update", ["acknowledged", "reset"]);
  });

  const refusals: readonly (readonly [what: string, action: unknown, sentence: RegExp])[] = [
    ["nobody did it", { do: "acknowledge", incident: "I", remark: "x" }, /Say in "by" who does it/],
    ["it gives no reason", { do: "acknowledge", incident: "I", by: "asha" }, /Say in "remark" why/],
    ["it names no incident", { do: "acknowledge", by: "asha", remark: "x" }, /Say in "incident" which one/],
    ["it says nothing known", { do: "ignore", incident: "I", by: "asha", remark: "x" }, /Say in "do"/],
    ["it is no action at all", "acknowledge", /does not say what to do/],
    ["there is no such incident", { do: "acknowledge", incident: "I", by: "asha", remark: "x" }, /not done/],
  ];
  for (const [what, action, sentence] of refusals) {
    it(`goes to catch nodes with a sentence where ${what}`, async () => {
      running.receive(ALERT, { action });
      await until("the refusal", () => refused().length === 1);
      assert.equal(refused()[0]?.error?.code, "incident-refused");
      assert.match(refused()[0]?.error?.message ?? "", sentence);
      assert.deepEqual([changes("alarm"), changes("update")], [[], []]);
    });
  }

  it("is refused what does not fit its state, with who did what, and nothing changes", async () => {
    const { id } = await raised();
    act({ do: "reset", incident: id });
    await until("the refusal", () => refused().length === 1);
    assert.match(refused()[0]?.error?.message ?? "", /acknowledge it first/);
    act({ do: "shelve", incident: id, minutes: 10 });
    await until("another refusal", () => refused().length === 2);
    assert.match(refused()[1]?.error?.message ?? "", /never shelved/);
    assert.equal(store.desk.get(id)?.transition, 1);
  });

  it("is shelved for no longer than the node says", async () => {
    const { id } = await raised({ type: "held-open" });
    act({ do: "shelve", incident: id, minutes: 481 });
    await until("the refusal", () => refused().length === 1);
    assert.match(refused()[0]?.error?.message ?? "", /1 to 480 whole minutes/);
    act({ do: "shelve", incident: id, minutes: 480 });
    await come("update", ["shelved"]);
    act({ do: "unshelve", incident: id });
    await come("alarm", ["raised", "unshelved"]);
  });

  it("is escalated and repeated by the first output", async () => {
    const incident = await raised();
    const now = Date.now();
    const step = { incident: incident.id, now };
    await store.journal.advance({ ...step, transition: 1, change: "escalated" });
    await store.journal.advance({ ...step, transition: 2, change: "repeated" });
    await come("alarm", ["raised", "escalated", "repeated"]);
    const [, escalated] = running.received.alarm ?? [];
    assert.deepEqual([told(escalated).tier, told(escalated).transition], [2, 2]);
    await until("all to be settled", async () =>
      (await store.journal.deliveryCounts()).every(({ node }) => node !== ALERT),
    );
  });

  it("is as urgent as the table says for the hour, and the graver where nobody knows the hour", async () => {
    const offline = (unit: string, access?: object) =>
      running.receive(ALERT, {
        ...injected(EXAMPLE, "forced open", { id: newId(), type: "offline", locker: null, unit }),
        ...(access && { access: { reason: "It says so.", ...access } }),
      });
    const localTime = "2026-11-22T02:13:00+05:30";
    offline("MUM01-U01", { inside: true, localTime });
    offline("MUM01-U02", { inside: false, localTime });
    offline("MUM01-U03");
    await come("alarm", ["raised", "raised", "raised"]);
    assert.deepEqual(
      running.received.alarm?.map((msg) => [told(msg).unit, told(msg).priority]),
      [
        ["MUM01-U01", 2],
        ["MUM01-U02", 1],
        ["MUM01-U03", 1],
      ],
    );
  });

  it("stays a drill, and apart from what is in earnest, whatever becomes of it", async () => {
    running.receive(ALERT, { ...injected(EXAMPLE, "forced open", { id: newId() }), drill: true });
    await come("alarm", ["raised"]);
    const drilled = told(running.received.alarm?.[0]);
    running.receive(ALERT, injected(EXAMPLE, "forced open", { id: newId() }));
    await come("alarm", ["raised", "raised"]);
    const step = { incident: drilled.id, transition: 1, change: "escalated", now: Date.now() } as const;
    await store.journal.advance(step);
    await come("alarm", ["raised", "raised", "escalated"]);
    assert.deepEqual(
      running.received.alarm?.map((msg) => [msg.drill ?? false, told(msg).id === drilled.id]),
      [
        [true, true],
        [false, false],
        [true, true],
      ],
    );
  });

  it("returns to normal by what the journal sees, whatever is wired", async () => {
    const incident = await raised();
    const closed = injected(EXAMPLE, "forced open", { id: newId(), type: "closed", seq: 90, door: "closed" });
    await store.journal.append(closed.payload as Parameters<Store["journal"]["append"]>[0], []);
    await come("update", ["returned"]);
    assert.deepEqual(
      [told(running.received.update?.[0]).state, told(running.received.update?.[0]).id],
      ["returned", incident.id],
    );
  });

  it("lets what only ends something pass by the second output, unchanged", async () => {
    running.receive(ALERT, injected(EXAMPLE, "forced open", { id: newId(), type: "closed", door: "closed" }));
    await until("the message", () => running.received.update?.length === 1);
    assert.equal(running.received.update?.[0]?.incident, undefined);
    assert.deepEqual(store.desk.list(), []);
  });

  it("is told again after a deploy where the flow had not dealt with it", async () => {
    const { id } = await raised();
    const flow = (wait: number): FlowNode[] => [
      { id: "tab", type: "tab", label: "" },
      ...EXAMPLE.filter((node) => node.id === ALERT).map((node) => ({
        ...{ ...node, z: "tab", name: `waits ${wait}` },
        wires: [[], ["hold"]],
      })),
      { id: "hold", type: "change", z: "tab", rules: [], wires: [["kept"]] },
      { id: "kept", type: "helper", z: "tab", wires: [] },
    ];
    await deploy(flow(1));
    // Nothing behind a helper node ends with a message, as a power cut would leave it.
    const listen = () => {
      const seen: Received[] = [];
      helper.getNode("kept").on("input", (msg: Received) => seen.push(msg));
      return seen;
    };
    const first = listen();
    await until("the desk to know it", () => store.desk.get(id) !== null);
    act({ do: "acknowledge", incident: id });
    await until("the update", () => first.length === 1);
    await deploy(flow(2), "full");
    const again = listen();
    await until("the update again", () => again.length === 1);
    assert.equal(told(again[0]).transition, told(first[0]).transition);
    assert.equal(again[0]?.resent, true);
  });

  it("goes over to another sos-alert where its own is gone, and keeps its state", async () => {
    const { id } = await raised();
    act({ do: "acknowledge", incident: id });
    await come("update", ["acknowledged"]);
    const other = EXAMPLE.filter((node) => node.id === ALERT).map((node) => ({
      ...{ ...node, id: "other-alert", z: "tab", wires: [[], ["sink"]] },
    }));
    await deploy([
      { id: "tab", type: "tab", label: "" },
      ...other,
      { id: "sink", type: "helper", z: "tab", wires: [] },
    ]);
    const seen: Received[] = [];
    helper.getNode("sink").on("input", (msg: Received) => seen.push(msg));
    await until("the other node to have it", () => store.desk.get(id)?.node === "other-alert");
    assert.equal(store.desk.get(id)?.state, "acknowledged");
    const action = { do: "reset", incident: id, by: "ravi", remark: "Over.", despite: true };
    helper.getNode("other-alert").receive({ action });
    await until("the other node to tell", () => seen.length === 1);
    assert.deepEqual([told(seen[0]).change, told(seen[0]).reset?.by], ["reset", "ravi"]);
  });

  it("is counted below the node", async () => {
    await until("no alarm", () => statusOf(ALERT) === "green sos-alert.status.none");
    const { id } = await raised();
    await until("one that waits", () => statusOf(ALERT) === "red sos-alert.status.open");
    act({ do: "acknowledge", incident: id });
    await until("one that is known", () => statusOf(ALERT) === "yellow sos-alert.status.known");
  });
});
