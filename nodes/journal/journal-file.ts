import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { type RetentionPolicy, setAsideCut } from "../domain/keeping.ts";
import { emptyLog, inTransaction, moveLog, openDatabase, openMemory, tidy } from "./database.ts";
import { faultOf, isUnreadable, type StoreFault } from "./fault.ts";
import { lockFor } from "./lock.ts";
import { LogGauge } from "./log-gauge.ts";
import type { Answer, Call, WorkerData } from "./protocol.ts";
import { Records } from "./records.ts";
import { Identity, rescue } from "./rescue.ts";
import { dropSetAside, lastSetAside, type SetAside, setAside } from "./set-aside.ts";

interface Opened {
  readonly db: DatabaseSync;
  readonly records: Records;
}

/** What is to be done after a pass of retention. */
interface Retained {
  readonly policy: RetentionPolicy;
  readonly tidy: boolean;
  /** Somebody else was reading then. */
  tried: boolean;
}

/**
 * The journal's file, opened when it is first needed and again after a failure. One at a time in all processes. A
 * damaged one is set aside for a new one; one that somebody removed is brought back from what is still open.
 */
export class JournalFile {
  /** Null: in memory. */
  readonly #file: string | null;
  readonly #busyTimeoutMs: number;
  /** Called each time the file was opened, with the journal that was set aside last. */
  readonly #onOpened: (aside: SetAside | null) => void;
  #lock: DatabaseSync | null = null;
  #lockIdentity: Identity | null = null;
  #db: DatabaseSync | null = null;
  #identity: Identity | null = null;
  #records: Records | null = null;
  readonly #log = new LogGauge();
  /** Of which not all has been done yet. */
  #retained: Retained | null = null;
  #failure: string | null = null;
  /** True where it was found damaged and has not been looked through since. */
  #suspect = false;

  constructor({ file, busyTimeoutMs }: WorkerData, onOpened: (aside: SetAside | null) => void = () => {}) {
    this.#file = file;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#onOpened = onOpened;
  }

  /** Why the last group could not be committed at all; null where it could. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Carries the calls out in one transaction; one that fails by itself does not take the others with it. */
  commit(calls: readonly Call[]): Answer[] {
    this.#failure = null;
    try {
      return this.#mended(() => this.#carryOut(calls));
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.reach === "call" && calls.length > 1) return this.#oneByOne(calls);
      if (fault.reach !== "call") this.#failure = fault.message;
      return calls.map(({ n }) => ({ n, failed: fault.message }));
    }
  }

  #oneByOne(calls: readonly Call[]): Answer[] {
    return calls.flatMap((call) =>
      this.#failure === null ? this.commit([call]) : [{ n: call.n, failed: this.#failure }],
    );
  }

  /**
   * To be called between two groups: keeps the log from growing without end, and what was erased from staying in it.
   * @param busy true where the next group waits already
   */
  rest(busy: boolean): void {
    if (this.#db === null) return;
    const retained = busy ? null : this.#retained;
    if (retained?.tried !== false && !this.#log.shouldMove(busy)) return;
    this.#log.moved();
    try {
      if (retained === null) moveLog(this.#db);
      else this.#endRetention(this.#db, retained);
    } catch {
      // Nothing is lost: it is all in the log. The next commit meets what is wrong with the disk, and says so.
    }
  }

  close(): void {
    try {
      this.#keepInPlace();
    } catch {
      // There is no place for it, and nobody left to tell.
    }
    this.#closeDatabase();
    this.#unlock();
  }

  /**
   * What a damaged journal fails at is tried once more on what the disk says now, which may be sound where the
   * memory was not, and then on a new journal.
   */
  #mended<T>(work: () => T): T {
    for (let damages = 1; ; damages += 1) {
      try {
        return work();
      } catch (thrown) {
        const fault = faultOf(thrown);
        this.#forget(fault);
        if (fault.reach !== "damaged" || this.#file === null || damages > 2) throw fault;
        this.#suspect = true;
        if (damages === 2) setAside(this.#file);
      }
    }
  }

  #carryOut(calls: readonly Call[]): Answer[] {
    const { db, records } = this.#opened();
    const outputs = inTransaction(db, () => records.carryOut(calls));
    this.#log.committed(calls.length);
    for (const [index, call] of calls.entries()) {
      if (call.op !== "retain" || outputs[index] !== null) continue;
      const { policy, step } = call.input;
      this.#retained = { policy, tidy: step.phase === "rest" && step.tidy, tried: false };
    }
    return calls.map(({ n }, index) => ({ n, output: outputs[index] }));
  }

  /** Also journals that are not in use any more hold what is too old: nobody can erase a part of them. */
  #endRetention(db: DatabaseSync, retained: Retained): void {
    const { policy, tried } = retained;
    retained.tried = true;
    if (retained.tidy && !tried) tidy(db);
    if (emptyLog(db)) this.#retained = null;
    const before = setAsideCut(policy);
    if (this.#file !== null && before !== null) dropSetAside(this.#file, before);
  }

  #opened(): Opened {
    this.#keepInPlace();
    const db = this.#db ?? this.#open();
    this.#records ??= new Records(db, this.#file === null ? null : dirname(this.#file));
    return { db, records: this.#records };
  }

  #open(): DatabaseSync {
    if (this.#file === null) {
      this.#db = openMemory();
      return this.#db;
    }
    if (this.#lock === null) {
      this.#lock = lockFor(this.#file, this.#busyTimeoutMs);
      this.#lockIdentity = new Identity(`${this.#file}-lock`);
    }
    this.#db = openDatabase(this.#file, this.#busyTimeoutMs, this.#suspect);
    this.#log.moved();
    this.#suspect = false;
    this.#identity = new Identity(this.#file);
    this.#onOpened(lastSetAside(this.#file));
    return this.#db;
  }

  /** A file without a name ends with its connection: what it holds gets one again. */
  #keepInPlace(): void {
    if (this.#file === null) return;
    const lock = this.#lockIdentity?.whereabouts() ?? "there";
    const journal = this.#identity?.whereabouts() ?? "there";
    if (journal !== "there" && this.#db !== null) {
      try {
        rescue(this.#db, this.#file, journal);
      } catch (thrown) {
        // A full disk may pass, and the connection holds on until then. What cannot be read is lost already.
        if (!isUnreadable(thrown)) throw faultOf(thrown);
      }
      this.#closeDatabase();
    }
    // Another process could have taken a new one.
    if (lock !== "there") {
      this.#closeDatabase();
      this.#unlock();
    }
  }

  /** What was remembered of a transaction that was undone is wrong now. */
  #forget(fault: StoreFault): void {
    this.#records = null;
    const held = (this.#identity?.whereabouts() ?? "there") === "there";
    if (fault.reach !== "call" && held) this.#closeDatabase();
  }

  #closeDatabase(): void {
    this.#records = null;
    this.#identity = null;
    try {
      this.#db?.close();
    } catch {
      // A database that failed may fail to close; the file's state is settled when it is next opened.
    }
    this.#db = null;
  }

  #unlock(): void {
    this.#lock?.close();
    this.#lock = null;
    this.#lockIdentity = null;
  }
}
