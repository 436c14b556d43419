import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { LockerEvent } from "../domain/event.ts";
import type { SightedLockers } from "../domain/health.ts";
import { integer, integerOrNull, type Row, text, textOrNull } from "./columns.ts";
import type { Stretch } from "./event-log.ts";
import type { LockerState } from "./journal.ts";
import { Lru } from "./lru.ts";
import type { EventRow } from "./protocol.ts";

/** Lockers whose state is kept in memory, some 200 bytes each; a state that fell out is read again. */
const IN_MEMORY = 2 ** 17;

/** Positions looked through at once: Node 22.9 cannot read rows one by one. */
const READ_AT_ONCE = 1000;

/** What an event says of its locker. */
type Said = Partial<Pick<LockerState, "door" | "tamper">>;

const SAYS: ReadonlyMap<string, Said> = new Map<string, Said>([
  ["opened", { door: "open" }],
  ["forced", { door: "open" }],
  ["held-open", { door: "open" }],
  ["closed", { door: "closed" }],
  ["tamper", { tamper: true }],
  ["tamper-cleared", { tamper: false }],
]);
const SAYING = [...SAYS.keys()].map((type) => `'${type}'`).join();

type Known = { -readonly [P in keyof LockerState]: LockerState[P] } & {
  /** The last number of an event that said something of it, and the one up to which a status has said it all. */
  seq: number | null;
  statusSeq: number | null;
};

/** The event as far as it is needed here, with what the unit's sequence says of it. */
type Told = Pick<EventRow, "locker" | "unit" | "type" | "seq" | "receivedAt">;

/**
 * What is known of each locker. An event advances its locker in memory only: after a restart the events since the last
 * sealed segment say it again, when somebody first wants to know.
 */
export class Lockers {
  readonly #db: DatabaseSync;
  readonly #known = new Lru<string, Known>(IN_MEMORY);
  readonly #unsealed = new Map<string, Known>();
  readonly #read: StatementSync;
  readonly #save: StatementSync;
  /** The segment whose events were not read again yet; null where all are known. */
  #unread: Stretch | null;
  /** Lockers that have news; null where nobody wants to know. */
  #news: Set<string> | null = null;

  /** @param filling the segment of events that is not sealed yet */
  constructor(db: DatabaseSync, filling: Stretch) {
    this.#db = db;
    this.#unread = filling;
    this.#read = db.prepare(
      "SELECT locker, unit, door, tamper, seq, status_seq, at FROM locker WHERE locker = ?",
    );
    this.#save = db.prepare(
      "INSERT OR REPLACE INTO locker (locker, unit, door, tamper, seq, status_seq, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
  }

  /** @param news collects the lockers that have any from now on; null: nobody wants to know any more */
  watch(news: Set<string> | null): void {
    if (news !== null) this.#catchUp();
    this.#news = news;
  }

  state(locker: string): LockerState | null {
    this.#catchUp();
    const known = this.#find(locker);
    return known && stateOf(known);
  }

  /** An event was stored. What is older than what is known changes nothing. */
  told(event: Told, marks: readonly string[]): void {
    // It is read with the others.
    if (this.#unread === null) this.#take(event, marks);
  }

  #take({ locker, unit, type, seq, receivedAt }: Told, marks: readonly string[]): void {
    const said = SAYS.get(type);
    if (said === undefined || locker === null || marks.includes("replayed")) return;
    const known = this.#of(locker, unit);
    if (seq !== null) {
      if (known.statusSeq !== null && seq <= known.statusSeq) return;
      if (marks.includes("out-of-order") && known.seq !== null && seq <= known.seq) return;
      known.seq = seq;
    }
    if (said.door !== undefined) known.door = said.door;
    if (said.tamper !== undefined) known.tamper = said.tamper;
    this.#advanced(known, receivedAt);
  }

  /**
   * A unit has told how all its lockers are.
   * @param at milliseconds since 1970
   */
  status(unit: string, { seq, states, isFresh }: SightedLockers, at: number): void {
    this.#catchUp();
    for (const { locker, door, tamper } of states) {
      const known = this.#of(locker, unit);
      if (!isFresh && known.seq !== null && seq < known.seq) continue;
      const isAnew = known.statusSeq !== null && seq < known.statusSeq;
      const isNews = isAnew || known.door !== door || known.tamper !== tamper;
      known.statusSeq = seq;
      known.door = door;
      known.tamper = tamper;
      this.#advanced(known, at);
      // No event says it again after a restart.
      if (isNews) this.#write(known);
    }
  }

  /** Writes what the events of a full segment said. */
  seal(): void {
    this.#catchUp();
    // In the order of lockers, so that each page of the table is written once for many events.
    const unsealed = [...this.#unsealed.values()].sort((a, b) => (a.locker < b.locker ? -1 : 1));
    for (const known of unsealed) this.#write(known);
    this.#unsealed.clear();
  }

  /** Reads what the events of the segment have said of lockers. */
  #catchUp(): void {
    if (this.#unread === null) return;
    const { first, last } = this.#unread;
    this.#unread = null;
    const events = this.#db.prepare(
      `SELECT body FROM event WHERE position BETWEEN ? AND ? AND type IN (${SAYING}) ORDER BY position`,
    );
    for (let from = first; from <= last; from += READ_AT_ONCE) {
      for (const row of events.all(from, Math.min(from + READ_AT_ONCE - 1, last))) {
        const event = eventIn(text(row, "body"));
        if (event !== null) this.#take(event, event.marks);
      }
    }
  }

  #advanced(known: Known, at: number): void {
    known.at = Math.max(known.at, at);
    if (this.#unsealed.get(known.locker) !== known) this.#unsealed.set(known.locker, known);
    this.#news?.add(known.locker);
  }

  /** Another unit than before counts by its own numbers. */
  #of(locker: string, unit: string): Known {
    const found = this.#find(locker);
    if (found === null) {
      const known = { locker, unit, door: null, tamper: null, at: 0, seq: null, statusSeq: null };
      this.#known.set(locker, known);
      return known;
    }
    if (found.unit !== unit) {
      found.unit = unit;
      found.seq = null;
      found.statusSeq = null;
    }
    return found;
  }

  #find(locker: string): Known | null {
    const known = this.#unsealed.get(locker) ?? this.#known.get(locker);
    if (known) return known;
    const row = this.#read.get(locker);
    if (!row) return null;
    const found = knownOf(row);
    this.#known.set(locker, found);
    return found;
  }

  #write({ locker, unit, door, tamper, seq, statusSeq, at }: Known): void {
    this.#save.run(locker, unit, door, tamper === null ? null : Number(tamper), seq, statusSeq, at);
  }
}

/** Null where it was erased, or the disk does not give it back. */
function eventIn(body: string): LockerEvent | null {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function knownOf(row: Row): Known {
  const door = textOrNull(row, "door");
  const tamper = integerOrNull(row, "tamper");
  return {
    locker: text(row, "locker"),
    unit: text(row, "unit"),
    door: door === "open" || door === "closed" ? door : null,
    tamper: tamper === null ? null : tamper === 1,
    at: integer(row, "at"),
    seq: integerOrNull(row, "seq"),
    statusSeq: integerOrNull(row, "status_seq"),
  };
}

function stateOf({ seq: _seq, statusSeq: _statusSeq, ...state }: Known): LockerState {
  return state;
}
