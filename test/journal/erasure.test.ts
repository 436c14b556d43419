import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { KEPT_DAYS, type Keeping, policyOf } from "../../nodes/domain/keeping.ts";
import { noticeKey, type Recipient } from "../../nodes/domain/notice.ts";
import { FIRST_STEP, type RetentionStep } from "../../nodes/journal/retention.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { bytesOf, exported, verdictOf } from "../ledger/exported.ts";
import { access } from "../ledger/making.ts";
import { JournalFileLine } from "./file-line.ts";
import { eventOf, incidentRequest, journalFile, NOW, noticeOf } from "./making.ts";

const DAY = 86_400_000;
const SITE = { days: KEPT_DAYS, hold: false, timeZone: "Asia/Kolkata" };
const GONE = "MUM01-7Q4Z";
const STAYS = "MUM01-8K2X";
/** One hirer each; the first locker's second hirer stays. */
const HIRERS = { [GONE]: ["HGONE-31", "HJOINT-77"], [STAYS]: ["HSTAYS-52"] } as const;
type Of = keyof typeof HIRERS;

function keeping(over: Partial<Keeping> = {}): Keeping {
  return { sites: new Map([["MUM01", SITE]]), lockers: new Map(), leftHirers: [], ...over };
}

const left = (date: string, hold = false) =>
  keeping({ lockers: new Map([[GONE, { site: "MUM01", hold, eraseBefore: date }]]) });

const oneLeft = (left: string) =>
  keeping({ leftHirers: [{ hirer: "HGONE-31", locker: GONE, site: "MUM01", left }] });

class Bank {
  readonly file = journalFile();
  readonly line = new JournalFileLine(this.file);
  readonly journal = new WorkerJournal(this.line);
  #seq = 0;

  /** An opening with all that it can entail, each part with words of its own of the locker. */
  async opening(locker: Of, day: number): Promise<LockerEvent> {
    this.#seq += 1;
    const at = NOW + day * DAY + this.#seq;
    const unit = locker === GONE ? "MUM01-U07" : "MUM01-U08";
    const event = eventOf({
      ...{ unit, locker, seq: this.#seq, at, receivedAt: at, occurred: { earliest: at, latest: at } },
      data: { note: `note of ${locker} on ${day}.` },
    });
    const { journal } = this;
    const { position } = await journal.append(event, ["in"]);
    await journal.decide({ event, node: "window", access, at });
    const change = await journal.raise(
      incidentRequest({ event, at, access, cause: "access-denied", summary: `summary of ${locker}` }),
    );
    const asked = {
      incident: change.incident.id,
      by: `operator of ${locker}`,
      remark: `remark on ${locker}`,
    };
    await journal.act({ ...asked, do: "acknowledge" }, at + 1);
    await journal.act({ ...asked, do: "reset" }, at + 2);
    await journal.settleEvents([{ node: "in", positions: [position] }]);
    // The flow is through with what was told of the incident as well.
    await journal.closeDeliveries("sos", at + 3);
    for (const id of HIRERS[locker]) await this.notice(event, { kind: "hirer", id });
    return event;
  }

  async notice(event: LockerEvent, recipient: Recipient): Promise<void> {
    const subject = { kind: "event", id: event.id } as const;
    const { locker, receivedAt: createdAt } = event;
    const key = noticeKey(subject, "node", recipient, "sms");
    await this.journal.enqueue([noticeOf({ subject, recipient, locker, createdAt, key })]);
  }

  /** Everything that is due is settled this way. */
  async settle(day: number, result: "accepted" | "parked" | "dead"): Promise<void> {
    const at = NOW + day * DAY + DAY / 2;
    for (;;) {
      const wanted = [
        { route: "sms:account:register", lane: 2, limit: 50, run: 1, inHand: [], early: false },
      ] as const;
      const { items } = await this.journal.due(wanted, at);
      if (items.length === 0) return;
      await this.journal.settle(
        items.map(({ position }) =>
          result === "accepted"
            ? { position, result, at, providerId: "p" }
            : { position, result, at, code: "provider-permanent", reason: "It was refused." },
        ),
      );
    }
  }

  async visit(hirer: string, day: number): Promise<void> {
    this.#seq += 1;
    const at = NOW + day * DAY;
    const id = `MUM01-U07-visit-opened-${this.#seq}`;
    await this.journal.append(
      eventOf({ id, seq: null, type: "visit-opened", locker: GONE, receivedAt: at, data: { hirer } }),
    );
  }

  /** A whole pass, on this day. */
  async pass(day: number, all: Keeping): Promise<void> {
    const now = NOW + day * DAY;
    const policy = policyOf([all], now, "UTC");
    for (let step: RetentionStep | null = FIRST_STEP; step !== null; )
      step = await this.journal.retain(step, policy, now);
  }

  /** All that is on the disk, in the journal's file, its log, and what is beside them. */
  bytes(): string {
    const folder = dirname(this.file);
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name)).toString("latin1"))
      .join("");
  }

  traces(...words: readonly string[]): Record<string, boolean> {
    const bytes = this.bytes();
    return Object.fromEntries(words.map((word) => [word, bytes.includes(word)]));
  }

  faults(): readonly unknown[] {
    return verdictOf(bytesOf(exported(this.file))).faults;
  }
}

