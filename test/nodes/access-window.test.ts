import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeMessageInFlow } from "node-red";
import accessWindow from "../../nodes/access-window/access-window.ts";
import type { Access } from "../../nodes/domain/access.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import siteCalendar from "../../nodes/site-calendar/site-calendar.ts";
import { inJournal } from "../in-journal.ts";
import { until } from "../until.ts";
import { coreNode, deploy, helper, userDir } from "./node-red.ts";

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

const EXAMPLE: readonly FlowNode[] = JSON.parse(readFileSync("examples/access-window.json", "utf8"));
const WINDOW = "ac00000000000007";
const OUTPUTS = { ac00000000000008: "inside", ac00000000000009: "outside" } as const;
const CALENDAR = "ac0000000000000a";

type Received = NodeMessageInFlow & {
  access?: Access;
  mine?: string;
  error?: { message: string; code: string };
};

/** The example on a tab, its debug nodes replaced by ones that the test can listen to, and one to catch errors. */
function flow(change: (node: FlowNode) => FlowNode | null = (node) => node): FlowNode[] {
  const nodes = EXAMPLE.map((node) => (node.id in OUTPUTS ? { ...node, type: "helper" } : node))
    .map(change)
    .filter((node) => node !== null)
    .map((node) => ("z" in node ? { ...node, z: "tab" } : node));
  return [
    { id: "tab", type: "tab", label: "" },
    ...nodes,
    { id: "errors", type: "catch", z: "tab", name: "", scope: null, uncaught: false, wires: [["caught"]] },
    { id: "caught", type: "helper", z: "tab", wires: [] },
    {
      id: "done",
      type: "complete",
      z: "tab",
      name: "",
      scope: [WINDOW],
      uncaught: false,
      wires: [["completed"]],
    },
    { id: "completed", type: "helper", z: "tab", wires: [] },
  ];
}

/** Runs the flow and collects what arrives where. */
async function run(nodes: FlowNode[]): Promise<{ output: string; msg: Received }[]> {
  const core = [coreNode("common/20-inject"), coreNode("common/90-comment"), coreNode("common/24-complete")];
  await helper.load([accessWindow, siteCalendar, ...core], nodes);
  const received: { output: string; msg: Received }[] = [];
  for (const [id, output] of Object.entries({ ...OUTPUTS, caught: "caught" }))
    helper.getNode(id).on("input", (msg: Received) => received.push({ output, msg }));
  return received;
}

/** Statuses a node has shown from now on, as catalogue keys. */
function statusesOf(node: EventEmitter): string[] {
  const shown: string[] = [];
  node.on("call:status", (call: { args: [{ fill: string; shape: string; text: string }] }) => {
    const [{ fill, shape, text }] = call.args;
    shown.push(`${fill} ${shape} ${text.replace("access-window.status.", "")}`);
  });
  return shown;
}

/** How often the window is done with a message from now on. */
function completions(): () => number {
  let count = 0;
  helper.getNode("completed").on("input", () => {
    count += 1;
  });
  return () => count;
}

/** The event that a button of the example sends. */
function exampleEvent(button: string): LockerEvent {
  return JSON.parse(String(EXAMPLE.find(({ id }) => id === button)?.payload));
}

/** The decisions about an event that the ledger of this user directory holds. */
function decisions(event: string): { readonly node: string; readonly access: Access }[] {
  return inJournal(join(userDir, "smart-lockers", "journal.sqlite"), (db) => {
    const rows = db.prepare(
      "SELECT ref, body FROM ledger WHERE kind = 'decision' AND ref = coalesce(?, ref)",
    );
    return rows.all(event ?? null).map(({ body }) => JSON.parse(String(body)));
  });
}

