import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { inTransaction, openDatabase } from "../../nodes/journal/database.ts";
import type { Call, Input, Operation, Output } from "../../nodes/journal/protocol.ts";
import { Records } from "../../nodes/journal/records.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import type { Line } from "../../nodes/journal/worker-line.ts";
import { eventOf, incidentRequest, NOW, noticeOf } from "../journal/making.ts";

const folders: string[] = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed when the process ends. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "smart-lockers-ledger-"));
  folders.push(made);
  return made;
}

/** A journal in a file below a user directory, without a worker: answers in the same tick. */
export class FileLine implements Line {
  readonly userDir: string;
  readonly commits = 0;
  #db: DatabaseSync;
  #records: Records;

  constructor(userDir = folder()) {
    this.userDir = userDir;
    this.#db = openDatabase(this.file, 1000, false);
    this.#records = new Records(this.#db, this.folder);
  }

  get folder(): string {
    return join(this.userDir, "smart-lockers");
  }

  get file(): string {
    return join(this.folder, "journal.sqlite");
  }

  get db(): DatabaseSync {
    return this.#db;
  }

  restart(): void {
    this.#db.close();
    this.#db = openDatabase(this.file, 1000, false);
    this.#records = new Records(this.#db, this.folder);
  }

  ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    const call = { n: 0, op, input: structuredClone(input) } as Call;
    try {
      const [output] = inTransaction(this.#db, () => this.#records.carryOut([call]));
      return Promise.resolve(output as Output<O>);
    } catch (thrown) {
      // As the journal's file does after what was undone.
      this.#records = new Records(this.#db, this.folder);
      return Promise.reject(thrown);
    }
  }

  onSetAside(): () => void {
    return () => {};
  }

  close(): Promise<void> {
    this.#db.close();
    return Promise.resolve();
  }
}

export const SITES = ["MUM01", "DEL02"] as const;

/** The event of this number at this site. */
export function eventAt(site: string, seq: number, over: Partial<LockerEvent> = {}): LockerEvent {
  const unit = `${site}-U07`;
  return eventOf({ site, unit, seq, locker: `${site}-0001`, id: `${unit}-${seq}-00000000000a`, ...over });
}

/** Some dozens of records of every kind, of two sites, signed now and then. */
export async function aLedger(line = new FileLine()): Promise<FileLine> {
  const journal = new WorkerJournal(line);
  await journal.configure([{ part: "flows", digest: "first" }], NOW);
  for (let seq = 1; seq <= 3; seq += 1) {
    for (const site of SITES) {
      const at = NOW + seq * 1000;
      const event = eventAt(site, seq, { receivedAt: at, data: { note: 'ü "quoted" \\ \n' } });
      const { position } = await journal.append(event, ["in"]);
      await journal.decide({ event, node: "window", access, at });
      const subject = { kind: "event", id: event.id } as const;
      await journal.enqueue([
        noticeOf({ subject, site, locker: event.locker, createdAt: at, key: event.id }),
      ]);
      await journal.raise(incidentRequest({ event, at, access }));
      await journal.settleEvents([{ node: "in", positions: [position] }]);
    }
    if (seq === 2) await journal.sign(NOW + 2500, true);
  }
  await journal.settle([{ position: 1, result: "accepted", at: NOW + 9000, providerId: "p-1" }]);
  await journal.sign(NOW + 10_000, true);
  return line;
}

export const access = {
  inside: false,
  code: "outside-hours",
  reason: "Opened at night.",
  localTime: "2026-11-22T02:13:00+05:30",
  timeZone: "Asia/Kolkata",
  calendarVersion: "2026+01234567",
  uncertain: false,
} as const;
