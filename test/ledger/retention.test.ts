import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { KEPT_DAYS, type Keeping, policyOf, type SiteKeeping } from "../../nodes/domain/keeping.ts";
import { FIRST_STEP, type RetentionStep } from "../../nodes/journal/retention.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { incidentRequest, NOW, noticeOf } from "../journal/making.ts";
import { bytesOf, exported, verdictOf } from "./exported.ts";
import { access, eventAt, FileLine } from "./making.ts";

const DAY = 86_400_000;
const SITE: SiteKeeping = { days: KEPT_DAYS, hold: false, timeZone: "Asia/Kolkata" };

function keeping(over: Partial<Record<keyof Keeping, object>> = {}): Keeping {
  return {
    sites: new Map(Object.entries({ MUM01: SITE, DEL02: SITE, ...over.sites })),
    lockers: new Map(Object.entries({ ...over.lockers })),
    leftHirers: [],
  };
}

/** A journal with an event a day at each of two sites, of two lockers in turn, each with all that it can entail. */
async function journalOf(days: number): Promise<{ line: FileLine; journal: WorkerJournal }> {
  const line = new FileLine();
  const journal = new WorkerJournal(line);
  for (let day = 1; day <= days; day += 1) {
    for (const site of ["MUM01", "DEL02"]) await append(journal, visit(site, day));
    await journal.sign(NOW + day * DAY + 1000, true);
  }
  return { line, journal };
}

function opened(): { line: FileLine; journal: WorkerJournal } {
  const line = new FileLine();
  return { line, journal: new WorkerJournal(line) };
}

/** An opening on this day after NOW: of one locker on even days, of another on odd ones. */
function visit(site: string, day: number): LockerEvent {
  const at = NOW + day * DAY;
  const locker = `${site}-000${1 + (day % 2)}`;
  return eventAt(site, day, { at, receivedAt: at, locker, data: { visit: `day ${day}.` } });
}

async function append(journal: WorkerJournal, event: LockerEvent, accepted = true): Promise<void> {
  const { site, locker, receivedAt: at } = event;
  await journal.append(event);
  await journal.decide({ event, node: "window", access, at });
  await journal.raise(incidentRequest({ event, at, access }));
  const subject = { kind: "event", id: event.id } as const;
  await journal.enqueue([noticeOf({ subject, site, locker, createdAt: at, key: event.id })]);
  if (!accepted) return;
  const [item] = (
    await journal.due(
      [{ route: "sms:account:register", lane: 2, limit: 1, run: 1, inHand: [], early: false }],
      at,
    )
  ).items;
  if (item) await journal.settle([{ position: item.position, result: "accepted", at, providerId: "p" }]);
}

/** A whole pass, on this day. */
async function pass(journal: WorkerJournal, day: number, all: Keeping = keeping()): Promise<number> {
  const now = NOW + day * DAY + DAY / 2;
  const policy = policyOf([all], now, "UTC");
  let steps = 0;
  for (let step: RetentionStep | null = FIRST_STEP; step !== null; steps += 1) {
    step = await journal.retain(step, policy, now);
  }
  return steps;
}

function count(line: FileLine, table: string, where = "1"): number {
  return Number(line.db.prepare(`SELECT count(*) AS found FROM ${table} WHERE ${where}`).get()?.found);
}

/** How many events of this day are there with their content. */
function visits(line: FileLine, site: string, day: number): number {
  return count(line, "event", `site = '${site}' AND body LIKE '%day ${day}.%'`);
}

/** The day of the oldest event, or for the gateway the record, that has its content, by chain. */
function unerased(line: FileLine): Record<string, number> {
  const rows = line.db
    .prepare(`
      SELECT site, min(ledger.n) AS n, min(CASE kind WHEN 'event' THEN source END) AS source FROM ledger JOIN ledger_chain USING (chain)
      WHERE salt IS NOT NULL GROUP BY site ORDER BY site
    `)
    .all();
  return Object.fromEntries(
    rows.map(({ site, source, n }) => {
      const event = line.db.prepare("SELECT seq FROM event WHERE position = ?").get(source ?? 0);
      return [String(site), Number(event?.seq ?? n)];
    }),
  );
}

/** What the whole file holds in clear text, to see that nothing is left over. */
function text(line: FileLine): string {
  const tables = ["event", "ledger", "notice", "incident", "incident_event", "incident_change", "decision"];
  return JSON.stringify(tables.map((table) => line.db.prepare(`SELECT * FROM ${table}`).all()));
}

