import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import lockerVisit from "../../nodes/locker-visit/locker-visit.ts";
import { serviceOf } from "../../nodes/runtime/define-node.ts";
import type { VisitService } from "../../nodes/runtime/services.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import siteCalendar from "../../nodes/site-calendar/site-calendar.ts";
import sosAlert from "../../nodes/sos-alert/sos-alert.ts";
import { eventOf } from "../journal/making.ts";
import { until } from "../until.ts";
import { example, type FlowNode, type Received, run } from "./example.ts";
import { deploy, helper, userDir } from "./node-red.ts";
import { changed, emptyJournal, startServer, statusOf, stopServer } from "./notify.ts";

const VISITS = "7b00000000000006";
const DOUBLED = "locker-visit.warn.doubled";
const EXAMPLE = example("locker-visit");
const SOS = example("sos-alert").find(({ type }) => type === "sos-alert");
const TYPES = [lockerVisit, lockerRegister, siteCalendar, sosAlert];
/** `msg.visit` as its users read it. */
interface Carried {
  readonly id?: string;
  readonly hirer?: string;
  readonly summary?: { readonly minutes: number };
}

function visitOf(msg: Received | undefined): Carried {
  const visit: unknown = msg?.visit;
  return typeof visit === "object" && visit !== null ? visit : {};
}

const OPEN = { do: "open", locker: "MUM01-0001", hirer: "H-1001", by: "priya" } as const;
const CLOSE = { do: "close", locker: "MUM01-0001", by: "priya" } as const;
const REGISTER: Readonly<Record<string, string>> = {
  "sites.csv": "site,name,redress,time_zone\nMUM01,Mumbai Fort,022 1234,Asia/Kolkata\n",
  "units.csv": "unit,site\nMUM01-U07,MUM01\n",
  "lockers.csv": "locker,unit\nMUM01-0001,MUM01-U07\n",
  "contacts.csv": "role,site,name,language,phones,emails,topic\n",
  "hirers.csv": "hirer,locker,name,language,phones,emails\nH-1001,MUM01-0001,Meera Joshi,en,+919820012345,\n",
  "subscriptions.csv":
    "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address\n",
};

/** An event of the locker, now; never the same twice. */
let seq = 0;
function happens(type: "opened" | "closed" | "duress", more: Partial<LockerEvent> = {}): LockerEvent {
  seq += 1;
  const at = Date.now();
  const door = type === "closed" ? "closed" : "open";
  const occurred = { earliest: at, latest: at };
  return eventOf({ seq, type, door, at, receivedAt: at, occurred, uptime: seq * 60_000, ...more });
}

async function start(...changes: ((node: FlowNode) => FlowNode)[]) {
  const nodes = EXAMPLE.map((node) => changes.reduce((one, change) => change(one), node));
  const { received, receive } = await run(nodes, TYPES);
  await until("the visits to be known", () => statusOf(VISITS).includes("open"));
  const service = serviceOf(await redOf(), "locker-visit", VISITS);
  assert.ok(service);
  const types = (name: string) => (received[name] ?? []).map(({ payload }) => (payload as LockerEvent).type);
  return {
    ...{ service, received },
    receive: (msg: Record<string, unknown>) => receive(VISITS, msg),
    passed: (): readonly Received[] => received["events and visits"] ?? [],
    types: () => types("events and visits"),
    alarms: () => types("alarms"),
    caught: () => received.caught ?? [],
  };
}

/** As a plugin has it. */
async function redOf(): Promise<Parameters<typeof serviceOf>[0]> {
  return { nodes: { getNode: (id: string) => helper.getNode(id) } } as Parameters<typeof serviceOf>[0];
}

