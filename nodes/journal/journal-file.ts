import type { DatabaseSync } from "node:sqlite";
import { inTransaction, openDatabase } from "./database.ts";
import { faultOf, type StoreFault } from "./fault.ts";
import { lockFor } from "./lock.ts";
import type { Answer, Call, WorkerData } from "./protocol.ts";
import { Records } from "./records.ts";

/**
 * The journal's file, opened when it is first needed and again after a failure that can pass. One at a time in
 * all processes.
 */
export class JournalFile {
  readonly #file: string;
  readonly #busyTimeoutMs: number;
  #lock: DatabaseSync | null = null;
  #db: DatabaseSync | null = null;
  #records: Records | null = null;
  #lasting: StoreFault | null = null;

  constructor({ file, busyTimeoutMs }: WorkerData) {
    this.#file = file;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** Carries the calls out in one transaction; one that fails by itself does not take the others with it. */
  commit(calls: readonly Call[]): Answer[] {
    try {
      const { db, records } = this.#opened();
      return inTransaction(db, () => calls.map((call) => ({ n: call.n, output: records.carryOut(call) })));
    } catch (thrown) {
      const fault = faultOf(thrown);
      this.#forget(fault);
      if (fault.reach === "call" && calls.length > 1) return calls.flatMap((call) => this.commit([call]));
      return calls.map(({ n }) => ({ n, failed: fault.message }));
    }
  }

  close(): void {
    this.#closeDatabase();
    this.#lock?.close();
    this.#lock = null;
  }

  #opened(): { db: DatabaseSync; records: Records } {
    if (this.#lasting) throw this.#lasting;
    this.#lock ??= lockFor(this.#file, this.#busyTimeoutMs);
    this.#db ??= openDatabase(this.#file, this.#busyTimeoutMs);
    this.#records ??= new Records(this.#db);
    return { db: this.#db, records: this.#records };
  }

  /** What was remembered of a transaction that was undone is wrong now. */
  #forget(fault: StoreFault): void {
    this.#records = null;
    if (fault.reach === "call") return;
    this.#closeDatabase();
    if (fault.reach === "lasting") this.#lasting = fault;
  }

  #closeDatabase(): void {
    this.#records = null;
    try {
      this.#db?.close();
    } catch {
      // A database that failed may fail to close; the file's state is settled when it is next opened.
    }
    this.#db = null;
  }
}
