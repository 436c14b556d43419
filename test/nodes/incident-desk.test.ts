import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Incident } from "../../nodes/domain/incident.ts";
import type { IncidentAction } from "../../nodes/domain/incident-act.ts";
import { DEFAULT_POLICY, type IncidentPolicy } from "../../nodes/domain/incident-policy.ts";
import type { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { IncidentDesk } from "../../nodes/runtime/incident-desk.ts";
import { TestClock } from "../clock.ts";
import { type DirectLine, directJournal, eventOf, incidentRequest } from "../journal/making.ts";

const MINUTE_MS = 60_000;

interface Bed {
  readonly clock: TestClock;
  readonly line: DirectLine;
  readonly journal: WorkerJournal;
  /** Changes with the minute at which they were told. */
  readonly told: string[];
  desk: IncidentDesk;
}

function bed(): Bed {
  const clock = new TestClock();
  const { journal, line } = directJournal();
  const begun = clock.now();
  const told: string[] = [];
  const desk = new IncidentDesk(journal, clock);
  journal.onIncident(({ incident: { change, tier } }) => {
    told.push(`${(clock.now() - begun) / MINUTE_MS} ${change}${change === "escalated" ? ` ${tier}` : ""}`);
  });
  return { clock, line, journal, told, desk };
}

/** Minute by minute, as far as whatever is due then leads. */
async function minutes({ clock }: Bed, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    clock.advance(MINUTE_MS);
    await settled(clock);
  }
}

async function settled(clock: TestClock): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await setImmediate();
    clock.advance(0);
  }
}

let seq = 0;
async function raised(
  { journal, clock }: Bed,
  over: Parameters<typeof incidentRequest>[0] = {},
  locker: string | null = "MUM01-0001",
): Promise<Incident> {
  seq += 1;
  const now = clock.now();
  const event = eventOf({ seq, locker, receivedAt: now });
  await journal.append(event);
  const request = incidentRequest({
    event,
    cause: "held-open",
    at: now,
    now,
    alarmAgainAfter: 900_000,
    ...over,
  });
  return (await journal.raise(request)).incident;
}

function action(
  incident: Incident,
  what: IncidentAction["do"],
  more: Partial<IncidentAction> = {},
): IncidentAction {
  return { do: what, incident: incident.id, by: "asha", remark: "Seen.", ...more };
}

/** Another process on the same journal. */
async function restarted(all: Bed, policy: IncidentPolicy | null = DEFAULT_POLICY): Promise<IncidentDesk> {
  all.desk.stop();
  all.line.restart();
  all.desk = new IncidentDesk(all.journal, all.clock);
  if (policy !== null) all.desk.lookAfter("sos", policy);
  await all.desk.ready;
  return all.desk;
}

