import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { LANE } from "../../nodes/domain/notice.ts";
import type { OutboxItem, Wanted } from "../../nodes/journal/journal.ts";
import { type EventRow, WITHOUT_BODY } from "../../nodes/journal/protocol.ts";
import { openJournal, WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { WorkerLine } from "../../nodes/journal/worker-line.ts";
import { startWorker } from "../../nodes/journal/worker-start.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { until } from "../until.ts";
import { eventOf, journalFile, NOW, noticeOf } from "./making.ts";
import { quiet } from "./sending.ts";

/** Short, so that a lock of somebody else is soon reported. */
const busyTimeoutMs = 50;

const open = (file: string) => openJournal({ file, clock: systemClock, busyTimeoutMs });

const unavailable = (sentence: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Error && "code" in error);
  assert.equal(error.code, "journal-unavailable");
  assert.match(error.message, sentence);
  return true;
};

describe("the journal's worker", () => {
  it("commits whatever queued during the last commit together", async () => {
    const journal = open(journalFile());
    let seq = 0;
    const writer = async () => {
      while (seq < 1000) {
        seq += 1;
        await journal.append(eventOf({ seq }));
      }
    };
    await Promise.all(Array.from({ length: 100 }, writer));
    assert.ok(journal.commits < 200, `${journal.commits} commits for 1,000 events`);
    assert.equal((await journal.unitState("MUM01-U07"))?.lastSeq, 1000);
    await journal.close();
  });

  it("answers in the order of the calls", async () => {
    const journal = open(journalFile());
    const answers = await Promise.all([
      journal.append(eventOf({ seq: 1 })),
      journal.append(eventOf({ seq: 1 })),
      journal.append(eventOf({ seq: 3 })),
      journal.unitState("MUM01-U07"),
    ]);
    assert.deepEqual(
      answers.map((answer) => (answer && "result" in answer ? answer.result : answer?.lastSeq)),
      ["stored", "duplicate", "stored", 3],
    );
    await journal.close();
  });

  it("looks for due notices in the commit that adds them", async () => {
    const journal = open(journalFile());
    await journal.outboxCounts();
    const before = journal.commits;
    const found = new Promise((resolve) => {
      journal.onEnqueue(() => {
        resolve(
          journal.due(
            [{ route: noticeOf().route, lane: 2, limit: 1, run: 1, inHand: [], early: false }],
            NOW,
          ),
        );
      });
    });
    const notice = noticeOf();
    await journal.enqueue([notice]);
    assert.deepEqual(await found, { items: [{ position: 1, notice, attempts: 0 }], next: null });
    assert.equal(journal.commits - before, 1);
    await journal.close();
  });

  it("hands out the newest notices as they were given, and reads all others from the disk", async () => {
    const file = journalFile();
    const notices = Array.from({ length: 2 * WITHOUT_BODY + 50 }, (_, n) => {
      const id = `n${n}`;
      return noticeOf({ key: id, subject: { kind: "event", id }, recipient: { kind: "hirer", id } });
    });
    const all: Wanted = {
      ...{ route: noticeOf().route, lane: LANE.hirer, limit: notices.length },
      ...{ run: 1, inHand: [], early: false },
    };
    const first = open(file);
    await first.enqueue(notices);
    const handed = await first.due([all], NOW);
    assert.deepEqual(
      handed.items.map(({ notice }) => notice),
      notices,
    );
    const same = (items: readonly OutboxItem[]) =>
      items.filter(({ notice }, index) => notice === notices[index]).length;
    const kept = same(handed.items);
    assert.ok(kept <= WITHOUT_BODY && kept > 0.9 * WITHOUT_BODY, `${kept} were kept`);
    // What was handed out may have been tried since.
    const once = notices.length - 1;
    const position = handed.items[once]?.position ?? 0;
    await first.settle([{ position, result: "retry", at: NOW, retryAt: NOW, code: "provider-transient" }]);
    const again = await first.due([all], NOW);
    assert.equal(same(again.items), 0);
    assert.deepEqual(again.items[once], { position, attempts: 1, notice: notices[once] });
    await first.close();
    const second = open(file);
    assert.deepEqual((await second.due([all], NOW)).items, again.items);
    await second.close();
  });

  it("one call that cannot be kept does not take the others of its group with it", async () => {
    const line = new WorkerLine({
      start: () => startWorker({ file: journalFile(), busyTimeoutMs }),
      clock: systemClock,
      after: Promise.resolve(),
    });
    const journal = new WorkerJournal(line);
    const broken: EventRow = JSON.parse('{"id":"MUM01-U07-2-b","unit":"MUM01-U07","seq":2,"body":"{}"}');
    const [one, bad, three] = await Promise.allSettled([
      journal.append(eventOf({ seq: 1 })),
      line.ask("append", broken),
      journal.append(eventOf({ seq: 3 })),
    ]);
    assert.deepEqual([one?.status, bad?.status, three?.status], ["fulfilled", "rejected", "fulfilled"]);
    if (bad?.status === "rejected") unavailable(/could not keep this/)(bad.reason);
    // The failed one left no trace: 2 is missing, and stored when it comes.
    assert.deepEqual((await journal.append(eventOf({ seq: 2 }))).event.marks, ["out-of-order"]);
    await journal.close();
  });

  it("gets what is asked while it is busy in one message, and goes on although it ends instead of answering", async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    // Says with each answer how many calls came in the same message; ends at the second time the gate opens.
    const code = `
      const { parentPort, workerData } = require("node:worker_threads");
      parentPort.on("message", (calls) => {
        if (calls === "close") process.exit();
        Atomics.wait(workerData, 0, 0);
        if (Atomics.load(workerData, 0) === 2) process.exit();
        Atomics.store(workerData, 0, 0);
        parentPort.postMessage(calls.map(({ n }) => ({ n, output: calls.length })));
      });
    `;
    const open = (state: number) => {
      Atomics.store(gate, 0, state);
      Atomics.notify(gate, 0);
    };
    const line = new WorkerLine({
      start: () => new Worker(code, { eval: true, workerData: gate }),
      clock: systemClock,
      after: Promise.resolve(),
    });
    const ask = () => line.ask("closeDeliveries", { node: "a", now: NOW });
    /** Asks once in each of some turns. */
    const turns = async (count: number) => {
      const answers: Promise<number>[] = [];
      for (let turn = 0; turn < count; turn += 1) {
        answers.push(ask());
        await quiet();
      }
      return { answers: Promise.allSettled(answers) };
    };
    const outcomes = async ({ answers }: Awaited<ReturnType<typeof turns>>) =>
      (await answers).map((one) => (one.status === "fulfilled" ? one.value : "rejected"));
    const first = await turns(4);
    open(1);
    await until("the second message", () => line.commits === 1);
    open(1);
    assert.deepEqual(await outcomes(first), [1, 3, 3, 3]);
    const second = await turns(3);
    open(2);
    assert.deepEqual(await outcomes(second), ["rejected", "rejected", "rejected"]);
    open(1);
    assert.equal(await ask(), 1);
    await line.close();
  });

  it("waits until whoever had the file before has closed it", async () => {
    const file = journalFile();
    const first = open(file);
    await first.append(eventOf({ seq: 1 }));
    let free = () => {};
    const after = new Promise<void>((resolve) => {
      free = resolve;
    });
    const second = openJournal({ file, clock: systemClock, after, busyTimeoutMs });
    const state = second.unitState("MUM01-U07");
    await first.close();
    free();
    assert.equal((await state)?.lastSeq, 1);
    await second.close();
  });

  it("finishes what was asked before it closes, and says so afterwards", async () => {
    const file = journalFile();
    const journal = open(file);
    const last = journal.append(eventOf({ seq: 1 }));
    const closed = journal.close();
    assert.equal((await last).result, "stored");
    await closed;
    await assert.rejects(journal.append(eventOf({ seq: 2 })), unavailable(/is closed.*deploy again/));
    assert.equal(existsSync(`${file}-wal`), false, "the log is merged into the file");
    await journal.close();
  });

  it("is not even started by a journal that nobody asks", async () => {
    const file = journalFile();
    await open(file).close();
    assert.equal(existsSync(file), false);
  });

  it("keeps its files to its owner", async () => {
    const file = journalFile();
    const journal = open(file);
    await journal.append(eventOf());
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    assert.equal(mode(dirname(file)), "700");
    for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}-lock`])
      assert.equal(mode(path), "600", path);
    await journal.close();
  });
});

describe("the journal's worker ends by itself", () => {
  /** A journal whose workers can be ended, and how often one was started. */
  function mortal() {
    const file = journalFile();
    const workers: Worker[] = [];
    const start = () => {
      const worker = startWorker({ file, busyTimeoutMs });
      workers.push(worker);
      return worker;
    };
    const journal = new WorkerJournal(
      new WorkerLine({ start, clock: systemClock, after: Promise.resolve() }),
    );
    return { journal, workers };
  }

  it("what it had not confirmed is rejected, and the next call starts it again with everything it had confirmed", async () => {
    const { journal, workers } = mortal();
    await journal.append(eventOf({ seq: 1 }));
    const calls = Array.from({ length: 500 }, (_, n) => journal.append(eventOf({ seq: n + 2 })));
    const settled = Promise.allSettled(calls);
    // The calls have crossed over when this turn is over.
    await Promise.resolve();
    await workers[0]?.terminate();
    const results = await settled;
    const rejected = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    for (const reason of rejected) {
      unavailable(/worker ended unexpectedly.*counts as not stored.*started again by itself/)(reason);
    }
    assert.ok(rejected.length > 0);
    for (const [n, result] of results.entries()) {
      const again = await journal.append(eventOf({ seq: n + 2 }));
      if (result.status === "fulfilled") assert.equal(again.result, "duplicate");
    }
    assert.equal((await journal.unitState("MUM01-U07"))?.lastSeq, 501);
    assert.equal(workers.length, 2);
    await journal.close();
  });

  it("again and again: the pause before each start grows, and the first good answer ends that", async () => {
    const clock = new TestClock();
    const file = journalFile();
    let healthy = false;
    let starts = 0;
    const start = () => {
      starts += 1;
      return healthy
        ? startWorker({ file, busyTimeoutMs })
        : new Worker('throw new Error("no memory")', { eval: true });
    };
    const journal = new WorkerJournal(new WorkerLine({ start, clock, after: Promise.resolve() }));
    const pauses = [0, 0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000];
    for (const [n, pause] of pauses.entries()) {
      const call = assert.rejects(journal.unitState("U"), unavailable(/ended unexpectedly \(no memory\)/));
      if (pause > 0) {
        await until("the pause", () => clock.pending > 0);
        clock.advance(pause - 1);
        await quiet();
        assert.equal(starts, n, `not before ${pause} ms`);
        clock.advance(1);
      }
      await call;
      assert.equal(starts, n + 1);
    }
    healthy = true;
    const answer = journal.unitState("U");
    await until("the pause", () => clock.pending > 0);
    clock.advance(10_000);
    assert.equal(await answer, null);
    await journal.close();
    assert.equal(clock.pending, 0);
  });

  it("closing does not wait for the pause", async () => {
    const clock = new TestClock();
    let starts = 0;
    const start = () => {
      starts += 1;
      return new Worker('throw new Error("no memory")', { eval: true });
    };
    const journal = new WorkerJournal(new WorkerLine({ start, clock, after: Promise.resolve() }));
    for (let n = 0; n < 2; n += 1) await assert.rejects(journal.unitState("U"));
    const waiting = assert.rejects(journal.unitState("U"), unavailable(/ended unexpectedly/));
    await until("the pause", () => clock.pending > 0);
    await journal.close();
    await waiting;
    assert.deepEqual([starts, clock.pending], [3, 0]);
  });
});

describe("a file that cannot be used", () => {
  it("locked by another program: calls fail until it lets go, then it goes on", async () => {
    const file = journalFile();
    const journal = open(file);
    await journal.append(eventOf({ seq: 1 }));
    const other = new DatabaseSync(file);
    other.exec("BEGIN EXCLUSIVE");
    const sentence = unavailable(/Another program holds the journal locked.*events stay with the broker/);
    await assert.rejects(journal.append(eventOf({ seq: 2 })), sentence);
    await assert.rejects(journal.append(eventOf({ seq: 2 })), sentence);
    other.exec("ROLLBACK");
    other.close();
    assert.deepEqual((await journal.append(eventOf({ seq: 2 }))).event.marks, []);
    await journal.close();
  });

  it("used by another process: refused until that one closes it", async () => {
    const file = journalFile();
    const [one, two] = [open(file), open(file)];
    await one.append(eventOf({ seq: 1 }));
    await assert.rejects(two.append(eventOf({ seq: 2 })), unavailable(/Another process uses the journal/));
    await one.close();
    assert.equal((await two.append(eventOf({ seq: 2 }))).result, "stored");
    await two.close();
  });

  it("can be read by other programs while it is in use", async () => {
    const file = journalFile();
    const journal = open(file);
    await journal.append(eventOf({ seq: 1 }));
    const reader = new DatabaseSync(file, { readOnly: true });
    assert.equal(reader.prepare("SELECT count(*) AS events FROM event").get()?.events, 1);
    reader.close();
    await journal.close();
  });

  const OTHERS: readonly (readonly [what: string, make: (file: string) => void, sentence: RegExp])[] = [
    [
      "another program's database",
      (file) => {
        writeFileSync(file, "");
        const other = new DatabaseSync(file);
        other.exec("CREATE TABLE theirs (x)");
        other.close();
      },
      /not made by this package/,
    ],
    [
      "of a newer version",
      (file) => {
        const db = new DatabaseSync(file);
        db.exec("PRAGMA user_version = 999");
        db.close();
      },
      /newer version of this package \(its schema is 999/,
    ],
  ];
  for (const [what, make, sentence] of OTHERS) {
    it(`${what}: refused with what to do, and left exactly as it is, until it is moved away`, async () => {
      const file = journalFile();
      const good = open(file);
      await Promise.all(Array.from({ length: 300 }, (_, n) => good.append(eventOf({ seq: n + 1 }))));
      await good.close();
      make(file);
      const before = readFileSync(file);
      const journal = open(file);
      await assert.rejects(journal.append(eventOf({ seq: 1 })), unavailable(sentence));
      await assert.rejects(journal.unitState("U"), unavailable(sentence));
      assert.deepEqual(readFileSync(file), before);
      renameSync(file, `${file}.elsewhere`);
      assert.equal((await journal.append(eventOf({ seq: 1 }))).result, "stored");
      await journal.close();
    });
  }

  it("a folder that cannot be made: calls fail until it can", async () => {
    const file = journalFile();
    mkdirSync(dirname(dirname(file)), { recursive: true });
    writeFileSync(dirname(file), "in the way");
    const journal = open(file);
    await assert.rejects(journal.unitState("U"), unavailable(/cannot be opened.*folder smart-lockers/));
    await journal.close();
  });
});