describe("retention", function () {
  this.timeout(20_000);

  it("keeps what is younger than its site keeps it", async () => {
    const { line, journal } = await journalOf(10);
    const before = text(line);
    await pass(journal, KEPT_DAYS);
    assert.equal(text(line), before);
  });

  it("erases what is older, in every table, and cuts the chains at a signature; what stays verifies", async () => {
    const { line, journal } = await journalOf(10);
    await pass(journal, KEPT_DAYS + 5);
    const lines = exported(line.file);
    const verdict = verdictOf(bytesOf(lines));
    assert.deepEqual(verdict.faults, []);
    assert.deepEqual(
      verdict.chains.map(({ site, first }) => `${site} from ${first}`),
      ["DEL02 from 26", "MUM01 from 26"],
    );
    assert.ok(!text(line).includes("day 5."), "day 5 is gone");
    assert.ok(text(line).includes("day 6."), "day 6 is there");
    assert.match(lines.join(""), /"kind":"erasure".*"kind":"pruning"/);
  });

  it("does nothing a second time", async () => {
    const { line, journal } = await journalOf(10);
    await pass(journal, KEPT_DAYS + 5);
    const before = text(line);
    await pass(journal, KEPT_DAYS + 5);
    assert.equal(text(line), before);
  });

  it("keeps each site as long as the register says", async () => {
    const { line, journal } = await journalOf(10);
    await pass(journal, 205, keeping({ sites: { DEL02: { ...SITE, days: 200 } } }));
    assert.deepEqual(unerased(line), { DEL02: 6, MUM01: 1 });
    assert.deepEqual(verdictOf(bytesOf(exported(line.file))).faults, []);
  });

  it("keeps what concerns a site that the register does not name as long as the longest of all", async () => {
    const { line, journal } = await journalOf(10);
    await pass(journal, KEPT_DAYS + 5, {
      sites: new Map([["MUM01", { ...SITE, days: 600 }]]),
      lockers: new Map(),
      leftHirers: [],
    });
    assert.deepEqual(unerased(line), { DEL02: 1, MUM01: 1 });
  });

  it("erases nothing of a site on legal hold, nor of the gateway meanwhile", async () => {
    const { line, journal } = await journalOf(10);
    await journal.configure([{ part: "flows", digest: "x" }], NOW);
    await pass(journal, KEPT_DAYS + 5, keeping({ sites: { DEL02: { ...SITE, hold: true } } }));
    assert.deepEqual(unerased(line), { DEL02: 1, MUM01: 6, gateway: 1 });
    await pass(journal, KEPT_DAYS + 5);
    assert.equal(unerased(line).DEL02, 6);
  });

  it("keeps the records of a locker on hold, and the links around them, so that its chain verifies", async () => {
    const { line, journal } = await journalOf(10);
    const held = { "MUM01-0001": { site: "MUM01", hold: true, eraseBefore: null } };
    await pass(journal, KEPT_DAYS + 20, keeping({ lockers: held }));
    const lines = exported(line.file);
    const verdict = verdictOf(bytesOf(lines));
    assert.deepEqual(verdict.faults, []);
    // Odd days are of the other locker: the chain begins behind day 1, which has been pruned.
    const [, mumbai] = verdict.chains;
    assert.equal(mumbai?.first, 6);
    assert.ok(text(line).includes("day 2.") && !text(line).includes("day 3."));
  });

  it("erases what was recorded of a locker before its hirer left, and nothing that is younger than 180 days", async () => {
    const { line, journal } = await journalOf(10);
    const left = (date: string) =>
      keeping({ lockers: { "MUM01-0001": { site: "MUM01", hold: false, eraseBefore: date } } });
    await pass(journal, 100, left("2026-11-27"));
    assert.ok(text(line).includes("day 2."), "too young to be erased");
    await pass(journal, 200, left("2026-11-27"));
    // Even days are this locker's; day 4 is 26 November, before the 27th at the branch's clock.
    for (const day of [2, 4]) assert.equal(visits(line, "MUM01", day), 0, `day ${day}`);
    for (const day of [1, 3, 6]) assert.equal(visits(line, "MUM01", day), 1, `day ${day}`);
    assert.equal(visits(line, "DEL02", 2), 1);
    assert.deepEqual(verdictOf(bytesOf(exported(line.file))).faults, []);
    assert.match(exported(line.file).join(""), /hirer-left/);
  });

  it("looks again at lockers when the rules for them are others", async () => {
    const { line, journal } = await journalOf(10);
    const rules = (over: object) =>
      keeping({
        lockers: { "MUM01-0001": { site: "MUM01", hold: false, eraseBefore: "2026-11-27", ...over } },
      });
    await pass(journal, 200, rules({ hold: true }));
    assert.equal(visits(line, "MUM01", 2), 1);
    await pass(journal, 200, rules({}));
    assert.equal(visits(line, "MUM01", 2), 0);
    await pass(journal, 201, rules({ eraseBefore: "2026-11-29" }));
    assert.equal(visits(line, "MUM01", 6), 0);
  });

  it("keeps what is still open: an event on its way, a notice that waits or is parked", async () => {
    const { line, journal } = opened();
    const [first, second, third] = [1, 2, 3].map((day) => visit("MUM01", day));
    assert.ok(first && second && third);
    await journal.append(first, ["in"]);
    await append(journal, second, false);
    await append(journal, third);
    await journal.sign(NOW + 4 * DAY, true);
    await pass(journal, KEPT_DAYS + 20);
    assert.equal(count(line, "event", "body <> ''"), 1, "on its way");
    assert.deepEqual(await journal.outboxCounts(), [{ node: "node", state: "waiting", count: 1 }]);
    assert.equal((await journal.openDeliveries("in", 0, 10)).items[0]?.event.id, first.id);
    await journal.settleEvents([{ node: "in", positions: [1] }]);
    await pass(journal, KEPT_DAYS + 20);
    assert.equal(count(line, "event", "body <> ''"), 0);
  });

  it("erases what persons did with an incident, and the incident once it is ended; an open one stays", async () => {
    const { line, journal } = opened();
    const person = { by: "asha of day 1.", remark: "It was the cleaner of day 1." };
    const raise = async (locker: string) => {
      const event = eventAt("MUM01", locker === "MUM01-0001" ? 1 : 2, { locker });
      await journal.append(event);
      return (await journal.raise(incidentRequest({ event, access, cause: "access-denied" }))).incident.id;
    };
    const ended = await raise("MUM01-0001");
    const left = await raise("MUM01-0002");
    const asked = { ...person, incident: ended } as const;
    await journal.act({ ...asked, do: "acknowledge" }, NOW + DAY);
    await journal.act({ ...asked, do: "reset" }, NOW + 2 * DAY);
    await journal.act({ ...asked, do: "acknowledge", incident: left, by: "ravi" }, NOW + 20 * DAY);
    // What is on its way is not erased.
    await journal.closeDeliveries("sos", NOW + 20 * DAY);

    await pass(journal, KEPT_DAYS);
    assert.equal((await journal.incidentHistory(ended)).length, 2, "what the reset is still known of");
    assert.equal((await journal.pastIncidents({}, null, 10)).items.length, 1);
    await pass(journal, KEPT_DAYS + 5);
    assert.ok(!text(line).includes(ended));
    assert.ok(!text(line).includes("asha"));
    assert.deepEqual((await journal.pastIncidents({}, null, 10)).items, []);

    const [open] = (await journal.openIncidents(0, 10)).items;
    assert.deepEqual([open?.id, open?.state], [left, "latched"]);
    const history = await journal.incidentHistory(left);
    assert.deepEqual(
      history.map(({ change, by, remark }) => [change, by, remark]),
      [["acknowledged", "ravi", person.remark]],
    );
    const done = await journal.act({ ...person, do: "reset", incident: left }, NOW + 410 * DAY);
    assert.equal(done.state, "reset");
    assert.deepEqual(verdictOf(bytesOf(exported(line.file))).faults, []);
  });

  it("counts no dead notice any more that it erased", async () => {
    const { journal } = opened();
    await append(journal, visit("MUM01", 1), false);
    await journal.settle([{ position: 1, result: "dead", at: NOW, code: "provider-permanent" }]);
    assert.equal((await journal.outboxCounts()).length, 1);
    await pass(journal, KEPT_DAYS + 20);
    assert.deepEqual(await journal.outboxCounts(), []);
  });

  it("knows a repetition of an erased event as one, and its unit's number", async () => {
    const { line, journal } = await journalOf(3);
    await pass(journal, KEPT_DAYS + 20);
    line.restart();
    const again = new WorkerJournal(line);
    const repeated = await again.append(visit("MUM01", 2));
    assert.equal(repeated.result, "duplicate");
    assert.equal(repeated.event.id, "MUM01-U07-2-00000000000a");
    const next = await again.append(visit("MUM01", 4));
    assert.deepEqual([next.result, next.gap], ["stored", null]);
  });

  it("does not take what was recorded before the clock was set, or while it was ahead, for old or young", async () => {
    const { line, journal } = opened();
    const times = [0, 1000, NOW, NOW + 900 * DAY, NOW + DAY, 5000, NOW + 2 * DAY];
    for (const [index, receivedAt] of times.entries()) {
      await journal.append(eventAt("MUM01", index + 1, { receivedAt }));
    }
    await journal.sign(NOW + 2 * DAY, true);
    await pass(journal, KEPT_DAYS - 1);
    assert.equal(count(line, "event", "body <> ''"), 7);
    await pass(journal, KEPT_DAYS);
    // Up to the one that was made as the clock was set, or was behind again before the next known time.
    assert.equal(count(line, "event", "body <> ''"), 3);
  });

  it("prunes behind a signature only, and says so in the chain", async () => {
    const { line, journal } = opened();
    for (let day = 1; day <= 6; day += 1) {
      await journal.append(visit("MUM01", day));
      if (day === 2) await journal.sign(NOW + day * DAY, true);
    }
    await pass(journal, KEPT_DAYS + 4);
    assert.equal(count(line, "ledger", "n <= 2"), 0);
    assert.equal(count(line, "ledger", "n BETWEEN 3 AND 4 AND salt IS NULL"), 2);
    const [fault, ...more] = verdictOf(bytesOf(exported(line.file))).faults;
    assert.deepEqual([fault, more], [undefined, []]);
    assert.match(exported(line.file).join(""), /"kind":"pruning".*\\"last\\":2/);
  });

  it("gives up whole segments of events, and goes on counting behind them", async () => {
    const line = new FileLine();
    line.db.exec("PRAGMA synchronous = OFF");
    const SEGMENT = 2 ** 15;
    // Filled by hand: only the last of them comes through the journal.
    line.db.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${SEGMENT - 2})
      INSERT INTO event SELECT i, 'MUM01-U07-' || i || '-x', 'MUM01', 'MUM01-U07', 17, i, '', NULL, 0, '' FROM n
    `);
    line.restart();
    const again = new WorkerJournal(line);
    await again.append(eventAt("MUM01", SEGMENT - 1));
    await again.append(eventAt("MUM01", SEGMENT));
    assert.equal(count(line, "event_key"), SEGMENT - 1);
    await pass(again, KEPT_DAYS + 1);
    assert.equal(count(line, "event_key"), 0);
    assert.equal(count(line, "event"), 1);
    for (const restarted of [false, true]) {
      if (restarted) line.restart();
      const last = new WorkerJournal(line);
      assert.equal((await last.append(eventAt("MUM01", SEGMENT))).result, "duplicate");
      // What nothing is known of any more is delivered, and said to be a repetition.
      const forgotten = await last.append(eventAt("MUM01", 7, { id: `MUM01-U07-7-${restarted}` }));
      assert.deepEqual([forgotten.result, forgotten.event.marks], ["stored", ["replayed"]]);
    }
  });

  it("takes many small steps, each a commit of its own", async () => {
    const { line, journal } = opened();
    line.db.exec("PRAGMA synchronous = OFF");
    for (let n = 1; n <= 1000; n += 1) await journal.append(eventAt("MUM01", n));
    assert.ok((await pass(journal, KEPT_DAYS + 1)) > 6);
    assert.equal(count(line, "event", "body <> ''"), 0);
  });
});

describe("what the registers say of keeping", () => {
  const now = NOW + 1000 * DAY;
  const policy = (...all: readonly Keeping[]) => policyOf(all, now, "UTC");

  it("counts together: the longest time, and any hold", () => {
    const { sites, otherwise } = policy(
      keeping({ sites: { MUM01: { ...SITE, days: 200 } } }),
      keeping({ sites: { MUM01: { ...SITE, days: 500 } } }),
    );
    assert.equal(sites.get("MUM01"), now - 500 * DAY);
    assert.equal(otherwise, now - 500 * DAY);
    const held = policy(keeping(), keeping({ sites: { MUM01: { ...SITE, hold: true } } }));
    assert.equal(held.sites.get("MUM01"), null);
    assert.equal(held.otherwise, null);
  });

  it("does nothing yet for a day that has not come, and then what its register says", () => {
    const saying = (day: string) =>
      policy(keeping({ lockers: { L: { site: "MUM01", hold: false, eraseBefore: day } } }), {
        ...keeping(),
        leftHirers: [{ hirer: "H-1", locker: "L", site: "MUM01", left: day }],
      });
    const { lockers, hirers, leaving } = saying("2036-11-27");
    assert.deepEqual([[...lockers], [...hirers], leaving], [[], [], ""]);
    const come = saying("2026-11-27");
    assert.deepEqual([...come.lockers.keys(), ...come.hirers.keys()], ["L", "H-1 L"]);
    assert.notEqual(come.leaving, saying("2026-11-28").leaving);
  });

  it("keeps messages of nobody as long as anybody's must be kept, and while anything is on hold", () => {
    assert.equal(policy(keeping()).unattributed, now - 180 * DAY);
    const held = keeping({ lockers: { L: { site: "MUM01", hold: true, eraseBefore: null } } });
    assert.equal(policy(keeping(), held).unattributed, null);
  });

  it("means the day at the branch's clock", () => {
    const left = (timeZone: string | null) =>
      policy(
        keeping({
          sites: { MUM01: { ...SITE, timeZone } },
          lockers: { L: { site: "MUM01", hold: false, eraseBefore: "2026-11-27" } },
        }),
      ).lockers.get("L");
    assert.equal(left("Asia/Kolkata"), Date.parse("2026-11-27T00:00:00+05:30"));
    assert.equal(left(null), Date.parse("2026-11-27T00:00:00Z"));
  });
});