describe("access-window", () => {
  let store: Store;
  before((done) => {
    store = openStore({ settings: { userDir } });
    helper.startServer(done);
  });
  after((done) => {
    void store.release().then(() => helper.stopServer(done));
  });
  afterEach(() => helper.unload());

  const BUTTONS = [
    {
      id: "ac00000000000002",
      output: "inside",
      status: "green dot inside",
      reason:
        "Opened at 11:02 on Monday 23 November 2026 at the branch's clock; the access hours on Mondays are 10:00-13:30 and 14:30-17:00.",
    },
    {
      id: "ac00000000000003",
      output: "outside",
      status: "red dot outside",
      reason:
        "Opened at 02:13 on Sunday 22 November 2026 at the branch's clock; the branch has no access hours on Sundays.",
    },
    {
      id: "ac00000000000004",
      output: "outside",
      status: "red dot outside",
      reason:
        "Opened at 11:00 on Monday 9 November 2026 at the branch's clock; that day is a holiday (Diwali).",
    },
    {
      id: "ac00000000000005",
      output: "outside",
      status: "red dot outside",
      reason:
        "Forced open at 11:00 on Saturday 28 November 2026 at the branch's clock; the branch has no access hours on the 2nd and 4th Saturday of the month.",
    },
    {
      id: "ac00000000000006",
      output: "outside",
      status: "red dot time-uncertain",
      reason:
        "Opened between 09:00 and 10:20 on Monday 23 November 2026 at the branch's clock (the locker's clock could not be trusted); a part of it is outside, so it counts as outside: at 09:00 on Monday 23 November 2026 the access hours on Mondays are 10:00-13:30 and 14:30-17:00.",
    },
  ];

  it("judges each event of its example, and says why", async () => {
    const received = await run(flow());
    const shown = statusesOf(helper.getNode(WINDOW));
    for (const [index, { id, output, status, reason }] of BUTTONS.entries()) {
      helper.getNode(id).receive({});
      const arrived = await until(`the message of ${id}`, () => received[index]);
      assert.equal(arrived.output, output);
      assert.equal(arrived.msg.access?.reason, reason);
      await until(`the status ${status}`, () => shown.at(-1) === status);
    }
    assert.equal(received.length, BUTTONS.length);
  });

  it("keeps every other property of the message, and the event as it is", async () => {
    const received = await run(flow());
    const payload: unknown = JSON.parse(String(EXAMPLE.find(({ id }) => id === "ac00000000000002")?.payload));
    helper.getNode(WINDOW).receive({ payload, topic: "t", mine: "kept" });
    const { msg } = await until("the message", () => received[0]);
    assert.deepEqual(msg.payload, payload);
    assert.equal(msg.topic, "t");
    assert.equal(msg.mine, "kept");
    assert.match(msg.access?.calendarVersion ?? "", /^2026\+[0-9a-f]{8}$/);
  });

  it("judges what the gateway derived by its time, like any event", async () => {
    const received = await run(flow());
    const at = Date.parse("2026-11-22T02:13:00+05:30");
    const event = {
      id: "MUM01-U07-offline-1",
      site: "MUM01",
      unit: "MUM01-U07",
      locker: null,
      type: "offline",
    };
    const payload = { ...event, at: null, receivedAt: at, occurred: { earliest: at, latest: at } };
    helper.getNode(WINDOW).receive({ payload });
    const { output, msg } = await until("the message", () => received[0]);
    assert.equal(output, "outside");
    assert.match(msg.access?.reason ?? "", /^Happened at 02:13 /);
  });

  it("has its decision in the ledger before it is done, once however often the event comes by", async () => {
    const received = await run(flow());
    const completed = completions();
    const { id } = exampleEvent("ac00000000000002");
    for (const times of [1, 2]) {
      helper.getNode("ac00000000000002").receive({});
      await until("the message", () => received.length === times);
      await until("the node to be done", () => completed() === times);
      assert.equal(decisions(id).length, 1);
    }
    const [{ node, access } = { node: "", access: null }] = decisions(id);
    assert.equal(node, WINDOW);
    assert.deepEqual(access, received[0]?.msg.access);
  });

  it("sends on by the second output that a locker was not closed, judged and in the ledger, and is through with it", async () => {
    const end = Date.parse("2026-11-23T17:00:00+05:30");
    const event: LockerEvent = {
      ...exampleEvent("ac00000000000002"),
      ...{ id: "MUM01-U07-not-closed-0123456789ab", at: null, seq: null, boot: null },
      ...{ type: "not-closed", receivedAt: end, occurred: { earliest: end, latest: end } },
    };
    await store.journal.append(event, [WINDOW]);
    const received = await run(flow());
    const shown = statusesOf(helper.getNode(WINDOW));
    const { output, msg } = await until("the message", () => received[0]);
    assert.equal(output, "outside");
    assert.deepEqual(msg.payload, event);
    assert.equal(msg.access?.inside, false);
    assert.equal(
      msg.access?.reason,
      "Still open at 17:00 on Monday 23 November 2026 at the branch's clock; the access hours on Mondays are 10:00-13:30 and 14:30-17:00.",
    );
    await until("the status", () => shown.at(-1) === "red dot not-closed");
    await until("the decision", () => decisions(event.id).length === 1);
    await until("nothing to be open", async () => (await store.journal.deliveryCounts()).length === 0);
  });

  it("keeps over a restart, and while it is disabled, which lockers are open, and forgets those that are closed", async () => {
    const kept = async () => (await store.journal.recall(WINDOW)).map(({ key }) => key);
    const nodes = flow();
    await run(nodes);
    const completed = completions();
    const opened = exampleEvent("ac00000000000002");
    const at = opened.occurred.latest + 60_000;
    const closed = { ...opened, id: "closed", type: "closed", occurred: { earliest: at, latest: at } };
    for (const locker of ["MUM01-0008", "MUM01-0009"])
      helper.getNode(WINDOW).receive({ payload: { ...opened, locker, id: `opened-${locker}` } });
    await until("the node to be done", () => completed() === 2);
    assert.ok((await kept()).join().endsWith("MUM01-0008,MUM01-0009"));
    await deploy(nodes.map((node) => (node.id === WINDOW ? { ...node, name: "renamed" } : node)));
    const again = completions();
    helper.getNode(WINDOW).receive({ payload: { ...closed, locker: "MUM01-0008" } });
    await until("the node to be done", () => again() === 1);
    assert.ok((await kept()).join().endsWith("MUM01-0009"));
    await deploy(nodes.map((node) => (node.id === WINDOW ? { ...node, d: true } : node)));
    await deploy(nodes);
    assert.ok((await kept()).join().endsWith("MUM01-0009"), "it was disabled, and not removed");
  });

  it("keeps nothing where late closings are not wanted", async () => {
    const before = await store.journal.recall(WINDOW);
    await run(flow((node) => (node.id === WINDOW ? { ...node, lateClose: false } : node)));
    const completed = completions();
    helper
      .getNode(WINDOW)
      .receive({ payload: { ...exampleEvent("ac00000000000002"), locker: "MUM01-0077" } });
    await until("the node to be done", () => completed() === 1);
    assert.deepEqual(await store.journal.recall(WINDOW), before);
  });

  it("leaves an alarm that comes from memory to the time when the journal has it", async () => {
    const received = await run(flow());
    const completed = completions();
    const payload = exampleEvent("ac00000000000003");
    const id = "MUM01-U07-9-00000000000f";
    helper.getNode(WINDOW).receive({ payload: { ...payload, id, marks: ["not-journaled"] } });
    await until("the node to be done", () => completed() === 1);
    assert.equal(received[0]?.output, "outside");
    assert.ok(!decisions(id).some(({ node }) => node === WINDOW));
  });

  it("says in its status that the year's holidays are missing, and lets nothing count as inside", async () => {
    const received = await run(flow((node) => (node.id === CALENDAR ? { ...node, years: "" } : node)));
    const shown = statusesOf(helper.getNode(WINDOW));
    helper.getNode("ac00000000000002").receive({});
    const { output, msg } = await until("the message", () => received[0]);
    assert.deepEqual([output, msg.access?.code], ["outside", "year-not-loaded"]);
    await until("the status", () => shown.includes("red ring year-not-loaded"));
  });

  for (const payload of [undefined, "opened", {}, { type: "opened" }]) {
    it(`gives a message without an event to Catch: ${JSON.stringify(payload)}`, async () => {
      const received = await run(flow());
      helper.getNode(WINDOW).receive({ payload, mine: "kept" });
      const { output, msg } = await until("the error", () => received[0]);
      assert.equal(output, "caught");
      assert.equal(msg.mine, "kept");
      assert.equal(msg.error?.code, "message-without-event");
      assert.equal(received.length, 1);
    });
  }

  const BAD = [
    {
      what: "names no calendar",
      change: (node: FlowNode) => (node.id === WINDOW ? { ...node, calendar: "" } : node),
      said: /access-window\.label\.calendar: common\.check\.node/,
    },
    {
      what: "names a calendar that is gone",
      change: (node: FlowNode) => (node.id === CALENDAR ? null : node),
      said: /The site-calendar that this node uses is missing or disabled/,
    },
    {
      what: "names a calendar that is wrong itself",
      change: (node: FlowNode) => (node.id === CALENDAR ? { ...node, timeZone: "Mumbai" } : node),
      said: /The site-calendar "Mumbai Fort" that this node uses is not usable itself/,
    },
  ];
  for (const { what, change, said } of BAD) {
    it(`says so in the log, and to Catch for each message, when it ${what}`, async () => {
      const received = await run(flow(change));
      const entries: { msg: unknown }[] = helper.log().args.map(([entry]) => entry);
      const logged = entries.map(({ msg }) => String(msg));
      assert.ok(
        logged.some((line) => said.test(line)),
        logged.join("\n"),
      );
      helper.getNode("ac00000000000002").receive({});
      const { output, msg } = await until("the error", () => received[0]);
      assert.equal(output, "caught");
      assert.match(msg.error?.message ?? "", said);
    });
  }
});
