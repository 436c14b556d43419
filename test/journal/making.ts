import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { LANE, type Notice, noticeKey, type Recipient, type Subject } from "../../nodes/domain/notice.ts";
import { inTransaction } from "../../nodes/journal/database.ts";
import type { IncidentRequest } from "../../nodes/journal/journal.ts";
import type { Call, Input, Operation, Output } from "../../nodes/journal/protocol.ts";
import { Records } from "../../nodes/journal/records.ts";
import { MIGRATIONS } from "../../nodes/journal/schema.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import type { Line } from "../../nodes/journal/worker-line.ts";

/** When everything in these tests happens, milliseconds since 1970. */
export const NOW = Date.UTC(2026, 10, 22, 4, 45);

const folders: string[] = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Path of a journal in a folder of its own that is removed when the process ends. */
export function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-journal-"));
  folders.push(folder);
  return join(folder, "smart-lockers", "journal.sqlite");
}

/** A line without a worker, to a journal in memory: answers in the same tick. */
export class DirectLine implements Line {
  readonly db = new DatabaseSync(":memory:");
  #records: Records;
  #commits = 0;
  /** Calls of these operations fail until it is emptied. */
  readonly broken = new Set<Operation>();

  constructor() {
    for (const step of MIGRATIONS) this.db.exec(step);
    this.#records = new Records(this.db, null);
  }

  get commits(): number {
    return this.#commits;
  }

  /**
   * What a restart does: everything remembered is read anew.
   * @param life another number for a process that ended uncleanly and was started again
   */
  restart(life?: number): void {
    this.#records = new Records(this.db, null, life);
  }

  ask<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    if (this.broken.has(op)) return Promise.reject(new Error(`${op} is made to fail`));
    this.#commits += 1;
    // Copied, as it would be on its way to a worker.
    const call = { n: this.#commits, op, input: structuredClone(input) } as Call;
    const [output] = inTransaction(this.db, () => this.#records.carryOut([call]));
    return Promise.resolve(output as Output<O>);
  }

  onSetAside(): () => void {
    return () => {};
  }

  close(): Promise<void> {
    this.db.close();
    return Promise.resolve();
  }
}

/** A journal in memory, and the line to look behind it. */
export function directJournal(): { journal: WorkerJournal; line: DirectLine } {
  const line = new DirectLine();
  return { journal: new WorkerJournal(line), line };
}

export function eventOf(over: Partial<LockerEvent> & { readonly content?: string } = {}): LockerEvent {
  const { content = "a", ...fields } = over;
  const unit = fields.unit ?? "MUM01-U07";
  const seq = fields.seq === undefined ? 1 : fields.seq;
  return {
    id: `${unit}-${seq ?? fields.type}-${content.padStart(12, "0")}`,
    site: "MUM01",
    unit,
    locker: "MUM01-0001",
    type: "opened",
    at: NOW,
    receivedAt: NOW,
    occurred: { earliest: NOW, latest: NOW },
    late: false,
    clock: "sntp",
    marks: [],
    boot: 17,
    seq,
    uptime: 123_456,
    door: "open",
    tamper: false,
    data: {},
    ...fields,
  };
}

export function noticeOf(over: Partial<Notice> = {}): Notice {
  const subject: Subject = over.subject ?? { kind: "event", id: "MUM01-U07-1-00000000000a" };
  const recipient: Recipient = over.recipient ?? { kind: "hirer", id: "H1" };
  return {
    key: noticeKey(subject, over.node ?? "node", recipient, over.channel ?? "sms"),
    subject,
    node: "node",
    route: "sms:account:register",
    recipient,
    channel: "sms",
    lane: LANE.hirer,
    class: "opened",
    severity: "notice",
    site: "MUM01",
    locker: "MUM01-0001",
    drill: false,
    template: { text: "Locker {{locker}} was opened." },
    values: { locker: "0001" },
    createdAt: NOW,
    overdueAt: NOW + 86_400_000,
    ...over,
  };
}

export function incidentRequest(over: Partial<IncidentRequest> = {}): IncidentRequest {
  return {
    event: { id: "MUM01-U07-1-00000000000a", site: "MUM01", unit: "MUM01-U07", locker: "MUM01-0001" },
    cause: "forced",
    priority: 1,
    summary: "Forced open.",
    at: NOW,
    now: over.at ?? NOW,
    node: "sos",
    alarmAgainAfter: 600_000,
    access: null,
    ...over,
  };
}
