import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ledgerKeyOf } from "../../nodes/domain/ledger-checkpoint.ts";
import { LANE } from "../../nodes/domain/notice.ts";
import { SIGNED_EVERY_MS, SIGNED_EVERY_RECORDS } from "../../nodes/journal/checkpoints.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { bytesOf, exported, verdictOf } from "../ledger/exported.ts";
import { access, aLedger, eventAt, FileLine } from "../ledger/making.ts";
import { eventOf, incidentRequest, NOW, noticeOf } from "./making.ts";

function opened(): { line: FileLine; journal: WorkerJournal } {
  const line = new FileLine();
  return { line, journal: new WorkerJournal(line) };
}

interface Recorded {
  readonly site: string;
  readonly kind: string;
  readonly ref: string;
  readonly at: number;
  readonly body: { readonly [property: string]: unknown };
}

/** The records with what they say. */
function recorded(line: FileLine): Recorded[] {
  return exported(line.file).flatMap((text) => {
    const { type, site, kind, at, content } = JSON.parse(text);
    return type === "record"
      ? [{ site, kind, at, ref: content?.ref, body: JSON.parse(content?.body ?? "{}") }]
      : [];
  });
}

function kinds(line: FileLine): string[] {
  return recorded(line).map(({ site, kind }) => `${site} ${kind}`);
}

describe("the ledger records", () => {
  const event = eventAt("MUM01", 1);

  it("an event as it was stored, and a repetition not at all", async () => {
    const { line, journal } = opened();
    await journal.append(event);
    await journal.append(event);
    const late = eventAt("MUM01", 3);
    const { event: stored } = await journal.append(late);
    assert.deepEqual(
      recorded(line).map(({ kind, ref, body }) => ({ kind, ref, body })),
      [
        { kind: "event", ref: event.id, body: event },
        { kind: "event", ref: late.id, body: stored },
      ],
    );
    assert.deepEqual(stored.marks, ["sequence-gap"]);
  });

  it("a decision once, and another one about the same event as well", async () => {
    const { line, journal } = opened();
    await journal.append(event);
    const decision = { event, node: "window", access, at: NOW };
    await journal.decide(decision);
    await journal.decide({ ...decision, at: NOW + 60_000 });
    line.restart();
    await new WorkerJournal(line).decide(decision);
    await new WorkerJournal(line).decide({ ...decision, access: { ...access, inside: true } });
    const decisions = recorded(line).filter(({ kind }) => kind === "decision");
    assert.deepEqual(
      decisions.map(({ ref, body }) => ({ ref, body })),
      [access, { ...access, inside: true }].map((decided) => ({
        ref: event.id,
        body: { node: "window", access: decided },
      })),
    );
  });

  it("what an event did to an incident, with the reasons, and nothing when it comes again", async () => {
    const { line, journal } = opened();
    await journal.append(event);
    const request = incidentRequest({ event, access });
    const { incident } = await journal.raise(request);
    await journal.raise(request);
    const [, { kind, ref, body } = { kind: "", ref: "", body: {} }, ...more] = recorded(line);
    assert.deepEqual(more, []);
    assert.equal(kind, "incident");
    assert.equal(ref, incident.id);
    assert.deepEqual(body, { change: "raised", event: event.id, incident, access });
  });

  it("a notice as it was written, and what became of it", async () => {
    const { line, journal } = opened();
    await journal.append(event);
    const notices = ["H1", "H2", "H3", "H4"].map((id) =>
      noticeOf({
        subject: { kind: "event", id: event.id },
        key: `key of ${id}`,
        recipient: { kind: "hirer", id },
        lane: LANE.hirer,
      }),
    );
    await journal.enqueue(notices);
    await journal.enqueue(notices);
    const at = NOW + 5000;
    await journal.settle([
      { position: 1, result: "accepted", at, providerId: "p-1" },
      { position: 2, result: "parked", at, code: "provider-operator" },
      { position: 3, result: "dead", at, code: "provider-permanent" },
      { position: 4, result: "retry", at, retryAt: at + 1000, code: "provider-transient" },
    ]);
    // Again, as after a crash: what is recorded already is not recorded twice.
    await journal.settle([{ position: 1, result: "accepted", at, providerId: "p-1" }]);
    const [, ...records] = recorded(line);
    assert.deepEqual(
      records.slice(0, 4).map(({ kind, ref, body }) => ({ kind, ref, body })),
      notices.map((notice) => ({ kind: "notice", ref: event.id, body: JSON.parse(JSON.stringify(notice)) })),
    );
    assert.deepEqual(
      records.slice(4).map(({ kind, ref, body }) => ({ kind, ref, body })),
      [
        {
          kind: "notice-accepted",
          ref: "key_of_H1",
          body: { notice: "key of H1", attempts: 1, providerId: "p-1" },
        },
        {
          kind: "notice-parked",
          ref: "key_of_H2",
          body: { notice: "key of H2", attempts: 1, code: "provider-operator" },
        },
        {
          kind: "notice-dead",
          ref: "key_of_H3",
          body: { notice: "key of H3", attempts: 1, code: "provider-permanent" },
        },
      ],
    );
  });

  it("a notice that is overdue, once", async () => {
    const { line, journal } = opened();
    await journal.enqueue([noticeOf({ overdueAt: NOW + 1000 })]);
    await journal.toldOverdue([1], NOW + 2000);
    await journal.toldOverdue([1], NOW + 3000);
    const overdue = recorded(line).filter(({ kind }) => kind === "notice-overdue");
    assert.deepEqual(
      overdue.map(({ at }) => at),
      [NOW + 2000],
    );
  });

  it("an event that a flow had too often, and those whose node was removed; not what was settled", async () => {
    const { line, journal } = opened();
    const events = [1, 2, 3, 4].map((seq) => eventAt("MUM01", seq));
    for (const one of events) await journal.append(one, ["in"]);
    const entry = { topic: "t", payload: new Uint8Array(), code: "c", reason: "r", receivedAt: NOW + 7000 };
    await journal.settleEvents([{ node: "in", positions: [1] }]);
    await journal.exhaust("in", 2, entry);
    await journal.closeDeliveries("in", NOW + 8000);
    await journal.closeDeliveries("in", NOW + 9000);
    const records = recorded(line).slice(4);
    assert.deepEqual(
      records.map(({ kind, at, body }) => ({ kind, at, body })),
      [
        { kind: "delivery-exhausted", at: NOW + 7000, body: { node: "in", event: events[1]?.id } },
        {
          kind: "delivery-closed",
          at: NOW + 8000,
          body: { node: "in", count: 2, events: [events[2]?.id, events[3]?.id] },
        },
      ],
    );
  });

  it("that the configuration is another, by what only this gateway can compute", async () => {
    const { line, journal } = opened();
    const flows = { part: "flows", digest: "one" };
    await journal.configure([flows, { part: "register r", digest: "r" }], NOW);
    await journal.configure([flows], NOW + 1000);
    line.restart();
    await new WorkerJournal(line).configure([flows], NOW + 2000);
    await new WorkerJournal(line).configure([{ ...flows, digest: "two" }], NOW + 3000);
    const records = recorded(line);
    assert.deepEqual(
      records.map(({ site, kind, ref, at }) => `${site} ${kind} ${ref} ${at - NOW}`),
      [
        "gateway configuration flows 0",
        "gateway configuration register_r 0",
        "gateway configuration flows 3000",
      ],
    );
    assert.equal(records[0]?.body.before, null);
    assert.equal(records[2]?.body.before, records[0]?.body.now);
    const other = opened();
    await other.journal.configure([flows], NOW);
    assert.notEqual(recorded(other.line)[0]?.body.now, records[0]?.body.now);
  });

  it("what names a site that cannot be one in the gateway's own chain", async () => {
    const { line, journal } = opened();
    await journal.raise(incidentRequest({ event: { ...event, site: "no such\nsite" } }));
    assert.deepEqual(kinds(line), ["gateway incident"]);
  });
});