describe("the desk", () => {
  it("knows what is open, page by page, and every change since", async () => {
    const all = bed();
    const { desk, journal, line, clock } = all;
    for (let n = 0; n < 600; n += 1) await raised(all, {}, `L${n}`);
    const asked: number[] = [];
    const ask = line.ask.bind(line);
    line.ask = (op, input, ...more) => {
      if (op === "openIncidents") asked.push((input as { limit: number }).limit);
      return ask(op, input, ...more);
    };
    const heard = new Map<string, Incident>();
    desk.onChange((incident) => heard.set(incident.id, incident));
    assert.deepEqual(desk.list(), [], "nobody waits for it");
    const late = await raised(all, {}, "late");
    await desk.ready;
    assert.equal(desk.list().length, 601);
    assert.deepEqual(
      [...heard.keys()].sort(),
      desk
        .list()
        .map(({ id }) => id)
        .sort(),
    );
    assert.ok(asked.length >= 3 && asked.every((limit) => limit <= 250), `${asked}`);

    await journal.act(action(late, "acknowledge"), clock.now());
    assert.equal(desk.get(late.id)?.state, "acknowledged");
    await journal.act(action(late, "reset", { despite: true }), clock.now());
    assert.equal(desk.get(late.id), null);
    assert.equal(heard.get(late.id)?.state, "reset");
    assert.deepEqual([...desk.list()], [...(await journal.openIncidents(0, 1000)).items]);
  });

  it("reads another journal anew, and tells what is not in that one", async () => {
    const all = bed();
    const { desk, line } = all;
    const gone = await raised(all);
    const stays = await raised(all, {}, "other");
    await desk.ready;
    const heard: string[] = [];
    desk.onChange(({ id, state }) => heard.push(`${id} ${state}`));
    line.db.exec(`UPDATE incident SET ended_at = 1 WHERE id = '${gone.id}'`);
    desk.readAgain();
    await desk.ready;
    assert.deepEqual(heard, [`${gone.id} reset`]);
    assert.deepEqual(desk.list(), [stays]);
  });

  it("acts by the rules of the node that looks after an incident", async () => {
    const all = bed();
    const { desk } = all;
    const incident = await raised(all);
    desk.lookAfter("sos", { ...DEFAULT_POLICY, shelveAtMost: 30 });
    await desk.ready;
    await assert.rejects(desk.act(action(incident, "shelve", { minutes: 31 })), /1 to 30 whole minutes/);
    const shelved = await desk.act(action(incident, "shelve", { minutes: 30 }));
    assert.deepEqual(desk.get(incident.id), shelved);
    await assert.rejects(desk.act(action({ ...incident, id: "I-9" }, "acknowledge")), {
      code: "incident-refused",
    });
  });

  it("tells the others, and goes on, where one who listens fails at it", async () => {
    const all = bed();
    const { desk } = all;
    const warned: string[] = [];
    const warn = (warning: Error) => warned.push(warning.message);
    process.on("warning", warn);
    try {
      const heard: string[] = [];
      desk.onChange(() => {
        throw new Error("I am broken");
      });
      desk.onChange(({ change }) => heard.push(change));
      await desk.ready;
      assert.equal((await raised(all)).change, "raised");
      await setImmediate();
      assert.deepEqual(heard, ["raised"]);
      assert.deepEqual(warned, ["A change of an incident could not be taken in: I am broken"]);
    } finally {
      process.off("warning", warn);
    }
  });

  it("waits for a journal that cannot be read", async () => {
    const all = bed();
    const { desk, line, clock } = all;
    const incident = await raised(all);
    line.broken.add("openIncidents");
    desk.lookAfter("sos", DEFAULT_POLICY);
    await minutes(all, 3);
    assert.deepEqual(desk.list(), []);
    line.broken.clear();
    clock.advance(5_000);
    await desk.ready;
    assert.deepEqual(desk.get(incident.id)?.id, incident.id);
  });
});

