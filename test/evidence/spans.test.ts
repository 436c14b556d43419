import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isPackProven } from "../../gateway/evidence/pack-verdict-text.ts";
import { verifyPack } from "../../gateway/evidence/verify-pack.ts";
import { policyOf } from "../../nodes/domain/keeping.ts";
import { FIRST_STEP, type RetentionStep } from "../../nodes/journal/retention.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { NOW } from "../journal/making.ts";
import { FileLine } from "../ledger/making.ts";
import { aBank, eventOfLocker, packOf } from "./making.ts";

const DAY = 86_400_000;

async function chainsOf(pack: string): Promise<string[]> {
  const verdict = await verifyPack(pack, {});
  assert.deepEqual([...verdict.files, ...verdict.differences], []);
  assert.ok(isPackProven(verdict));
  return (verdict.ledger?.chains ?? []).map(
    ({ site, first, last, erased }) => `${site} ${first}-${last}, ${erased} empty`,
  );
}

const eventsOf = (pack: string) => JSON.parse(readFileSync(join(pack, "events.json"), "utf8")).length;
const reportOf = (pack: string) => readFileSync(join(pack, "report.html"), "utf8");

/** One event of the locker each day at the same time, each signed. */
async function days(count: number): Promise<FileLine> {
  const line = new FileLine();
  const journal = new WorkerJournal(line);
  for (let day = 0; day < count; day += 1) {
    const at = NOW + day * DAY;
    const times = { at, receivedAt: at, occurred: { earliest: at, latest: at } };
    await journal.append(eventOfLocker(day + 1, times));
    await journal.sign(at + 1000, true);
  }
  return line;
}

describe("a pack of some days", () => {
  let line: FileLine;
  before(async () => {
    line = await days(5);
  });
  after(() => line.close());

  it("holds their records, and the hashes of the one before and of the one after, so that none is left out", async () => {
    const pack = await packOf(line.userDir, { fromDay: "2026-11-23", toDay: "2026-11-24" });
    assert.deepEqual(await chainsOf(pack), ["MUM01 1-4, 2 empty"]);
    assert.equal(eventsOf(pack), 2);
  });

  it("in which nothing happened proves that nothing was left out", async () => {
    const before = await packOf(line.userDir, { toDay: "2026-11-01" });
    assert.deepEqual(await chainsOf(before), ["MUM01 1-1, 1 empty"]);
    const after = await packOf(line.userDir, { fromDay: "2026-12-24" });
    assert.deepEqual(await chainsOf(after), ["MUM01 5-5, 1 empty"]);
    for (const pack of [before, after]) {
      assert.equal(eventsOf(pack), 0);
      assert.match(reportOf(pack), /Of this locker nothing is in the span\./);
    }
  });

  it("is by the clock of the branch's time zone, here that of its decisions or the gateway", async () => {
    const manifest = JSON.parse(readFileSync(join(await packOf(line.userDir), "manifest.json"), "utf8"));
    assert.equal(manifest.facts.timeZoneFrom, "gateway");
    const bank = await aBank();
    const register = JSON.parse(
      readFileSync(join(await packOf(bank.userDir, { fromDay: "2026-11-22" }), "manifest.json"), "utf8"),
    );
    assert.equal(register.facts.timeZoneFrom, "register");
    assert.equal(register.facts.from, Date.UTC(2026, 10, 21, 18, 30));
    const decided = await packOf(bank.userDir, {}, { register: null });
    assert.ok(isPackProven(await verifyPack(decided, {})));
    await bank.close();
  });

  it("of a locker that nobody knows is refused in a sentence", async () => {
    await assert.rejects(packOf(line.userDir, { locker: "MUM01-9999" }), {
      name: "WrongUse",
      message:
        /^There is no locker "MUM01-9999": neither the register lists it, nor has the journal anything of it\./,
    });
  });
});

describe("a pack of records that were erased", () => {
  it("says so, and proves the rest", async () => {
    const line = await days(300);
    const journal = new WorkerJournal(line);
    const now = NOW + 300 * DAY;
    const sites = new Map([["MUM01", { days: 180, hold: false, timeZone: null }]]);
    const policy = policyOf([{ sites, lockers: new Map(), leftHirers: [] }], now, "UTC");
    for (let step: RetentionStep | null = FIRST_STEP; step !== null; )
      step = await journal.retain(step, policy, now);
    await journal.sign(now, true);
    const whole = await packOf(line.userDir, {}, { now });
    await chainsOf(whole);
    assert.equal(eventsOf(whole), 180);
    const other = readFileSync(join(whole, "other.json"), "utf8");
    assert.match(other, /"kind":"(erasure|pruning)"/);
    const erased = await packOf(line.userDir, { fromDay: "2026-11-23", toDay: "2026-12-24" }, { now });
    await chainsOf(erased);
    assert.equal(eventsOf(erased), 0);
    assert.match(reportOf(erased), /older records were given up by the bank's rules of retention/);
    await line.close();
  });
});
