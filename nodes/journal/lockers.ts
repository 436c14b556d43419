import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SightedLockers } from "../domain/health.ts";
import { integer, integerOrNull, type Row, text, textOrNull } from "./columns.ts";
import type { Stretch } from "./event-log.ts";
import type { LockerState } from "./journal.ts";
import { Lru } from "./lru.ts";
import type { EventRow } from "./protocol.ts";

/** Lockers whose state is kept in memory, some 200 bytes each; a state that fell out is read again. */
const IN_MEMORY = 2 ** 17;

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
 * sealed segment say it again.
 */
export class Lockers {
  readonly #known = new Lru<string, Known>(IN_MEMORY);
  readonly #unsealed = new Map<string, Known>();
  readonly #read: StatementSync;
  readonly #save: StatementSync;
  /** Lockers that have news; null where nobody wants to know. */
  #news: Set<string> | null = null;

  /** @param filling the segment of events that is not sealed yet */
  constructor(db: DatabaseSync, filling: Stretch) {
    this.#read = db.prepare(
      "SELECT locker, unit, door, tamper, seq, status_seq, at FROM locker WHERE locker = ?",
    );
    this.#save = db.prepare(
      "INSERT OR REPLACE INTO locker (locker, unit, door, tamper, seq, status_seq, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    const events = db.prepare(`
      SELECT body ->> '$.locker' AS locker, unit, type, seq, received_at, body ->> '$.marks' AS marks FROM event
      WHERE position >= ? AND type IN (${SAYING})
        AND iif(json_valid(body), json_type(body, '$.marks') = 'array' AND json_type(body, '$.locker') = 'text', 0)
      ORDER BY position
    `);
    for (const row of events.iterate(filling.first)) {
      this.told(
        {
          locker: textOrNull(row, "locker"),
          unit: text(row, "unit"),
          type: text(row, "type"),
          seq: integerOrNull(row, "seq"),
          receivedAt: integer(row, "received_at"),
        },
        JSON.parse(text(row, "marks")),
      );
    }
  }

  /** @param news collects the lockers that have any from now on; null: nobody wants to know any more */
  watch(news: Set<string> | null): void {
    this.#news = news;
  }

  state(locker: string): LockerState | null {
    const known = this.#find(locker);
    return known && stateOf(known);
  }

  /** An event was stored. What is older than what is known changes nothing. */
  told({ locker, unit, type, seq, receivedAt }: Told, marks: readonly string[]): void {
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
    // In the order of lockers, so that each page of the table is written once for many events.
    const unsealed = [...this.#unsealed.values()].sort((a, b) => (a.locker < b.locker ? -1 : 1));
    for (const known of unsealed) this.#write(known);
    this.#unsealed.clear();
  }

  #advanced(known: Known, at: number): void {
    known.at = Math.max(known.at, at);
    this.#unsealed.set(known.locker, known);
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
    const known = this.#known.get(locker);
    if (known) return known;
    const unsealed = this.#unsealed.get(locker);
    const row = unsealed === undefined ? this.#read.get(locker) : undefined;
    const found = unsealed ?? (row && knownOf(row));
    if (found === undefined) return null;
    this.#known.set(locker, found);
    return found;
  }

  #write({ locker, unit, door, tamper, seq, statusSeq, at }: Known): void {
    this.#save.run(locker, unit, door, tamper === null ? null : Number(tamper), seq, statusSeq, at);
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