const none = (...words: readonly string[]) => Object.fromEntries(words.map((word) => [word, false]));
const all = (...words: readonly string[]) => Object.fromEntries(words.map((word) => [word, true]));

const OF_GONE = [
  ...HIRERS[GONE],
  `note of ${GONE}`,
  `summary of ${GONE}`,
  `operator of ${GONE}`,
  `remark on ${GONE}`,
];
const OF_STAYS = [
  ...HIRERS[STAYS],
  `note of ${STAYS}`,
  `summary of ${STAYS}`,
  `operator of ${STAYS}`,
  `remark on ${STAYS}`,
];

describe("what was erased", function () {
  this.timeout(60_000);

  it("of a locker whose hirer left is nowhere on the disk any more; of others all is there", async () => {
    const bank = new Bank();
    for (let day = 1; day <= 30; day += 1) {
      await bank.opening(GONE, day);
      await bank.opening(STAYS, day);
      if (day % 10 === 0) await bank.settle(day, day === 20 ? "dead" : "accepted");
    }
    await bank.journal.quarantine({
      ...{
        topic: "lockers/v1/MUM01/MUM01-U07/event",
        payload: Buffer.from(`spoilt by HGONE-31, ${OF_GONE[2]}`),
      },
      ...{ code: "event-unreadable", reason: "It is no JSON.", receivedAt: NOW + DAY },
    });
    await bank.journal.sign(NOW + 61 * DAY, true);
    assert.deepEqual(bank.traces(...OF_GONE, ...OF_STAYS), all(...OF_GONE, ...OF_STAYS));

    await bank.pass(300, left("2027-06-01"));
    assert.deepEqual(bank.traces(...OF_GONE), none(...OF_GONE));
    assert.deepEqual(bank.traces(...OF_STAYS), all(...OF_STAYS));
    assert.deepEqual(bank.faults(), []);

    // And nothing of it comes back when the file is opened again, and written on.
    bank.line.reopen();
    await bank.opening(STAYS, 301);
    assert.deepEqual(bank.traces(...OF_GONE), none(...OF_GONE));
  });

  it("by age is nowhere on the disk any more either", async () => {
    const bank = new Bank();
    for (let day = 1; day <= 20; day += 1) await bank.opening(GONE, day);
    await bank.settle(20, "accepted");
    await bank.pass(21 + KEPT_DAYS, keeping());
    assert.deepEqual(bank.traces(...OF_GONE), none(...OF_GONE));
  });

  it("stays out of the log although somebody read the journal while it was to be emptied", async () => {
    const bank = new Bank();
    await bank.opening(GONE, 1);
    await bank.settle(1, "accepted");
    const reader = new DatabaseSync(bank.file, { readOnly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM event").get();
    await bank.pass(300, left("2027-06-01"));
    assert.equal(bank.traces("remark on")["remark on"], true, "the reader still needs it");
    reader.exec("COMMIT");
    reader.close();
    await bank.pass(301, left("2027-06-01"));
    assert.deepEqual(bank.traces(...OF_GONE), none(...OF_GONE));
  });

  it("is nothing at all while the locker is on hold, a message that could be its own included", async () => {
    const bank = new Bank();
    await bank.opening(GONE, 1);
    const payload = Buffer.from("spoilt");
    await bank.journal.quarantine({ topic: "t", payload, code: "c", reason: "r", receivedAt: NOW });
    await bank.pass(900, left("2027-06-01", true));
    assert.deepEqual(bank.traces(...OF_GONE, "spoilt"), all(...OF_GONE, "spoilt"));
    await bank.pass(901, left("2027-06-01"));
    assert.deepEqual(bank.traces("remark on", "spoilt"), none("remark on", "spoilt"));
  });

  it("of one of two joint hirers is only what is about this one", async () => {
    const bank = new Bank();
    for (let day = 1; day <= 10; day += 1) await bank.opening(GONE, day);
    await bank.visit("HGONE-31", 10);
    await bank.visit("HJOINT-77", 10);
    await bank.settle(10, "accepted");
    const others = OF_GONE.filter((word) => word !== "HGONE-31");

    await bank.pass(100, oneLeft("2027-06-01"));
    assert.deepEqual(bank.traces(...OF_GONE), all(...OF_GONE), "younger than 180 days");
    await bank.pass(300, oneLeft("2027-06-01"));
    assert.deepEqual(bank.traces("HGONE-31"), none("HGONE-31"));
    assert.deepEqual(bank.traces(...others), all(...others));
    assert.deepEqual(bank.faults(), []);
  });

  it("is looked for again when another hirer of the same locker has left since", async () => {
    const bank = new Bank();
    for (const day of [1, 30, 60]) await bank.opening(GONE, day);
    await bank.opening(STAYS, 61);
    await bank.settle(61, "accepted");
    const both = (date: string) =>
      keeping({
        lockers: new Map([
          [GONE, { site: "MUM01", hold: false, eraseBefore: date }],
          [STAYS, { site: "MUM01", hold: false, eraseBefore: "2027-01-30" }],
        ]),
      });
    await bank.pass(300, both("2026-12-01"));
    assert.deepEqual(bank.traces(`note of ${GONE} on 1.`, `note of ${GONE} on 30.`), {
      [`note of ${GONE} on 1.`]: false,
      [`note of ${GONE} on 30.`]: true,
    });
    await bank.pass(301, both("2027-01-01"));
    assert.deepEqual(bank.traces(`note of ${GONE} on 30.`), none(`note of ${GONE} on 30.`));
    assert.deepEqual(bank.traces(`note of ${GONE} on 60.`), all(`note of ${GONE} on 60.`));
  });

  it("comes later for what was still waiting: a parked notice is erased once it is given up", async () => {
    const bank = new Bank();
    for (const day of [1, 2, 3]) await bank.opening(GONE, day);
    for (let day = 4; day < 34; day += 1) await bank.opening(STAYS, day);
    await bank.settle(200, "parked");
    await bank.pass(400, oneLeft("2027-01-01"));
    assert.deepEqual(bank.traces("HGONE-31"), all("HGONE-31"));
    assert.ok((await bank.journal.retry({ node: "node", states: ["parked"] }, NOW + 401 * DAY)) > 0);
    await bank.settle(401, "dead");
    await bank.pass(600, { ...oneLeft("2027-01-01"), sites: new Map([["MUM01", { ...SITE, days: 3650 }]]) });
    assert.deepEqual(bank.traces("HGONE-31"), none("HGONE-31"));
  });

  it("is also what an officer said of a theft, and the police report, once insurers were told of it", async () => {
    const bank = new Bank();
    const { journal } = bank;
    const at = NOW + DAY;
    const event = eventOf({ type: "forced", locker: GONE, at, receivedAt: at });
    await journal.append(event);
    const { incident } = await journal.raise(incidentRequest({ event, at, cause: "forced", summary: "S." }));
    const officer = { incident: incident.id, by: "officer Thekkumbagan", remark: "remark Ottapalam" };
    await journal.actOnTheft({ ...officer, do: "confirm" }, [], at + 1);
    const report = { number: "FIR-31337", station: "Station Xq", date: "2026-11-23" };
    await journal.actOnTheft({ ...officer, do: "police-report", report }, [], at + 2);
    await journal.act({ ...officer, do: "acknowledge" }, at + 3);
    await journal.act({ ...officer, do: "reset", despite: true }, at + 4);
    await journal.closeDeliveries("sos", at + 5);
    const said = ["Thekkumbagan", "Ottapalam", "FIR-31337", "Station Xq"];

    await bank.pass(300, left("2027-06-01"));
    assert.deepEqual(bank.traces(...said), all(...said), "nobody was told yet");
    await journal.handThefts(["feed"]);
    await journal.closeDeliveries("feed", at + 6);
    await bank.pass(301, left("2027-06-01"));
    assert.deepEqual(bank.traces(...said), none(...said));
    assert.deepEqual(await journal.thefts(), []);
    assert.deepEqual(bank.faults(), []);
  });

  it("is also a journal that was set aside, once nothing in it may be kept, and never one on hold", async () => {
    const bank = new Bank();
    await bank.opening(GONE, 1);
    const old = `${bank.file}.damaged-20261122T100000Z`;
    const young = `${bank.file}.replaced-20270601T100000Z`;
    for (const file of [old, `${old}-wal`, young]) writeFileSync(file, "what it holds");
    const there = () => [old, `${old}-wal`, young].map((file) => existsSync(file));
    await bank.pass(300, keeping());
    assert.deepEqual(there(), [true, true, true]);
    await bank.pass(KEPT_DAYS + 10, left("2026-01-01", true));
    assert.deepEqual(there(), [true, true, true]);
    await bank.pass(KEPT_DAYS + 10, keeping());
    assert.deepEqual(there(), [false, false, true]);
  });
});
