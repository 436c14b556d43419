import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NodeInitializer } from "node-red";
import dc09Out from "../../nodes/dc09-out/dc09-out.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import { openStore } from "../../nodes/runtime/store.ts";
import sosAlert from "../../nodes/sos-alert/sos-alert.ts";
import { lines } from "../domain/register-tables.ts";
import { eventOf } from "../journal/making.ts";
import { startReceiver, type TestReceiver } from "../links/dc09-receiver.ts";
import { until } from "../until.ts";
import { example, type FlowNode, type Running, run } from "./example.ts";
import { coreNode, helper, userDir } from "./node-red.ts";
import {
  changed,
  emptyJournal,
  endTheDay,
  injected,
  logged,
  newId,
  OPENED,
  outcomeOf,
  outcomes,
  PERSONAL,
  register,
  startServer,
  statusOf,
  stopServer,
} from "./notify.ts";
import { type BadSetting, refusesSettings } from "./notify-suite.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

const EXAMPLE = example("dc09-out");
const ALARM = "alarm of a sos-alert";
const RETURN = "its return to normal";
const NODE = EXAMPLE.find(({ type }) => type === "dc09-out")?.id ?? "";
const KEY = "0123456789ABCDEF".repeat(2);

describe("dc09-out", () => {
  let main: TestReceiver;
  let backup: TestReceiver;
  let folder: string;

  before(async () => {
    await startServer();
    folder = register();
  });
  after(stopServer);
  beforeEach(async () => {
    main = await startReceiver();
    backup = await startReceiver();
  });
  afterEach(async () => {
    await helper.unload();
    await until("every connection to be closed", () => main.connections + backup.connections === 0);
    await Promise.all([main.close(), backup.close()]);
    emptyJournal();
  });

  async function start(
    changes: object = {},
    more: readonly FlowNode[] = [],
    types: readonly NodeInitializer[] = [],
    credentials: Record<string, Record<string, string>> = {},
    people = folder,
  ): Promise<Running> {
    const nodes = EXAMPLE.map((node) => {
      if (node.type === "locker-register") return { ...node, folder: people };
      if (node.type !== "dc09-out") return node;
      return { ...node, host: "127.0.0.1", port: main.port, timeout: 1, attempts: 1 };
    });
    return run(
      [...nodes.map(changed(NODE, changes)), ...more],
      [dc09Out, lockerRegister, ...types],
      credentials,
    );
  }

  /** The example's alarm or return of an incident, changed. */
  function incident(name: string, changes: object = {}, payload: object = {}): Record<string, unknown> {
    const msg = injected(EXAMPLE, name, { id: newId(), ...payload });
    return { ...msg, incident: { ...(msg.incident as object), ...changes } };
  }
  const withBackup = () => ({ backupHost: "127.0.0.1", backupPort: backup.port });
  const shows = (status: string) =>
    until(
      () => `the status ${status}, it is ${statusOf(NODE)}`,
      () => statusOf(NODE) === status,
    );

  it("reports an incident by its code and the locker's number, and its return to normal", async () => {
    const running = await start();
    const id = `I-${newId()}`;
    running.receive(NODE, incident(ALARM, { id }));
    const [first] = await outcomes(running, "accepted", 1);
    running.receive(NODE, incident(RETURN, { id }));
    await outcomes(running, "accepted", 2);
    assert.deepEqual(main.taken, ["#1234|Nri1/OK001", "#1234|Nri1/CL001"]);
    assert.equal(first?.channel, "dc09");
    assert.equal(first?.recipient, "account 1234");
    assert.match(first?.providerId ?? "", /^main \d{4}$/);
    await shows("green dc09-out.status.told");
    assert.doesNotMatch(JSON.stringify(running.received) + logged(), PERSONAL);
  });

  it("behind a sos-alert reports the alarm and the return, and nothing of what a person does in between", async () => {
    const alert = { id: "alert", type: "sos-alert", z: "", x: 0, y: 0, name: "", wires: [[NODE], [NODE]] };
    const running = await start({}, [alert], [sosAlert]);
    const store = openStore({ settings: { userDir } });
    try {
      const forced = eventOf({ type: "forced", unit: "MUM01-U07", locker: "MUM01-0001", seq: 900 });
      await store.journal.append(forced);
      running.receive("alert", { payload: forced });
      await outcomes(running, "accepted", 1);
      const [raised] = await until("the incident", () => store.desk.list().slice(0, 1));
      const who = { by: "asha", remark: "Guard sent." };
      await store.desk.act({ do: "acknowledge", incident: raised?.id ?? "", ...who });
      await store.journal.append(
        eventOf({ type: "closed", unit: "MUM01-U07", locker: "MUM01-0001", seq: 901, door: "closed" }),
      );
      await outcomes(running, "accepted", 2);
      await store.desk.act({ do: "reset", incident: raised?.id ?? "", ...who });
      running.receive("alert", {
        payload: eventOf({ type: "tamper", unit: "MUM01-U07", locker: "MUM01-0002", seq: 902 }),
      });
      await outcomes(running, "accepted", 3);
      assert.deepEqual(main.taken, ["#1234|Nri1/BA001", "#1234|Nri1/BR001", "#1234|Nri1/TA002"]);
    } finally {
      await store.release();
    }
  });

  it("reports an alarm that the journal cannot take from memory", async () => {
    const running = await start();
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }, { marks: ["not-journaled"] }));
    const [sent] = await outcomes(running, "accepted", 1);
    assert.equal(sent?.state, "accepted");
    assert.deepEqual(main.taken, ["#1234|Nri1/OK001"]);
  });

  it("reports Contact ID, with the codes and zones of its tables, encrypted, and in words where that is wished", async () => {
    await main.close();
    main = await startReceiver(Buffer.from(KEY, "hex"));
    const running = await start(
      {
        ...{ token: "ADM-CID", account: "12ab", receiver: "7", line: "C0FFEE", area: 2, words: true },
        codes: [{ cause: "opened-outside-hours", sia: "OK", restore: "CL", cid: "133" }],
        zones: [{ locker: "MUM01-0001", number: "501" }],
      },
      [],
      [],
      { [NODE]: { key: KEY } },
    );
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    await outcomes(running, "accepted", 1);
    const alarm = main.received.find(({ token }) => token === "ADM-CID");
    assert.equal(alarm?.data, "#12AB|1133 02 501");
    assert.match(alarm?.extended[0] ?? "", /^ILocker MUM01-0001 at MUM01 was opened outside/);
    assert.deepEqual([alarm?.receiver, alarm?.line, alarm?.account], ["7", "C0FFEE", "12AB"]);
    assert.equal(alarm?.encrypted, true);
  });

  it("reports duress as a hold-up, and what concerns no locker as zone 0", async () => {
    const running = await start();
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}`, cause: "duress" }));
    running.receive(NODE, injected(EXAMPLE, OPENED, { id: newId(), type: "battery-low", locker: null }));
    await outcomes(running, "accepted", 2);
    assert.deepEqual(main.taken, ["#1234|Nri1/HA001", "#1234|Nri1/YT000"]);
  });

  it("reports a unit that serves one locker as that one", async () => {
    const single = writeRegister(emptyFolder(), {
      "sites.csv": lines("site,name,redress", "MUM01,Fort Branch,1800 000 111"),
      "units.csv": lines("unit,site", "MUM01-U07,MUM01"),
      "lockers.csv": lines("locker,unit", "MUM01-0042,MUM01-U07"),
    });
    const running = await start({}, [], [], {}, single);
    running.receive(NODE, injected(EXAMPLE, OPENED, { id: newId(), type: "offline", locker: null }));
    await outcomes(running, "accepted", 1);
    assert.deepEqual(main.taken, ["#1234|Nri1/YC042"]);
  });

  it("reports an event without an incident by its type, outside the hours as that", async () => {
    const running = await start();
    running.receive(NODE, injected(EXAMPLE, OPENED, { id: newId() }));
    await outcomes(running, "accepted", 1);
    const { access } = injected(EXAMPLE, ALARM);
    running.receive(NODE, { ...injected(EXAMPLE, OPENED, { id: newId() }), access });
    await outcomes(running, "accepted", 2);
    assert.deepEqual(main.taken, ["#1234|Nri1/OP001", "#1234|Nri1/OK001"]);
  });

  it("reports neither what an operator does, nor what only ends something, nor what has no code", async () => {
    const running = await start({ codes: [{ cause: "boot", sia: "", restore: "", cid: "" }] });
    const id = `I-${newId()}`;
    for (const change of ["counted", "acknowledged", "shelved", "reset"])
      running.receive(NODE, incident(ALARM, { id, change, transition: 2 }));
    running.receive(NODE, injected(EXAMPLE, OPENED, { id: newId(), type: "closed" }));
    running.receive(NODE, injected(EXAMPLE, OPENED, { id: newId(), type: "boot", locker: null }));
    running.receive(NODE, incident(ALARM, { id }));
    await outcomes(running, "accepted", 1);
    assert.deepEqual(main.taken, ["#1234|Nri1/OK001"]);
    assert.deepEqual(running.received.caught, []);
  });

  it("says of a drill that it was done, and does not tell the centre", async () => {
    const running = await start();
    running.receive(NODE, { ...incident(ALARM, { id: `I-${newId()}` }), drill: true });
    const [done] = await outcomes(running, "accepted", 1);
    assert.equal(done?.providerId, "drill");
    assert.deepEqual(main.taken, []);
  });

  it("reports its own site, leaves to another node what that reports, and says which site none does", async () => {
    const other = EXAMPLE.find(({ id }) => id === NODE);
    assert.ok(other);
    const second = {
      ...other,
      id: "pune",
      site: "PUN02",
      account: "5678",
      host: "127.0.0.1",
      port: backup.port,
    };
    const running = await start({}, [second]);
    const far = { site: "PUN02", locker: "PUN02-0009" };
    for (const id of [NODE, "pune"]) {
      running.receive(id, incident(ALARM, { id: "I-far", ...far }, far));
      running.receive(id, incident(ALARM, { id: "I-near" }));
    }
    await outcomes(running, "accepted", 2);
    assert.deepEqual([main.taken, backup.taken], [["#1234|Nri1/OK001"], ["#5678|Nri1/OK009"]]);
    assert.equal(running.received.caught?.length, 0);
    running.receive(NODE, incident(ALARM, { id: "I-none", site: "GOA03" }));
    await until("the error", () => running.received.caught?.length === 1);
    assert.equal(running.received.caught?.[0]?.error?.code, "recipient-unknown");
    assert.match(running.received.caught?.[0]?.error?.message ?? "", /No dc09-out node reports site GOA03/);
  });

  it("does not start a second node with the same account at the same receiver", async () => {
    const twin = { ...EXAMPLE.find(({ id }) => id === NODE), id: "twin", type: "dc09-out" };
    const running = await start({}, [{ ...twin, host: "127.0.0.1", port: main.port }]);
    running.receive("twin", incident(ALARM, { id: `I-${newId()}` }));
    await until("the error", () => running.received.caught?.length === 1);
    assert.match(
      running.received.caught?.[0]?.error?.message ?? "",
      /Another dc09-out node reports account 1234/,
    );
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    await outcomes(running, "accepted", 1);
    assert.equal(main.taken.length, 1);
  });

  it("loses nothing, keeps the order, and goes over to the back-up, whatever the receivers do", async () => {
    const running = await start(withBackup());
    const numbers = Array.from({ length: 30 }, (_, n) => n + 1);
    main.next("ack", "nak", "die", "garbage", "ack", "late", "ack", "duh", "rsp", "flood");
    backup.next("die", "ack", "garbage", "ack");
    for (const n of numbers) {
      const locker = `MUM01-${String(n).padStart(4, "0")}`;
      running.receive(NODE, incident(ALARM, { id: `I-order-${n}`, locker }));
      if (n === 20) await main.down();
    }
    await until(
      () => `all to be accepted, there are ${running.received.accepted?.length}`,
      () => running.received.accepted?.length === numbers.length,
      30_000,
    );
    const keys = (running.received.accepted ?? []).map((msg) => outcomeOf(msg).noticeKey);
    assert.deepEqual(
      keys.map((key) => Number(/I-order-(\d+)#/.exec(key)?.[1])),
      numbers,
    );
    const zones = new Set([...main.taken, ...backup.taken].map((data) => Number(data.slice(-3))));
    assert.deepEqual(
      [...zones].sort((a, b) => a - b),
      numbers,
    );
    assert.deepEqual(running.received["could not be sent"], []);
  }).timeout(40_000);

  it("parks what the centre does not understand, until a deploy with the right account", async () => {
    main.always("duh");
    const running = await start();
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    const [parked] = await outcomes(running, "could not be sent", 1);
    assert.deepEqual([parked?.state, parked?.code], ["parked", "provider-operator"]);
    assert.match(parked?.reason ?? "", /DUH/);
    await shows("red dc09-out.status.trouble");
    await helper.unload();
    main.always("ack");
    const mended = await start({ account: "4321" });
    const [sent] = await outcomes(mended, "accepted", 1);
    assert.equal(sent?.noticeKey, parked?.noticeKey);
    assert.deepEqual(main.taken, ["#4321|Nri1/OK001"]);
  });

  it("keeps what was parked until a message says to try again, which a complete node hears of", async () => {
    main.always("duh");
    const running = await start(
      {},
      [
        { id: "finished", type: "complete", z: "", x: 0, y: 0, scope: [NODE], wires: [["completed"]] },
        { id: "completed", type: "debug", z: "", x: 0, y: 0, name: "completed", wires: [] },
      ],
      [coreNode("common/24-complete")],
    );
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    const [parked] = await outcomes(running, "could not be sent", 1);
    main.always("ack");
    running.receive(NODE, { retry: parked?.noticeKey });
    const [sent] = await outcomes(running, "accepted", 1);
    assert.equal(sent?.noticeKey, parked?.noticeKey);
    await until("the complete node", () => running.received.completed?.some(({ retried }) => retried === 1));
    running.receive(NODE, { retry: "sos" });
    await until("the error", () => running.received.caught?.length === 1);
    assert.equal(running.received.caught?.[0]?.error?.code, "retry-unknown");
  });

  it("says that a report is overdue, and sends it all the same", async () => {
    main.always("deaf");
    const before = await start();
    before.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    await until("it to be on its way", () => main.received.some(({ token }) => token === "SIA-DCS"));
    await helper.unload();
    endTheDay();
    const after = await start();
    const [overdue] = await outcomes(after, "could not be sent", 1);
    assert.equal(overdue?.state, "overdue");
    main.always("ack");
    const [sent] = await outcomes(after, "accepted", 1);
    assert.equal(sent?.noticeKey, overdue?.noticeKey);
    const numbers = new Set(
      main.received.flatMap(({ token, sequence }) => (token === "SIA-DCS" ? [sequence] : [])),
    );
    assert.equal(numbers.size, 1, "the same sequence number, also over a restart");
  });

  it("says by its third output that the centre is reached again, also where the loss was told before a restart", async () => {
    const file = join(userDir, "smart-lockers", `dc09-${NODE}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ last: 41, numbers: [], lost: true }));
    const running = await start();
    const { payload } = await until("the event", () => running.received["centre lost or back"]?.[0]);
    const { type, site, unit, data } = payload as LockerEvent;
    assert.deepEqual(
      [type, site, unit, data],
      ["receiver-restored", "MUM01", "gateway", { account: "1234" }],
    );
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    const [sent] = await outcomes(running, "accepted", 1);
    assert.equal(sent?.providerId, "main 0042");
    await until("it to be written", () => JSON.parse(readFileSync(file, "utf8")).lost === false);
  });

  it("says by its status which receiver answers", async () => {
    await main.down();
    const running = await start(withBackup());
    await shows("yellow dc09-out.status.backup");
    assert.match(logged(), /Nothing listens at 127\.0\.0\.1/);
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    await outcomes(running, "accepted", 1);
    await shows("yellow dc09-out.status.backup");
    await backup.down();
    running.receive(NODE, incident(ALARM, { id: `I-${newId()}` }));
    await shows("red dc09-out.status.silent");
    await main.up();
    await outcomes(running, "accepted", 2);
    await shows("yellow dc09-out.status.backup-silent");
  });

  const bad: readonly BadSetting[] = [
    [{ account: "12" }, /Enter 3 to 16 digits|dc09-out\.check\.account/],
    [{ account: "" }, /required/],
    [{ site: "mum 1" }, /dc09-out\.check\.site/],
    [{ host: "http://centre" }, /dc09-out\.check\.host/],
    [{ line: "XYZ" }, /dc09-out\.check\.prefix/],
    [{ supervision: 180, lostAfter: 180 }, /dc09-out\.check\.lost-after/],
    [{ codes: [{ cause: "forced", sia: "burglary", restore: "", cid: "133" }] }, /dc09-out\.check\.letters/],
    [{ codes: [{ cause: "forced", sia: "BA", restore: "", cid: "13" }] }, /dc09-out\.check\.digits/],
    [{ zones: [{ locker: "MUM01-0001", number: "x" }] }, /dc09-out\.check\.zone/],
    [{ register: "" }, /common\.check\.node/],
    [{ host: `$${"{NO_SUCH_RECEIVER}"}` }, /common\.check\.env-unset/],
  ];
  refusesSettings(bad, async (changes) => {
    const running = await start(changes);
    running.receive(NODE, incident(ALARM));
    return running;
  });
});