describe("locker-visit", () => {
  let store: Store;
  before(startServer);
  after(stopServer);
  beforeEach(() => {
    emptyJournal();
    const folder = join(userDir, "smart-lockers", "register");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [file, text] of Object.entries(REGISTER))
      writeFileSync(join(folder, file), text, { mode: 0o600 });
    rmSync(join(userDir, "drop"), { recursive: true, force: true });
    store = openStore({ settings: { userDir } });
  });
  afterEach(async () => {
    await helper.unload();
    await store.release();
  });

  it("takes visits by messages, and gives each event its visit and each closing its summary", async () => {
    const { receive, passed, types, alarms, caught } = await start();
    receive({ visit: OPEN, mine: "kept" });
    await until("the visit", () => types().includes("visit-opened"));
    const opened = happens("opened");
    receive({ payload: opened, mine: "kept", visit: { stale: true } });
    receive({ payload: happens("closed", { boot: opened.boot, uptime: (opened.uptime ?? 0) + 7 * 60_000 }) });
    await until("both to pass", () => types().length === 3);
    receive({ visit: CLOSE });
    await until("the end", () => types().includes("visit-closed"));
    assert.deepEqual(types(), ["visit-opened", "opened", "closed", "visit-closed"]);
    const [first, during, closed, last] = passed();
    const { id } = visitOf(first);
    assert.match(id ?? "", /^V-[0-9a-f]{16}$/);
    assert.deepEqual(during?.payload, opened);
    assert.equal(Reflect.get(during ?? {}, "mine"), "kept");
    assert.deepEqual(Object.keys(visitOf(during)).toSorted(), [
      "closedAt",
      "dueAt",
      "hirer",
      "id",
      "openedAt",
    ]);
    for (const msg of [during, closed, last]) assert.equal(visitOf(msg).id, id);
    assert.equal(visitOf(closed).summary?.minutes, 7);
    assert.equal(visitOf(during).hirer, "H-1001");
    assert.doesNotMatch(JSON.stringify(passed().map(({ payload, visit }) => [payload, visit])), /Meera/);
    assert.deepEqual([alarms(), caught()], [[], []]);
    await until("nothing to be open", async () => (await store.journal.deliveryCounts()).length === 0);
  });

  it("offers them to the board", async () => {
    const { service, types } = await start();
    let changes = 0;
    const forget = service.onChange(() => {
      changes += 1;
    });
    assert.deepEqual([...service.sites], ["MUM01"]);
    const visit = await service.act({ ...OPEN, minutes: 1 });
    assert.deepEqual(service.list(), [visit]);
    assert.equal(visit.dueAt - visit.openedAt, 60_000);
    await assert.rejects(service.act({ ...OPEN, by: "arun" }), { code: "visit-refused" });
    await service.act({ do: "close", visit: visit.id, by: "priya" });
    assert.equal(service.list()[0]?.state, "over");
    await until("the events", () => types().length === 2);
    assert.ok(changes > 1);
    forget();
  });

  it("refuses with a sentence that repeats nothing, and lets an event that came with it pass", async () => {
    const { receive, caught, types } = await start();
    receive({ visit: { ...OPEN, hirer: "Meera Joshi" } });
    receive({ visit: { do: "open" }, payload: happens("opened") });
    receive({ payload: "no event" });
    await until("all to be caught", () => caught().length === 3);
    const codes = caught().map(({ error }) => error?.code);
    assert.deepEqual(codes.toSorted(), ["message-without-event", "visit-refused", "visit-refused"]);
    for (const { error } of caught()) assert.doesNotMatch(error?.message ?? "", /Meera/);
    assert.deepEqual(types(), ["opened"]);
  });

  it("alarms by the second output, once for an opening", async () => {
    const { alarms, receive } = await start();
    const opened = happens("opened");
    receive({ payload: opened });
    await until("the alarm", () => alarms().length === 1);
    assert.deepEqual(alarms(), ["no-visit"]);
    await until("nothing to be open", async () => (await store.journal.deliveryCounts()).length === 0);
    receive({ payload: opened });
    receive({ payload: happens("duress", { uptime: opened.uptime }) });
    receive({ payload: happens("opened") });
    await until("the second alarm", () => alarms().length === 2);
    await until("nothing to be open", async () => (await store.journal.deliveryCounts()).length === 0);
    assert.equal(alarms().length, 2);
  });

  it("raises incidents through sos-alert: still-inside until the visit is closed", async () => {
    const nodes = EXAMPLE.map((node) =>
      node.name === "alarms" ? { ...SOS, type: "sos-alert", id: node.id, z: "" } : node,
    );
    const { receive } = await run(nodes, TYPES);
    await until("the visits to be known", () => statusOf(VISITS).includes("open"));
    receive(VISITS, { visit: OPEN });
    await until("the visit", async () => (await store.journal.recall(VISITS)).length > 1);
    await helper.unload();
    // A minute later.
    const kept = (await store.journal.recall(VISITS)).find(({ key }) => key.startsWith("visit "));
    assert.ok(kept);
    const value = kept.value.replace(/"dueAt":\d+/, `"dueAt":${Date.now()}`);
    await store.journal.remember(VISITS, [{ key: kept.key, value }]);
    await run(nodes, TYPES);
    const raised = () => store.desk.list().find(({ cause }) => cause === "still-inside");
    await until("the incident", () => raised()?.state === "raised");
    assert.equal(raised()?.priority, 1);
    helper.getNode(VISITS).receive({ visit: CLOSE });
    await until("the incident to have returned", () => raised()?.state === "returned");
  });

  it("keeps what it knows over a deploy", async () => {
    const { receive, types } = await start();
    receive({ visit: OPEN });
    await until("the visit", () => types().includes("visit-opened"));
    const nodes = EXAMPLE.map((node) => ({ ...node, ...("z" in node && { z: "tab" }) }));
    await deploy([{ id: "tab", type: "tab", label: "" }, ...nodes.map(asHelper)]);
    const service: VisitService | undefined = await until("the service", async () =>
      serviceOf(await redOf(), "locker-visit", VISITS),
    );
    await until("the visits to be known", () => service?.list().length === 1);
    assert.equal(service?.list()[0]?.closedAt, null);
  });

  it("lets everything pass where no site is asked, and what is a drill", async () => {
    const { receive, passed, alarms, service } = await start(changed(VISITS, { sites: "none" }));
    receive({ payload: happens("opened"), visit: { own: 1 } });
    await until("it to pass", () => passed().length === 1);
    assert.deepEqual(passed()[0]?.visit, { own: 1 });
    assert.equal(service.sites.size, 0);
    await helper.unload();
    const drill = await start();
    drill.receive({ payload: happens("opened"), drill: true });
    await until("it to pass", () => drill.passed().length === 1);
    assert.deepEqual([alarms(), drill.alarms()], [[], []]);
    assert.deepEqual(
      (await store.journal.recall(VISITS)).map(({ key }) => key),
      ["begun"],
    );
  });

  it("warns of a second node that keeps visits of the same site, and of no other", async () => {
    const node = EXAMPLE.find(({ id }) => id === VISITS);
    assert.ok(node);
    const warned = async (sites: string) => {
      const second = { ...node, id: "7b000000000000aa", sites };
      await run([...EXAMPLE, second], TYPES);
      for (const id of [VISITS, second.id])
        await until("the visits to be known", () => statusOf(id).includes("open"));
      const logged: { id?: string; msg: unknown }[] = helper.log().args.map(([entry]) => entry);
      const warnings = logged.filter(({ id, msg }) => id === second.id && String(msg) === DOUBLED);
      await helper.unload();
      return warnings.length;
    };
    assert.equal(await warned("none"), 0);
    assert.equal(await warned("DEL02, MUM01"), 1);
  });

  it("reads the files of a counter system", async () => {
    const { types, service } = await start(changed(VISITS, { folder: "drop" }));
    const folder = join(userDir, "drop");
    await until("the folder", () => readdirSync(folder).length === 2);
    const line = "open,MUM01-0001,H-1001,priya\n";
    writeFileSync(join(folder, "counter-17.csv"), `do,locker,hirer,by\n${line}close,MUM01-0002,,priya\n`);
    await until("the visit", () => types().includes("visit-opened"));
    const files = await until("the file to be away", () => {
      const found = readdirSync(join(folder, "refused"));
      return found.length === 2 && found.toSorted();
    });
    assert.match(files[0] ?? "", /^\d{8}T\d{6}Z-[0-9a-f]{8}-counter-17\.csv$/);
    assert.equal(
      readFileSync(join(folder, "refused", files[1] ?? ""), "utf8"),
      "1 line(s) were registered, 1 were not.\nLine 3: That was not done. No visit of this locker is registered: see that its id is right.\n",
    );
    assert.equal(service.list()[0]?.openedBy, "priya");
  });
});

function asHelper(node: FlowNode): FlowNode {
  return node.type === "debug" ? { ...node, type: "helper" } : node;
}