describe("time at the desk", () => {
  it("escalates tier by tier, then repeats, until somebody acknowledges", async () => {
    const all = bed();
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    await all.desk.ready;
    const incident = await raised(all, { priority: 1 });
    await minutes(all, 20);
    assert.deepEqual(all.told, ["0 raised", "2 escalated 2", "7 escalated 3", "12 repeated", "17 repeated"]);
    await all.desk.act(action(incident, "acknowledge"));
    await minutes(all, 60);
    assert.deepEqual(all.told.slice(5), ["20 acknowledged"]);
    assert.equal(all.clock.pending, 0, "nothing is waited for any more");
  });

  it("does so by priority, and tells what needs no haste once", async () => {
    const all = bed();
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    await raised(all, { priority: 3 });
    await raised(all, { priority: 2 }, "other");
    await minutes(all, 100);
    assert.deepEqual(all.told, [
      ...["0 raised", "0 raised", "10 escalated 2", "30 escalated 3", "60 repeated", "90 repeated"],
    ]);
  });

  it("goes on after a restart, with what became due meanwhile at once, and each once", async () => {
    const all = bed();
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    await raised(all, { priority: 1 });
    await minutes(all, 3);
    all.desk.stop();
    all.clock.advance(60 * MINUTE_MS);
    await restarted(all);
    await settled(all.clock);
    await minutes(all, 6);
    assert.deepEqual(all.told, ["0 raised", "2 escalated 2", "63 escalated 3", "68 repeated"]);
  });

  it("waits its time again where a clock that was ahead was set right, and not for years", async () => {
    const all = bed();
    all.clock.set(all.clock.now() + 10 * 365 * 24 * 60 * MINUTE_MS);
    await raised(all, { priority: 1 });
    all.clock.set(all.clock.now() - 10 * 365 * 24 * 60 * MINUTE_MS);
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    await all.desk.ready;
    await minutes(all, 2);
    assert.deepEqual(all.told.slice(1), ["2 escalated 2"]);
  });

  it("takes off the shelf, also after a restart", async () => {
    const all = bed();
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    const stands = await raised(all, { priority: 2 });
    const over = await raised(all, { cause: "access-denied" }, "other");
    for (const incident of [stands, over]) await all.desk.act(action(incident, "acknowledge"));
    for (const incident of [stands, over]) await all.desk.act(action(incident, "shelve", { minutes: 30 }));
    await minutes(all, 10);
    await restarted(all);
    await minutes(all, 35);
    assert.deepEqual(all.told.slice(6).sort(), ["30 resumed", "30 unshelved", "40 escalated 2"]);
    assert.equal(all.desk.get(over.id)?.state, "latched");
  });

  it("holds single alarms while the one about all of them alarms, and begins anew with its acknowledgement", async () => {
    const all = bed();
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    await raised(all, { priority: 1 });
    await raised(all, { priority: 1, cause: "duress" });
    await minutes(all, 1);
    const mass = await raised(all, { priority: 1, cause: "mass-opening" }, null);
    await minutes(all, 3);
    assert.deepEqual(all.told.slice(2), ["1 raised", "2 escalated 2", "3 escalated 2"]);
    const causes = all.desk
      .list()
      .filter(({ tier }) => tier === 2)
      .map(({ cause }) => cause);
    assert.deepEqual(causes, ["duress", "mass-opening"]);
    await all.desk.act(action(mass, "acknowledge"));
    await minutes(all, 2);
    assert.deepEqual(all.told.slice(5), ["4 acknowledged", "6 escalated 2"]);
  });

  /** Single alarms of one node, the one about all of them of another. */
  async function flooded(
    all: Bed,
    over: Parameters<typeof incidentRequest>[0] = { cause: "mass-opening", priority: 1 },
  ): Promise<Incident> {
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    await raised(all, { priority: 1, cause: over?.cause === "mass-offline" ? "offline" : "held-open" });
    return raised(all, { node: "mass", ...over }, null);
  }

  const quiet = (...priorities: (1 | 2 | 3)[]): IncidentPolicy => {
    const none = Object.fromEntries(priorities.map((priority) => [priority, []]));
    const never = Object.fromEntries(priorities.map((priority) => [priority, 0]));
    return {
      ...DEFAULT_POLICY,
      escalate: { ...DEFAULT_POLICY.escalate, ...none },
      repeat: { ...DEFAULT_POLICY.repeat, ...never },
    };
  };

  for (const cause of ["mass-opening", "mass-offline"] as const) {
    it(`tells of single alarms where the node of the ${cause} does not run, from then on`, async () => {
      const all = bed();
      await flooded(all, { cause, priority: 1 });
      await minutes(all, 3);
      assert.deepEqual(all.told.slice(2), ["2 escalated 2"]);

      const other = bed();
      const leave = other.desk.lookAfter("mass", DEFAULT_POLICY);
      await flooded(other, { cause, priority: 1 });
      await minutes(other, 10);
      assert.ok(other.desk.list().every((incident) => (incident.tier === 1) === (incident.cause !== cause)));
      leave();
      await settled(other.clock);
      const before = other.told.length;
      await minutes(other, 7);
      assert.deepEqual(other.told.slice(before), ["12 escalated 2", "17 escalated 3"]);
    });

    it(`tells of single alarms where the ${cause} is of a priority that is told once`, async () => {
      const all = bed();
      all.desk.lookAfter("mass", quiet(2));
      await flooded(all, { cause, priority: 2 });
      await minutes(all, 3);
      assert.deepEqual(all.told.slice(2), ["2 escalated 2"]);
    });
  }

  it("tells of single alarms once the one about all of them has been told in its last tier, and is not repeated", async () => {
    const all = bed();
    all.desk.lookAfter("mass", { ...quiet(1), escalate: { ...DEFAULT_POLICY.escalate, 1: [4] } });
    await flooded(all);
    await minutes(all, 7);
    assert.deepEqual(all.told.slice(2), ["4 escalated 2", "6 escalated 2"]);
    assert.deepEqual(
      all.desk.list().map(({ tier }) => tier),
      [2, 2],
    );
  });

  it("tells of single alarms once the one about all of them has become so grave that its rules tell it once", async () => {
    const all = bed();
    all.desk.lookAfter("mass", quiet(1));
    await flooded(all, { cause: "mass-opening", priority: 2 });
    await minutes(all, 3);
    assert.equal(all.told.length, 2, "it is escalated after ten minutes");
    await raised(all, { cause: "mass-opening", priority: 1, node: "mass" }, null);
    await settled(all.clock);
    assert.deepEqual(all.told.slice(2), ["3 counted", "3 escalated 2"]);
  });

  it("holds single alarms again once the node of the one about all of them runs again, and so in a deploy", async () => {
    const all = bed();
    const { desk } = all;
    const nodes = ["sos", "mass"];
    let leave = nodes.map((node) => desk.lookAfter(node, DEFAULT_POLICY));
    await flooded(all);
    await minutes(all, 12);
    const before = all.told.length;
    for (let deploys = 0; deploys < 2; deploys += 1) {
      for (const end of leave.reverse()) {
        end();
        await settled(all.clock);
      }
      leave = [];
      for (const node of nodes) {
        leave.push(desk.lookAfter(node, DEFAULT_POLICY));
        await settled(all.clock);
      }
    }
    await minutes(all, 5);
    assert.deepEqual(all.told.slice(before), ["17 repeated"]);
  });

  it("holds single alarms once the one about all of them was handed over to a node that runs", async () => {
    const all = bed();
    await flooded(all);
    await minutes(all, 1);
    all.desk.flowsStarted((node) => node === "sos");
    await settled(all.clock);
    await minutes(all, 6);
    assert.deepEqual(all.told.slice(2), ["2 escalated 2", "7 escalated 3"]);
    assert.deepEqual(
      all.desk.list().map(({ tier }) => tier),
      [1, 3],
    );
  });

  it("does nothing for a node that does not run, and goes on when that is back", async () => {
    const all = bed();
    await raised(all, { priority: 1 });
    await all.desk.ready;
    await minutes(all, 10);
    const leave = all.desk.lookAfter("sos", DEFAULT_POLICY);
    await settled(all.clock);
    leave();
    await minutes(all, 30);
    assert.deepEqual(all.told, ["0 raised", "10 escalated 2"]);
    assert.equal(all.clock.pending, 0);
  });

  it("goes by the rules that a deploy has brought, and not by those of the node before", async () => {
    const all = bed();
    const leave = all.desk.lookAfter("sos", DEFAULT_POLICY);
    await raised(all, { priority: 1 });
    const rules = { ...DEFAULT_POLICY, escalate: { ...DEFAULT_POLICY.escalate, 1: [30] } };
    all.desk.lookAfter("sos", rules);
    leave();
    await minutes(all, 30);
    assert.deepEqual(all.told, ["0 raised", "30 escalated 2"]);
  });

  it("tries again what the journal could not take", async () => {
    const all = bed();
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    const incident = await raised(all, { priority: 1 });
    all.line.broken.add("advance");
    await minutes(all, 3);
    assert.equal(all.desk.get(incident.id)?.tier, 1);
    all.line.broken.clear();
    await minutes(all, 1);
    assert.deepEqual(
      all.told.map((line) => line.split(" ").slice(1).join(" ")),
      ["raised", "escalated 2"],
    );
  });

  it("reads anew what the journal did without an answer", async () => {
    const all = bed();
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    const incident = await raised(all, { priority: 1 });
    await all.desk.ready;
    const { id, transition } = incident;
    // As by a worker that ends between its commit and its answer.
    await all.line.ask("advance", { incident: id, transition, change: "escalated", now: all.clock.now() });
    assert.equal(all.desk.get(id)?.transition, 1);
    await minutes(all, 2);
    await all.desk.ready;
    assert.deepEqual([all.desk.get(id)?.transition, all.desk.get(id)?.tier], [2, 2]);
    await minutes(all, 5);
    assert.equal(all.desk.get(id)?.tier, 3);
  });

  it("takes thousands that are due at once bit by bit, and each once", async () => {
    const all = bed();
    for (let n = 0; n < 500; n += 1) await raised(all, { priority: 1 }, `L${n}`);
    all.clock.advance(10 * MINUTE_MS);
    all.told.length = 0;
    let atOnce = 0;
    let most = 0;
    const ask = all.line.ask.bind(all.line);
    all.line.ask = async (op, input, ...more) => {
      if (op !== "advance") return ask(op, input, ...more);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await setImmediate();
      atOnce -= 1;
      return ask(op, input, ...more);
    };
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    await all.desk.ready;
    for (let turns = 0; all.told.length < 500 && turns < 100; turns += 1) await settled(all.clock);
    assert.deepEqual(all.told, Array(500).fill("10 escalated 2"));
    assert.ok(most <= 50, `${most}`);
  });
});