describe("the ledger", () => {
  it("holds no body twice that another table holds", async () => {
    const { line, journal } = opened();
    await journal.append(eventAt("MUM01", 1));
    await journal.enqueue([noticeOf()]);
    assert.deepEqual(
      line.db
        .prepare("SELECT kind, body, source FROM ledger")
        .all()
        .map((row) => ({ ...row })),
      [
        { kind: "event", body: null, source: 1 },
        { kind: "notice", body: null, source: 1 },
      ],
    );
  });

  it("is written in the commit of what it records, or not at all", async () => {
    const { line, journal } = opened();
    await journal.append(eventAt("MUM01", 1));
    line.db.exec("CREATE TRIGGER fault BEFORE INSERT ON ledger BEGIN SELECT raise(ABORT, 'no'); END");
    await assert.rejects(journal.append(eventAt("MUM01", 2)));
    await assert.rejects(journal.enqueue([noticeOf()]));
    line.db.exec("DROP TRIGGER fault");
    assert.deepEqual(
      ["event", "notice", "ledger"].map((table) =>
        Number(line.db.prepare(`SELECT count(*) AS found FROM ${table}`).get()?.found),
      ),
      [1, 0, 1],
    );
    await journal.append(eventAt("MUM01", 2));
    await journal.sign(NOW, true);
    assert.deepEqual(verdictOf(bytesOf(exported(line.file))).faults, []);
  });

  it("goes on where it was after any restart", async () => {
    const line = await aLedger();
    for (let round = 1; round <= 5; round += 1) {
      line.restart();
      const journal = new WorkerJournal(line);
      await journal.append(eventAt("MUM01", 100 + round));
      if (round % 2 === 0) await journal.sign(NOW + round * 100_000, true);
    }
    await new WorkerJournal(line).sign(NOW + 1_000_000, true);
    const verdict = verdictOf(bytesOf(exported(line.file)));
    assert.deepEqual(verdict.faults, []);
    assert.deepEqual(
      verdict.chains.map(({ site, last, signed }) => [site, last, signed?.n]),
      [
        ["DEL02", 12, 12],
        ["MUM01", 18, 18],
        ["gateway", 1, 1],
      ],
    );
  });

  it("goes on behind more records than are read again at a start", async () => {
    const { line, journal } = opened();
    line.db.exec("PRAGMA synchronous = OFF");
    for (let seq = 1; seq <= 4200; seq += 1) await journal.append(eventOf({ seq, unit: "MUM01-U07" }));
    line.restart();
    await new WorkerJournal(line).append(eventOf({ seq: 4201 }));
    await new WorkerJournal(line).sign(NOW, true);
    const verdict = verdictOf(bytesOf(exported(line.file)));
    assert.deepEqual(verdict.faults, []);
    assert.equal(verdict.chains[0]?.last, 4201);
  }).timeout(20_000);
});

