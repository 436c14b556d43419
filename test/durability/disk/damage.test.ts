import assert from "node:assert/strict";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SetAside } from "../../../nodes/journal/set-aside.ts";
import { openJournal } from "../../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../../nodes/runtime/clock.ts";
import { eventOf, journalFile } from "../../journal/making.ts";

const EVENTS = 300;
const open = (file: string) => openJournal({ file, clock: systemClock, busyTimeoutMs: 50 });

/** A journal with events in it, closed as it should be. */
async function written(): Promise<string> {
  const file = journalFile();
  const journal = open(file);
  await Promise.all(Array.from({ length: EVENTS }, (_, n) => journal.append(eventOf({ seq: n + 1 }))));
  await journal.close();
  return file;
}

/** The same as a power cut leaves it: what was committed is in the log. */
async function unclosed(): Promise<string> {
  const file = journalFile();
  const journal = open(file);
  await Promise.all(Array.from({ length: EVENTS }, (_, n) => journal.append(eventOf({ seq: n + 1 }))));
  const copy = journalFile();
  mkdirSync(dirname(copy), { recursive: true });
  for (const beside of ["", "-wal"]) copyFileSync(`${file}${beside}`, `${copy}${beside}`);
  await journal.close();
  return copy;
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, bytes, 0, bytes.length, at);
  closeSync(descriptor);
}

function removeAll(file: string): void {
  for (const beside of ["", "-wal", "-shm"]) rmSync(`${file}${beside}`);
}

/** Spoils the middle of every page but the first. */
function spoilPages(file: string): void {
  for (let at = 4096; at < statSync(file).size; at += 4096)
    overwrite(file, at, new Uint8Array(64).fill(0xa5));
}

const QUARANTINED = {
  ...{ topic: "a page of its own", code: "not-json", reason: "", receivedAt: 0 },
  payload: new Uint8Array(),
};

/** Where in the file a page begins that nothing reads but what writes to the quarantine. */
async function pageOfItsOwn(file: string): Promise<number> {
  const journal = open(file);
  await journal.quarantine(QUARANTINED);
  await journal.close();
  const at = readFileSync(file).indexOf(QUARANTINED.topic);
  return at - (at % 4096);
}

const asides = (file: string) =>
  readdirSync(dirname(file)).filter((name) => /\.(damaged|replaced)-/.test(name));

const DAMAGES: readonly (readonly [what: string, make: (file: string) => void])[] = [
  ["not SQLite at all", (file) => writeFileSync(file, "x".repeat(8192))],
  ["a header half written", (file) => truncateSync(file, 50)],
  ["a header of zeros", (file) => overwrite(file, 0, new Uint8Array(100))],
  ["a header that names another program", (file) => overwrite(file, 68, new Uint8Array([1, 2, 3, 4]))],
  ["a header with a version of no sense", (file) => overwrite(file, 60, new Uint8Array([0x7f, 0, 0, 1]))],
  ["a header with an older version", (file) => overwrite(file, 60, new Uint8Array([0, 0, 0, 0]))],
  ["names that were spoiled", (file) => overwrite(file, 100, new Uint8Array(3996).fill(0x5a))],
  ["cut off in the middle", (file) => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)],
  ["pages that were spoiled", spoilPages],
];