describe("incidents of a node that is gone", () => {
  it("are handed over to one that runs, and go on there", async () => {
    const all = bed();
    const { desk, journal } = all;
    const left = await raised(all, { priority: 1, node: "removed" });
    const orphan = await raised(all, { priority: 1, node: "" }, "other");
    const waits = await raised(all, { priority: 1, node: "disabled" }, "third");
    desk.lookAfter("sos-2", DEFAULT_POLICY);
    desk.lookAfter("sos-1", DEFAULT_POLICY);
    await desk.ready;
    await minutes(all, 1);
    desk.flowsStarted((node) => ["sos-1", "sos-2", "disabled"].includes(node));
    await settled(all.clock);
    const nodes = desk.list().map(({ id, node }) => [id, node]);
    assert.deepEqual(nodes, [
      [left.id, "sos-1"],
      [orphan.id, "sos-1"],
      [waits.id, "disabled"],
    ]);
    assert.deepEqual((await journal.openIncidents(0, 10)).items, desk.list());
    await minutes(all, 1);
    assert.deepEqual(all.told.slice(3), ["2 escalated 2", "2 escalated 2"]);
    assert.equal((await journal.openDeliveries("sos-1", 0, 10)).items.length, 2);
  });

  it("are handed over bit by bit where they are many", async () => {
    const all = bed();
    for (let n = 0; n < 600; n += 1) await raised(all, { node: "removed" }, `L${n}`);
    const many: number[] = [];
    const adopt = all.journal.adopt.bind(all.journal);
    all.journal.adopt = (ids, node) => {
      many.push(ids.length);
      return adopt(ids, node);
    };
    all.desk.lookAfter("sos", DEFAULT_POLICY);
    all.desk.flowsStarted((node) => node === "sos");
    await all.desk.ready;
    await settled(all.clock);
    assert.deepEqual(many, [250, 250, 100]);
    assert.ok(all.desk.list().every(({ node }) => node === "sos"));
  });

  it("wait for one where none runs, and for a journal that refuses", async () => {
    const all = bed();
    const { desk, line, clock } = all;
    const left = await raised(all, { node: "removed" });
    desk.flowsStarted(() => false);
    await desk.ready;
    line.broken.add("adopt");
    desk.lookAfter("sos", DEFAULT_POLICY);
    desk.flowsStarted((node) => node === "sos");
    await settled(clock);
    assert.equal(desk.get(left.id)?.node, "removed");
    line.broken.clear();
    clock.advance(5_000);
    await settled(clock);
    assert.equal(desk.get(left.id)?.node, "sos");
    desk.stop();
    assert.equal(clock.pending, 0);
  });
});
