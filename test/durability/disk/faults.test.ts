import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openJournal } from "../../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../../nodes/runtime/clock.ts";
import { eventOf, journalFile } from "../../journal/making.ts";
import { needs } from "../../needs.ts";
import { journalOnBadDisk } from "./bad-disk.ts";
import { failDisk } from "./failing-disk.ts";

const open = (file: string) => openJournal({ file, clock: systemClock, busyTimeoutMs: 50 });

interface Fault {
  readonly what: string;
  /** True where the journal has to be opened anew to meet it. */
  readonly closed: boolean;
  /** Returns how it is mended. */
  readonly make: (file: string) => () => void;
  readonly sentence: RegExp;
}

const FAULTS: readonly Fault[] = [
  {
    what: "locked by another program",
    closed: false,
    make(file) {
      const other = new DatabaseSync(file);
      other.exec("BEGIN EXCLUSIVE");
      return () => other.close();
    },
    sentence: /Another program holds the journal locked/,
  },
  {
    what: "a folder in the place of the file",
    closed: true,
    make(file) {
      renameSync(file, `${file}.elsewhere`);
      mkdirSync(file);
      return () => {
        rmdirSync(file);
        renameSync(`${file}.elsewhere`, file);
      };
    },
    sentence: /cannot be opened/,
  },
  ...(process.getuid?.() === 0
    ? []
    : [
        {
          what: "a folder that may not be written",
          closed: true,
          make(file: string) {
            chmodSync(dirname(file), 0o500);
            return () => chmodSync(dirname(file), 0o700);
          },
          sentence: /cannot be opened|read-only/,
        },
      ]),
];

if (needs("prlimit")) {
  describe("a disk that takes nothing more", () => {
    it("fails what is asked, without losing what was confirmed, and goes on when it is mended", async () => {
      const file = journalFile();
      const journal = open(file);
      await journal.append(eventOf({ seq: 1 }));
      const mend = failDisk(process.pid);
      try {
        for (let times = 0; times < 3; times += 1) {
          await assert.rejects(
            journal.append(eventOf({ seq: 2 })),
            /The disk failed.*events stay with the broker/,
          );
        }
      } finally {
        mend();
      }
      assert.deepEqual((await journal.append(eventOf({ seq: 2 }))).event.marks, []);
      assert.equal((await journal.append(eventOf({ seq: 1 }))).result, "duplicate");
      await journal.close();
    });
  });
}

describe("a full disk", () => {
  it("is said to be full, loses nothing of what was confirmed, and is used again when there is room", async () => {
    const { journal, make } = journalOnBadDisk();
    let seq = 0;
    const append = () => {
      seq += 1;
      return journal.append(eventOf({ seq }));
    };
    await append();
    make("full");
    const fill = async () => {
      for (;;) await append();
    };
    await assert.rejects(fill(), /The disk is full.*events stay with the broker/);
    await assert.rejects(journal.append(eventOf({ seq })), /The disk is full/);
    make("good");
    assert.equal((await journal.append(eventOf({ seq }))).result, "stored");
    for (let known = 1; known <= seq; known += 1) {
      assert.equal((await journal.append(eventOf({ seq: known }))).result, "duplicate");
    }
    await journal.close();
  });
});

describe("a journal that cannot be used for a while", () => {
  for (const { what, closed, make, sentence } of FAULTS) {
    it(`${what}: says so, and goes on by itself`, async () => {
      const file = journalFile();
      const before = open(file);
      await before.append(eventOf({ seq: 1 }));
      if (closed) await before.close();
      const mend = make(file);
      const journal = closed ? open(file) : before;
      try {
        await assert.rejects(journal.append(eventOf({ seq: 2 })), sentence);
        await assert.rejects(journal.append(eventOf({ seq: 2 })), sentence);
      } finally {
        mend();
      }
      assert.deepEqual((await journal.append(eventOf({ seq: 2 }))).event.marks, []);
      assert.equal((await journal.append(eventOf({ seq: 1 }))).result, "duplicate");
      await journal.close();
    });
  }
});