describe("a damaged journal", () => {
  for (const [what, make] of DAMAGES) {
    it(`${what}: set aside byte for byte, said so, and a new one takes over at once`, async () => {
      const file = await written();
      make(file);
      const before = readFileSync(file);
      const journal = open(file);
      const told: SetAside[] = [];
      journal.onSetAside((aside) => told.push(aside));
      const appended = await journal.append(eventOf({ seq: EVENTS + 2 }));
      // Nothing is known of the unit any more: what came before this event is not taken to be missing.
      assert.deepEqual([appended.result, appended.gap, appended.event.marks], ["stored", null, []]);
      const [aside = "", ...more] = asides(file);
      assert.deepEqual(more, []);
      assert.match(aside, /^journal\.sqlite\.damaged-\d{8}T\d{6}Z$/);
      assert.deepEqual(readFileSync(join(dirname(file), aside)), before);
      assert.deepEqual(
        told.map(({ name, why }) => [name, why]),
        [[aside, "damaged"]],
      );
      await journal.close();
    });
  }

  it("found while it is in use: what was asked is carried out on the new one, without a failure in between", async () => {
    const file = await written();
    const at = await pageOfItsOwn(file);
    const journal = open(file);
    await journal.unitState("U");
    overwrite(file, at, new Uint8Array(8).fill(0xa5));
    await journal.quarantine(QUARANTINED);
    assert.equal(asides(file).length, 1);
    assert.equal((await journal.append(eventOf({ seq: 5 }))).result, "stored");
    await journal.close();
  });

  it("a log whose journal is missing is kept, too", async () => {
    const file = await unclosed();
    rmSync(file);
    const log = readFileSync(`${file}-wal`);
    const journal = open(file);
    assert.equal((await journal.append(eventOf({ seq: 1 }))).result, "stored");
    const [aside = ""] = asides(file);
    assert.match(aside, /\.damaged-.*-wal$/);
    assert.deepEqual(readFileSync(join(dirname(file), aside)), log);
    await journal.close();
  });

  it("not closed when it was last used: it is looked through before it is used again", async () => {
    const file = await written();
    overwrite(file, await pageOfItsOwn(file), new Uint8Array(8).fill(0xa5));
    const closed = open(file);
    await closed.unitState("MUM01-U07");
    await closed.close();
    assert.equal(asides(file).length, 0);
    writeFileSync(`${file}-wal`, "what a power cut leaves");
    const journal = open(file);
    await journal.unitState("MUM01-U07");
    assert.ok(asides(file).length > 0);
    await journal.close();
  });

  it("twice: each has a name of its own, and the last one is told of", async () => {
    const file = await written();
    for (const times of [1, 2]) {
      writeFileSync(file, "x".repeat(8192));
      const journal = open(file);
      const told = new Promise<SetAside>((resolve) => journal.onSetAside(resolve));
      await journal.append(eventOf());
      assert.equal(asides(file).length, times);
      assert.ok(asides(file).includes((await told).name));
      await journal.close();
    }
  });

  it("is told of again by the next process, so that the news of it outlives a power cut", async () => {
    const file = await written();
    writeFileSync(file, "x".repeat(8192));
    const first = open(file);
    await first.append(eventOf());
    await first.close();
    const second = open(file);
    const told = new Promise<SetAside>((resolve) => second.onSetAside(resolve));
    await second.append(eventOf());
    assert.equal((await told).why, "damaged");
    await second.close();
  });
});

describe("a journal whose files somebody takes away while it is in use", () => {
  const TAKEN: readonly (readonly [what: string, take: (file: string) => void])[] = [
    ["the file", (file) => rmSync(file)],
    ["its log", (file) => rmSync(`${file}-wal`)],
    ["file and log", removeAll],
    ["the whole folder", (file) => rmSync(dirname(file), { recursive: true })],
  ];
  for (const [what, take] of TAKEN) {
    it(`${what}: is brought back with all that was in it`, async () => {
      const file = journalFile();
      const journal = open(file);
      for (let seq = 1; seq <= 3; seq += 1) await journal.append(eventOf({ seq }));
      take(file);
      assert.deepEqual((await journal.append(eventOf({ seq: 4 }))).event.marks, []);
      assert.equal((await journal.append(eventOf({ seq: 2 }))).result, "duplicate");
      await journal.close();
      assert.deepEqual(readdirSync(dirname(file)).sort(), ["journal.sqlite", "journal.sqlite-lock"]);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const again = open(file);
      assert.equal((await again.unitState("MUM01-U07"))?.lastSeq, 4);
      await again.close();
    });
  }

  it("and closes then: is brought back before", async () => {
    const file = journalFile();
    const journal = open(file);
    await journal.append(eventOf({ seq: 1 }));
    rmSync(file);
    await journal.close();
    const again = open(file);
    assert.equal((await again.unitState("MUM01-U07"))?.lastSeq, 1);
    await again.close();
  });

  it("another file in its place: that one is used, and what was open is kept beside it", async () => {
    const backup = await written();
    const file = journalFile();
    const journal = open(file);
    await journal.append(eventOf({ unit: "MUM01-U08", seq: 1 }));
    const told = new Promise<SetAside>((resolve) => journal.onSetAside(resolve));
    rmSync(file);
    copyFileSync(backup, file);
    assert.equal((await journal.unitState("MUM01-U07"))?.lastSeq, EVENTS);
    assert.equal(await journal.unitState("MUM01-U08"), null);
    const { name, why } = await told;
    assert.equal(why, "replaced");
    const kept = new DatabaseSync(join(dirname(file), name), { readOnly: true });
    assert.equal(kept.prepare("SELECT count(*) AS events FROM event").get()?.events, 1);
    kept.close();
    await journal.close();
  });

  it("only its lock: another process still cannot use it", async () => {
    const file = journalFile();
    const journal = open(file);
    await journal.append(eventOf({ seq: 1 }));
    rmSync(`${file}-lock`);
    await journal.append(eventOf({ seq: 2 }));
    assert.ok(existsSync(`${file}-lock`));
    const other = open(file);
    await assert.rejects(other.unitState("U"), /Another process uses the journal/);
    await Promise.all([journal.close(), other.close()]);
  });
});
