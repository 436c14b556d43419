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
  };
}

/** A journal with an event a day at each of two sites, of two lockers in turn, each with all that it can entail. */
async function journalOf(days: number): Promise<{ line: FileLine; journal: WorkerJournal }> {
  const line = new FileLine();
  const journal = new WorkerJournal(line);
  for (let day = 1; day <= days; day += 1) {
    for (const site of ["MUM01", "DEL02"]) {
      const at = NOW + day * DAY;
      const event = eventAt(site, day, {
        at,
        receivedAt: at,
        locker: `${site}-000${1 + (day % 2)}`,
        data: { visit: `day ${day}.` },
      });
      await append(journal, event);
    }
    await journal.sign(NOW + day * DAY + 1000, true);
  }
  return { line, journal };
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

/** What the whole file holds in clear text, to see that nothing is left over. */
function text(line: FileLine): string {
  const tables = ["event", "ledger", "notice", "incident_event", "decision"];
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
    const before = count(line, "ledger");
    await pass(journal, KEPT_DAYS + 5);
    assert.equal(count(line, "ledger"), before);
  });
});
