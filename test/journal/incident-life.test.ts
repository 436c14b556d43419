import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import type { IncidentAction } from "../../nodes/domain/incident-act.ts";
import type { IncidentNews } from "../../nodes/journal/journal.ts";
import type { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { type DirectLine, directJournal, eventOf, incidentRequest, NOW } from "./making.ts";

const MINUTE_MS = 60_000;
const REMARK = "The cleaner. I have called the branch.";

interface Bed {
  readonly journal: WorkerJournal;
  readonly line: DirectLine;
  /** What was told of, in order. */
  readonly told: IncidentNews[];
}

function bed(): Bed {
  const { journal, line } = directJournal();
  const told: IncidentNews[] = [];
  journal.onIncident((news) => told.push(news));
  return { journal, line, told };
}

const opened = (seq: number, over: Partial<LockerEvent> = {}) => eventOf({ seq, ...over });
const closed = (seq: number, over: Partial<LockerEvent> = {}) =>
  eventOf({ seq, type: "closed", door: "closed", receivedAt: NOW + seq, ...over });

async function raised(
  { journal }: Bed,
  event = opened(1),
  over: Parameters<typeof incidentRequest>[0] = {},
): Promise<Incident> {
  await journal.append(event);
  const { incident } = await journal.raise(
    incidentRequest({ event, cause: "opened-outside-hours", ...over }),
  );
  return incident;
}

function action(
  { id }: Incident,
  what: IncidentAction["do"],
  more: Partial<IncidentAction> = {},
): IncidentAction {
  return { do: what, incident: id, by: "asha", remark: REMARK, ...more };
}

const changes = ({ told }: Bed) => told.map(({ incident: { change, state } }) => `${change} ${state}`);

/** What is on its way to the sos-alert. */
async function onTheirWay({ journal }: Bed, node = "sos"): Promise<readonly unknown[]> {
  const { items } = await journal.openDeliveries(node, 0, 100);
  return items.map(({ event }) => [
    event.type,
    event.data.change,
    (event.data.incident as Incident).transition,
  ]);
}

describe("what persons do with an incident, in the journal", () => {
  it("is kept with who, when and why, and told to the node that looks after it", async () => {
    const all = bed();
    const { journal, line, told } = all;
    const incident = await raised(all);
    const known = await journal.act(action(incident, "acknowledge"), NOW + MINUTE_MS);
    assert.deepEqual(
      [known.state, known.acknowledged],
      ["acknowledged", { by: "asha", at: NOW + MINUTE_MS }],
    );
    await journal.append(closed(2));
    const done = await journal.act(action(incident, "reset", { by: "ravi" }), NOW + 2 * MINUTE_MS);
    assert.deepEqual([done.state, done.reset], ["reset", { by: "ravi", at: NOW + 2 * MINUTE_MS }]);

    assert.deepEqual(changes(all), [
      "raised raised",
      "acknowledged acknowledged",
      "returned latched",
      "reset reset",
    ]);
    assert.deepEqual(await onTheirWay(all), [
      ["incident-changed", "acknowledged", 2],
      ["incident-changed", "returned", 3],
      ["incident-changed", "reset", 4],
    ]);
    for (const { incident: one, stored } of told.slice(1)) {
      assert.deepEqual(stored?.event.data, { incident: one, change: one.change });
      assert.deepEqual([stored?.event.site, stored?.event.locker], ["MUM01", "MUM01-0001"]);
    }
    const events = line.db.prepare("SELECT body FROM event").all();
    assert.ok(
      events.every(({ body }) => !String(body).includes(REMARK)),
      "a remark goes into no message",
    );

    const history = await journal.incidentHistory(incident.id);
    assert.deepEqual(
      history.map(({ change, at, by, remark, event }) => [change, at, by, remark, event]),
      [
        ["raised", NOW, null, null, opened(1).id],
        ["acknowledged", NOW + MINUTE_MS, "asha", REMARK, null],
        ["returned", NOW + 2, null, null, null],
        ["reset", NOW + 2 * MINUTE_MS, "ravi", REMARK, null],
      ],
    );
    const records = line.db
      .prepare("SELECT ref, body FROM ledger WHERE kind = 'incident' ORDER BY position")
      .all()
      .map(({ ref, body }) => ({ ref, ...JSON.parse(String(body)) }));
    assert.deepEqual(
      records.map(({ ref, change, by, remark, incident: { transition } }) => [
        ref,
        change,
        by,
        remark,
        transition,
      ]),
      [
        [incident.id, "raised", undefined, undefined, 1],
        [incident.id, "acknowledged", "asha", REMARK, 2],
        [incident.id, "returned", undefined, undefined, 3],
        [incident.id, "reset", "ravi", REMARK, 4],
      ],
    );
  });

  it("is refused with a sentence where it does not fit, and then nothing is written", async () => {
    const all = bed();
    const { journal, line, told } = all;
    const incident = await raised(all);
    const count = () => line.db.prepare("SELECT count(*) AS n FROM ledger").get()?.n;
    const before = count();
    await assert.rejects(journal.act(action(incident, "reset"), NOW), {
      ...{ name: "LockerError", code: "incident-refused", message: /acknowledge it first/ },
    });
    await assert.rejects(journal.act({ ...action(incident, "reset"), incident: "I-9" }, NOW), {
      ...{ code: "incident-refused", message: /no incident of this id/ },
    });
    const shelve = action(incident, "shelve", { minutes: 61 });
    await assert.rejects(journal.act(shelve, NOW, 60), { code: "incident-refused", message: /1 to 60/ });
    assert.equal((await journal.act(shelve, NOW, 61)).state, "shelved");
    assert.deepEqual([count(), told.length], [Number(before) + 2, 2]);
  });

  it("after the reset the next event raises another one, and the old one is kept", async () => {
    const all = bed();
    const { journal, line } = all;
    const first = await raised(all);
    await journal.append(closed(2));
    await journal.act(action(first, "acknowledge"), NOW);
    await journal.act(action(first, "reset"), NOW + 5);
    line.restart();
    const second = await raised(all, opened(3));
    assert.deepEqual([second.change, second.transition], ["raised", 1]);
    assert.notEqual(second.id, first.id);
    assert.deepEqual((await journal.openIncidents(0, 10)).items, [second]);
    const past = await journal.pastIncidents({}, null, 10);
    assert.deepEqual(
      past.items.map(({ id, state }) => [id, state]),
      [[first.id, "reset"]],
    );
    const known = await journal.raise(incidentRequest({ event: opened(1), cause: "opened-outside-hours" }));
    assert.deepEqual([known.known, known.incident.id], [true, first.id], "an event that comes again");
    await assert.rejects(
      journal.act(action(first, "acknowledge"), NOW),
      /asha reset it at .*nothing can be done/,
    );
  });

  it("reaches nobody where no node looks after it, until one adopts it", async () => {
    const all = bed();
    const { journal } = all;
    const incident = await raised(all, opened(1), { node: "" });
    await journal.act(action(incident, "acknowledge"), NOW);
    await journal.adopt([incident.id, "no such"], "other");
    const [adopted] = (await journal.openIncidents(0, 10)).items;
    assert.deepEqual(
      [adopted?.node, adopted?.transition],
      ["other", 2],
      "which is no change of the incident",
    );
    await journal.append(closed(2));
    assert.deepEqual(await onTheirWay(all, "other"), [["incident-changed", "returned", 3]]);
  });

  it("cannot be done with one that the disk does not give back", async () => {
    const all = bed();
    const incident = await raised(all);
    all.line.db.exec("UPDATE incident SET body = '{'");
    await assert.rejects(all.journal.act(action(incident, "acknowledge"), NOW), { code: "incident-refused" });
    assert.deepEqual((await all.journal.openIncidents(0, 10)).items, []);
  });
});

describe("what brings an incident back to normal", () => {
  it("is seen when it is stored, whatever is wired, also after a restart", async () => {
    const all = bed();
    const { journal, line } = all;
    await raised(all);
    await raised(all, opened(2, { locker: "MUM01-0002" }));
    line.restart();
    await journal.append(closed(3));
    assert.deepEqual(changes(all).slice(2), ["returned returned"]);
    await journal.append(closed(4));
    assert.equal(all.told.length, 3, "once");
    await raised(all, opened(5));
    await journal.append(closed(6));
    assert.deepEqual(changes(all).slice(3), ["renewed raised", "returned returned"]);
  });

  it("ends all that waits for it, of whatever cause", async () => {
    const all = bed();
    await raised(all);
    await raised(all, opened(1), { cause: "forced" });
    await raised(all, opened(1), { cause: "tamper" });
    await all.journal.append(closed(2));
    const { items } = await all.journal.openIncidents(0, 10);
    const states = items.map(({ cause, state }) => [cause, state]);
    assert.deepEqual(states, [
      ["opened-outside-hours", "returned"],
      ["forced", "returned"],
      ["tamper", "raised"],
    ]);
  });

  for (const restarts of [false, true]) {
    it(`may be stored before the flow raises the incident${restarts ? ", and before a restart" : ""}`, async () => {
      const all = bed();
      const { journal, line } = all;
      const event = opened(1);
      await journal.append(event);
      await journal.append(closed(2));
      await journal.append(opened(3, { locker: "MUM01-0002" }));
      if (restarts) line.restart();
      await raised(all, event);
      await raised(all, opened(3, { locker: "MUM01-0002" }));
      await raised(all, opened(4));
      assert.deepEqual(changes(all), [
        "raised raised",
        "returned returned",
        "raised raised",
        "renewed raised",
      ]);
      const history = await journal.incidentHistory(all.told[0]?.incident.id ?? "");
      assert.deepEqual(
        history.map(({ change }) => change),
        ["raised", "returned", "renewed"],
      );
    });
  }

  it("is not believed where it was overtaken, or its number was used before", async () => {
    const all = bed();
    await all.journal.append(opened(1));
    await raised(all, opened(4));
    await all.journal.append(closed(2));
    await all.journal.append(closed(4, { id: "forged", receivedAt: NOW + 9 }));
    assert.deepEqual(changes(all), ["raised raised"]);
    all.line.restart();
    await raised(all, opened(1), { cause: "held-open" });
    assert.deepEqual(changes(all), ["raised raised", "raised raised"], "nor when it is looked for later");
  });

  it("is not read from what the disk does not give back", async () => {
    const all = bed();
    await all.journal.append(opened(1));
    for (const seq of [2, 3, 4]) await all.journal.append(closed(seq));
    for (const [position, body] of [
      [2, "{"],
      [3, "null"],
      [4, '{"marks":7}'],
    ])
      all.line.db.prepare("UPDATE event SET body = ? WHERE position = ?").run(body ?? "", position ?? 0);
    all.line.restart();
    await raised(all, opened(1));
    assert.deepEqual(changes(all), ["raised raised"]);
  });

  it("changes nothing of one that was reset despite it", async () => {
    const all = bed();
    const incident = await raised(all);
    await all.journal.act(action(incident, "acknowledge"), NOW);
    await all.journal.act(action(incident, "reset", { despite: true }), NOW);
    await all.journal.append(closed(2));
    assert.deepEqual(changes(all).slice(1), ["acknowledged acknowledged", "reset reset"]);
  });
});

describe("what time does to an incident, in the journal", () => {
  it("is done once, however often it is asked for", async () => {
    const all = bed();
    const { journal, line } = all;
    const { id, transition } = await raised(all);
    const step = { incident: id, transition, change: "escalated", now: NOW + MINUTE_MS } as const;
    assert.equal((await journal.advance(step))?.tier, 2);
    line.restart();
    assert.equal(await journal.advance(step), null);
    assert.equal(await journal.advance({ ...step, transition: 2, change: "unshelved" }), null);
    assert.equal(await journal.advance({ ...step, incident: "I-9" }), null);
    assert.deepEqual(changes(all), ["raised raised", "escalated raised"]);
    assert.deepEqual(await onTheirWay(all), [["incident-changed", "escalated", 2]]);
  });
});

describe("many units offline at once", () => {
  const offline = (unit: string) => eventOf({ unit, seq: null, type: "offline", locker: null });
  const lost = (all: Bed, unit: string) => raised(all, offline(unit), { cause: "offline", summary: unit });
  const mass = (over: boolean) =>
    eventOf({
      unit: "gateway",
      seq: null,
      type: "mass-offline",
      locker: null,
      data: { over },
      content: `${over}`,
    });

  it("are one incident, which counts each further one", async () => {
    const all = bed();
    const { journal } = all;
    const before = await lost(all, "U1");
    const { incident } = await journal.raise(
      incidentRequest({ event: mass(false), cause: "mass-offline", summary: "Many.", priority: 2 }),
    );
    const counted = await lost(all, "U2");
    assert.deepEqual(
      [counted.id, counted.change, counted.count, counted.summary, counted.priority],
      [incident.id, "counted", 2, "Many.", 1],
    );
    assert.equal((await lost(all, "U1")).id, before.id, "one that was counted by itself stays so");
    assert.deepEqual([(await lost(all, "U2")).count], [2], "and each counts once");
    assert.notEqual((await raised(all, offline("U3"), { cause: "tamper" })).id, incident.id);
    const other = { ...offline("U4"), site: "DEL01" };
    assert.equal((await raised(all, other, { cause: "offline" })).cause, "offline", "at another site");

    await journal.append(mass(true));
    assert.equal(all.told.at(-1)?.incident.id, incident.id);
    assert.equal(all.told.at(-1)?.incident.change, "returned");
    assert.equal((await lost(all, "U5")).cause, "offline", "after that is over");
    assert.deepEqual([(await lost(all, "U2")).id], [incident.id], "what was counted comes again");
  });
});

describe("the lists of incidents", () => {
  it("give the open ones page by page, and the ended ones from the newest on, by what is asked for", async () => {
    const all = bed();
    const { journal } = all;
    const incidents: Incident[] = [];
    for (let n = 1; n <= 7; n += 1) {
      const site = n % 2 === 0 ? "DEL01" : "MUM01";
      incidents.push(
        await raised(all, opened(n, { locker: `L${n}`, site }), { cause: "access-denied", now: NOW + n }),
      );
    }
    const seen: string[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page = await journal.openIncidents(after, 3);
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    }
    assert.deepEqual(
      seen,
      incidents.map(({ id }) => id),
    );

    for (const incident of incidents.slice(0, 6)) {
      await journal.act(action(incident, "acknowledge"), NOW + 10);
      await journal.act(action(incident, "reset"), NOW + 11);
    }
    const lockers = async (filter: Parameters<typeof journal.pastIncidents>[0], limit = 10) => {
      const found: (string | null)[] = [];
      for (let before: number | null = null; ; ) {
        const page = await journal.pastIncidents(filter, before, limit);
        found.push(...page.items.map(({ locker }) => locker));
        if (page.next === null) return found.join(" ");
        before = page.next;
      }
    };
    assert.equal(await lockers({}), "L6 L5 L4 L3 L2 L1");
    assert.equal(await lockers({}, 2), "L6 L5 L4 L3 L2 L1");
    assert.equal(await lockers({ site: "DEL01" }, 1), "L6 L4 L2");
    assert.equal(await lockers({ locker: "L3" }), "L3");
    assert.equal(await lockers({ locker: "L7" }), "");
    assert.equal(await lockers({ cause: "forced" }), "");
    assert.equal(await lockers({ unit: "MUM01-U07", from: NOW + 2, to: NOW + 4 }), "L3 L2");
    assert.deepEqual(await journal.incidentHistory("I-9"), []);
  });
});