describe("a chain is signed", () => {
  it("as soon as it begins, then from time to time while there is something new", async () => {
    const { journal } = opened();
    const signed = async (at: number) => (await journal.sign(at, false))?.checkpoints.map(({ n }) => n) ?? [];
    assert.deepEqual(await signed(NOW), []);
    await journal.append(eventAt("MUM01", 1));
    assert.deepEqual(await signed(NOW), [1]);
    await journal.append(eventAt("MUM01", 2));
    assert.deepEqual(await signed(NOW + SIGNED_EVERY_MS - 1), []);
    assert.deepEqual(await signed(NOW + SIGNED_EVERY_MS), [2]);
    assert.deepEqual(await signed(NOW + 10 * SIGNED_EVERY_MS), []);
  });

  it("sooner after many records", async () => {
    const { line, journal } = opened();
    await journal.append(eventAt("MUM01", 1));
    await journal.sign(NOW, false);
    line.db.exec(`UPDATE ledger_chain SET n = n + ${SIGNED_EVERY_RECORDS}`);
    line.restart();
    assert.notEqual(await new WorkerJournal(line).sign(NOW + 1, false), null);
  });

  it("although the clock was set back", async () => {
    const { journal } = opened();
    await journal.append(eventAt("MUM01", 1));
    await journal.sign(NOW, false);
    await journal.append(eventAt("MUM01", 2));
    assert.notEqual(await journal.sign(NOW - 365 * 86_400_000, false), null);
  });

  it("some at a time, where there are many", async () => {
    const { journal } = opened();
    for (let site = 10; site < 70; site += 1) await journal.append(eventAt(`SITE${site}`, 1));
    const first = await journal.sign(NOW, false);
    const second = await journal.sign(NOW, false);
    assert.deepEqual(
      [first, second].map((signed) => [signed?.checkpoints.length, signed?.more]),
      [
        [50, true],
        [10, false],
      ],
    );
  });
});

describe("the gateway's key", () => {
  const KEY = "ledger-key.pem";

  it("is made with the first signature, for its owner's eyes, its public half beside it", async () => {
    const { line, journal } = opened();
    await journal.append(eventAt("MUM01", 1));
    assert.ok(!existsSync(join(line.folder, KEY)));
    const signed = await journal.sign(NOW, true);
    assert.equal(statSync(join(line.folder, KEY)).mode & 0o777, 0o600);
    const publicKey = createPublicKey(readFileSync(join(line.folder, "ledger-public.pem")));
    assert.deepEqual(ledgerKeyOf(publicKey), signed?.key);
  });

  it("is never written over", async () => {
    const { line, journal } = opened();
    await journal.append(eventAt("MUM01", 1));
    await journal.sign(NOW, true);
    const key = readFileSync(join(line.folder, KEY), "utf8");
    line.restart();
    await new WorkerJournal(line).append(eventAt("MUM01", 2));
    await new WorkerJournal(line).sign(NOW, true);
    assert.equal(readFileSync(join(line.folder, KEY), "utf8"), key);
  });

  for (const [what, text] of [
    ["empty", ""],
    ["no key", "not a key"],
  ] as const) {
    it(`that is ${what} is left alone, the ledger goes on, and a sentence says what to do`, async () => {
      const { line, journal } = opened();
      await journal.append(eventAt("MUM01", 1));
      writeFileSync(join(line.folder, KEY), text);
      await assert.rejects(journal.sign(NOW, true), /ledger-key\.pem .*cannot be used.*backup/);
      assert.equal(readFileSync(join(line.folder, KEY), "utf8"), text);
      await journal.append(eventAt("MUM01", 2));
      rmSync(join(line.folder, KEY));
      assert.equal((await journal.sign(NOW, true))?.checkpoints[0]?.n, 2);
    });
  }

  it("that is lost is followed by another, and the export holds both", async () => {
    const { line, journal } = opened();
    await journal.append(eventAt("MUM01", 1));
    await journal.sign(NOW, true);
    rmSync(join(line.folder, KEY));
    line.restart();
    await new WorkerJournal(line).append(eventAt("MUM01", 2));
    await new WorkerJournal(line).sign(NOW, true);
    const verdict = verdictOf(bytesOf(exported(line.file)));
    assert.deepEqual(verdict.faults, []);
    assert.equal(verdict.keys.length, 2);
  });
});
