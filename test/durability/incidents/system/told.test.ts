import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { placeRegister } from "../../../../gateway/local/demo-bank.ts";
import type { FlowNode } from "../../../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../../../gateway/stand-ins/mail.ts";
import { inJournal } from "../../../in-journal.ts";
import { eventOf } from "../../../journal/making.ts";
import { type NodeRedProcess, startNodeRed } from "../../../node-red-process.ts";
import { until } from "../../../until.ts";

const ALERT = "alert";
/** Longer than the test: what is delayed so is in the flow when the plug is pulled. */
const HOURS_MS = 3_600_000;
const MINUTES = 10;
const SHELF_ENDS_MS = 10_000;
const LONG_MS = 60_000;

/** What a kill must not lose: changes that were committed, and that nobody was told of yet. */
describe("a process killed between a change of an incident and its notices", function () {
  this.timeout(180_000);
  let folder: string;
  let userDir: string;
  let mail: MailStandIn;
  let nodeRed: NodeRedProcess;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "smart-lockers-told-"));
    userDir = join(folder, "node-red");
    placeRegister(userDir);
    mail = await startMailStandIn();
  });
  after(async () => {
    await nodeRed?.stop();
    await mail?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(delayMs: number): Promise<void> {
    const flows = flowsOf(delayMs, mail.port);
    // Not by a deploy: a person changes nothing while the power is out.
    writeFileSync(join(userDir, "flows.json"), JSON.stringify(flows));
    nodeRed = await startNodeRed({ userDir, flows });
  }

  async function post(path: "alarm" | "act", body: object): Promise<void> {
    const response = await fetch(`${nodeRed.url}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200);
  }

  /** What came out of the sos-alert: the change, and the incident's id. */
  async function went(change: string): Promise<string> {
    const line = await until(
      `"${change}" to leave the sos-alert`,
      () => nodeRed.log.find((line) => line.includes(`went ${change} `)),
      LONG_MS,
    );
    return line.split(`went ${change} `)[1]?.trim() ?? "";
  }

  const subjects = () => mail.mails.map(({ subject }) => subject);

  const journal = () => join(userDir, "smart-lockers", "journal.sqlite");

  /** Changes the journal of a gateway that was killed: nothing else has it open. */
  function change(sql: string, ...values: (string | number)[]): void {
    const db = new DatabaseSync(journal());
    assert.equal(db.prepare(sql).run(...values).changes, 1);
    db.close();
  }

  const open = () =>
    inJournal(journal(), (db) => Number(db.prepare("SELECT count(*) AS open FROM delivery").get()?.open));

  /** As many mails, and written down as accepted: what a kill finds in flight is sent once more, and may be. */
  async function mailed(count: number): Promise<void> {
    await until(`${count} mails`, () => subjects().length >= count, LONG_MS);
    const waiting = () =>
      inJournal(journal(), (db) => db.prepare("SELECT count(*) AS waiting FROM outbox").get());
    await until("all of them to be accepted", () => waiting()?.waiting === 0, LONG_MS);
  }

  let known: string;
  let unknown: string;

  it("tells of an operator's acknowledgement after the restart, once", async () => {
    await start(HOURS_MS);
    await post("alarm", eventOf({ seq: 1, type: "forced", receivedAt: Date.now() }));
    known = await went("raised");
    await post("act", { do: "acknowledge", incident: known, by: "asha", remark: "Guard sent." });
    assert.equal(await went("acknowledged"), known);
    await nodeRed.kill();
    assert.deepEqual(subjects(), []);
    assert.equal(open(), 1);

    await start(1);
    await mailed(1);
    assert.deepEqual(subjects(), [`acknowledged ${known} asha`]);
    await until("it to be settled", () => open() === 0, LONG_MS);
  });

  it("tells of an escalation after the restart, once", async () => {
    const event = eventOf({ seq: 2, type: "forced", locker: "MUM01-0002", receivedAt: Date.now() });
    await post("alarm", event);
    unknown = await went("raised");
    await mailed(2);
    await nodeRed.kill();
    // The time it takes until nobody has acknowledged for long enough passes at once.
    change(
      `UPDATE incident SET body = json_set(body, '$.tierAt', json_extract(body, '$.tierAt') - ?) WHERE id = ?`,
      MINUTES * 60_000,
      unknown,
    );
    await start(HOURS_MS);
    assert.equal(await went("escalated"), unknown);
    await nodeRed.kill();
    assert.equal(subjects().length, 2);

    await start(1);
    await mailed(3);
    assert.deepEqual(subjects().slice(2), [`escalated ${unknown}`]);
    await until("it to be settled", () => open() === 0, LONG_MS);
  });

  it("alarms at the end of a shelf that was kept over the restart, once", async () => {
    const told = subjects().length;
    await post("alarm", eventOf({ seq: 3, type: "held-open", locker: "MUM01-0003", receivedAt: Date.now() }));
    await mailed(told + 1);
    const shelved = await went("raised");
    await post("act", { do: "acknowledge", incident: shelved, by: "asha", remark: "Carpenter." });
    await post("act", { do: "shelve", incident: shelved, by: "asha", remark: "Carpenter.", minutes: 30 });
    await mailed(told + 3);
    await nodeRed.kill();
    // All of its time but seconds passes at once.
    change(
      `UPDATE incident SET body = json_set(body, '$.shelved.at', json_extract(body, '$.shelved.at') - ?1,
        '$.shelved.until', json_extract(body, '$.shelved.until') - ?1) WHERE id = ?2`,
      30 * 60_000 - SHELF_ENDS_MS,
      shelved,
    );
    await start(HOURS_MS);
    assert.equal(await went("unshelved"), shelved);
    await nodeRed.kill();
    assert.equal(subjects().length, told + 3);

    await start(1);
    await mailed(told + 4);
    assert.deepEqual(subjects().slice(told), [
      `raised ${shelved}`,
      `acknowledged ${shelved} asha`,
      `shelved ${shelved} asha`,
      `unshelved ${shelved}`,
    ]);
    await until("it to be settled", () => open() === 0, LONG_MS);
  });

  it("tells nobody of it again once that was settled, and keeps what each incident is", async () => {
    const told = subjects().length;
    await nodeRed.kill();
    await start(1);
    await post("act", { do: "reset", incident: known, by: "ravi", remark: "Over.", despite: true });
    await mailed(told + 1);
    assert.deepEqual(subjects().slice(told), [`reset ${known} ravi`]);
  });
});

/** Alarms and actions come by HTTP; what leaves the sos-alert is said in the log, delayed, and mailed. */
function flowsOf(delayMs: number, port: number): FlowNode[] {
  const z = "tab";
  const http = (path: string, next: string) => [
    { id: `in-${path}`, type: "http in", z, url: `/${path}`, method: "post", wires: [[next, "answer"]] },
  ];
  const escalation = ["1", "2", "3"].map((priority) => ({ priority, escalate: `${MINUTES}`, repeat: "0" }));
  return [
    { id: z, type: "tab", label: "" },
    ...http("alarm", ALERT),
    ...http("act", "action"),
    { id: "answer", type: "http response", z, statusCode: "200", headers: {}, wires: [] },
    {
      ...{ id: "action", type: "change", z, wires: [[ALERT]] },
      rules: [{ t: "move", p: "payload", pt: "msg", to: "action", tot: "msg" }],
    },
    {
      ...{ id: ALERT, type: "sos-alert", z, name: "", priorities: [], escalation, alarmAgainAfter: 15 },
      ...{
        shelveAtMost: 480,
        version: 2,
        wires: [
          ["say", "wait"],
          ["say", "wait"],
        ],
      },
    },
    {
      ...{ id: "say", type: "function", z, outputs: 0, timeout: 0, libs: [], wires: [] },
      func: `node.warn(["went", msg.incident.change, msg.incident.id].join(" "));`,
    },
    {
      ...{ id: "wait", type: "delay", z, pauseType: "delay", timeout: String(delayMs), wires: [["mail"]] },
      ...{ timeoutUnits: "milliseconds", rate: "1", nbRateUnits: "1", rateUnits: "second" },
      ...{ randomFirst: "1", randomLast: "5", randomUnits: "seconds", drop: false, outputs: 1 },
    },
    {
      ...{ id: "mail", type: "email-notify", z, name: "", via: "smtp", account: "", host: "127.0.0.1" },
      ...{ port, security: "starttls", from: "Demo Bank <lockers@demo-bank.example>", register: "register" },
      ...{ to: "control-room", role: "", perSecond: 14, text: "{{incident.summary}}", wires: [[], []] },
      subject: "{{incident.change}} {{incident.id}} {{incident.by}}",
    },
    { id: "register", type: "locker-register", name: "", folder: "smart-lockers/register" },
  ];
}
