import type { DatabaseSync, StatementSync } from "node:sqlite";
import { firstOf, type Sequence } from "../domain/sequence.ts";
import { integer, integerOrNull, type Row, text, textOrNull } from "./columns.ts";
import type { Stretch } from "./event-log.ts";
import { SEEN_SAVED_EVERY_MS, type UnitSighting, type UnitState } from "./journal.ts";
import { Lru } from "./lru.ts";

/** Units whose state is kept in memory, some 250 bytes each; a state that fell out is read again. */
const IN_MEMORY = 2 ** 17;

type Known = { -readonly [P in keyof UnitState]: UnitState[P] } & {
  /** The boot that `lastSeq` was of. */
  lastBoot: number | null;
  savedAt: number | null;
};

interface Heard {
  seq: number;
  boot: number | null;
  at: number;
}

/** What is out of the ordinary about a unit's sequence. */
type Odd = Pick<Sequence, "other" | "suspect" | "highest">;

/**
 * What is known of each unit. An event advances its unit in memory only: after a restart the events since the
 * last sealed segment say it again. What is odd about a sequence is written at once.
 */
export class Units {
  readonly #known = new Lru<string, Known>(IN_MEMORY);
  readonly #heard = new Map<string, Heard>();
  readonly #odd = new Map<string, Odd>();
  /** Units that have news; null where nobody wants to know. */
  #news: Set<string> | null = null;
  readonly #read: StatementSync;
  readonly #save: StatementSync;
  readonly #seal: StatementSync;
  readonly #saveOdd: StatementSync;

  /** @param filling the segment of events that is not sealed yet */
  constructor(db: DatabaseSync, filling: Stretch) {
    this.#read = db.prepare(
      "SELECT unit, last_seq, last_boot, boot, nonce, online, uptime, clock, seen_at, firmware FROM unit WHERE unit = ?",
    );
    this.#save = db.prepare(
      "INSERT OR REPLACE INTO unit (unit, last_seq, last_boot, boot, nonce, online, uptime, clock, seen_at, firmware) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#seal = db.prepare(`
      INSERT INTO unit (unit, last_seq, last_boot, seen_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (unit) DO UPDATE SET
        last_seq = excluded.last_seq,
        last_boot = excluded.last_boot,
        seen_at = max(coalesce(seen_at, 0), excluded.seen_at)
    `);
    this.#saveOdd = db.prepare(
      "INSERT OR REPLACE INTO odd_sequence (unit, position, other_boot, other_seq, suspect_boot, suspect_seq, highest) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    for (const row of db.prepare("SELECT * FROM odd_sequence").all()) {
      this.#odd.set(text(row, "unit"), {
        other: countIn(row, "other"),
        suspect: countIn(row, "suspect"),
        highest: integer(row, "highest"),
      });
    }
    this.#hear(db, filling);
  }

  /** The events of the segment being filled, as far as they belong to the count that each unit follows. */
  #hear(db: DatabaseSync, filling: Stretch): void {
    // Of the columns without a function SQLite takes those of the row that has the maximum.
    const counts = db
      .prepare(`
        SELECT event.unit AS unit, max(seq) AS seq, boot FROM event LEFT JOIN odd_sequence USING (unit)
        WHERE event.position >= max(?, coalesce(odd_sequence.position, 0)) AND seq IS NOT NULL GROUP BY event.unit
      `)
      .all(filling.first);
    const times = db
      .prepare(
        "SELECT unit, max(received_at) AS at FROM event WHERE position >= ? AND seq IS NOT NULL GROUP BY unit",
      )
      .all(filling.first);
    const heardAt = new Map(times.map((row) => [text(row, "unit"), integer(row, "at")]));
    for (const row of counts) {
      const unit = text(row, "unit");
      const saved = this.#read.get(unit);
      const seq = integer(row, "seq");
      // What was written beside an odd event may be further: then those since are late ones.
      const isBehind = saved !== undefined && (integerOrNull(saved, "last_seq") ?? -1) > seq;
      this.#heard.set(unit, {
        seq: isBehind ? integer(saved, "last_seq") : seq,
        boot: integerOrNull(isBehind ? saved : row, isBehind ? "last_boot" : "boot"),
        at: heardAt.get(unit) ?? 0,
      });
    }
  }

  /** @param news collects the units that have any from now on; null: nobody wants to know any more */
  watch(news: Set<string> | null): void {
    this.#news = news;
  }

  state(unit: string): UnitState | null {
    const known = this.#find(unit);
    return known && stateOf(known);
  }

  /** Null for a unit of which no event was stored. */
  sequence(unit: string): Sequence | null {
    const known = this.#find(unit);
    if (known === null || known.lastSeq === null) return null;
    const current = { boot: known.lastBoot, seq: known.lastSeq };
    const odd = this.#odd.get(unit);
    return odd === undefined
      ? firstOf(current)
      : { current, ...odd, highest: Math.max(odd.highest, current.seq) };
  }

  /** An event of the unit was stored, and it goes on as it should. */
  heard(unit: string, { boot, seq }: Sequence["current"], at: number): void {
    const known = this.#find(unit) ?? this.#unknown(unit);
    known.lastSeq = seq;
    known.lastBoot = boot;
    known.seenAt = Math.max(known.seenAt ?? 0, at);
    this.#news?.add(unit);
    const heard = this.#heard.get(unit);
    if (heard === undefined) {
      this.#heard.set(unit, { seq, boot, at: known.seenAt });
      return;
    }
    heard.seq = seq;
    heard.boot = boot;
    heard.at = known.seenAt;
  }

  /**
   * An event of the unit was stored after which its sequence is out of the ordinary.
   * @param position of the next event
   */
  heardOddly(unit: string, sequence: Sequence, at: number, position: number): void {
    const { current, other, suspect, highest } = sequence;
    this.heard(unit, current, at);
    this.#odd.set(unit, { other, suspect, highest });
    const known = this.#find(unit);
    if (known !== null) this.#write(known);
    this.#saveOdd.run(
      unit,
      position,
      other?.boot ?? null,
      other?.seq ?? null,
      suspect?.boot ?? null,
      suspect?.seq ?? null,
      highest,
    );
  }

  /** @returns the state before */
  seen(sighting: UnitSighting): UnitState | null {
    const found = this.#find(sighting.unit);
    const before = found && stateOf(found);
    const known = found ?? this.#unknown(sighting.unit);
    const { boot, nonce, online, firmware } = known;
    if (sighting.boot !== undefined && sighting.boot !== null && sighting.boot !== boot) {
      known.boot = sighting.boot;
      known.nonce = null;
    }
    known.nonce = sighting.nonce ?? known.nonce;
    known.online = sighting.online ?? online;
    known.uptime = sighting.uptime ?? known.uptime;
    known.clock = sighting.clock ?? known.clock;
    known.firmware = sighting.firmware ?? firmware;
    if (sighting.seenAt !== null) known.seenAt = Math.max(known.seenAt ?? 0, sighting.seenAt);
    this.#news?.add(known.unit);
    const news =
      known.boot !== boot || known.nonce !== nonce || known.online !== online || known.firmware !== firmware;
    if (news || known.savedAt === null || (known.seenAt ?? 0) - known.savedAt >= SEEN_SAVED_EVERY_MS) {
      this.#write(known);
    }
    return before;
  }

  /** Writes what the events of a full segment said. */
  seal(): void {
    // In the order of units, so that each page of the table is written once for many events.
    const heard = [...this.#heard].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [unit, { seq, boot, at }] of heard) this.#seal.run(unit, seq, boot, at);
    this.#heard.clear();
  }

  #find(unit: string): Known | null {
    const known = this.#known.get(unit);
    if (known) return known;
    const row = this.#read.get(unit);
    const heard = this.#heard.get(unit);
    if (!row && !heard) return null;
    const read = row ? knownOf(row) : nothingOf(unit);
    if (heard) {
      read.lastSeq = heard.seq;
      read.lastBoot = heard.boot;
      read.seenAt = Math.max(read.seenAt ?? 0, heard.at);
    }
    this.#known.set(unit, read);
    return read;
  }

  #unknown(unit: string): Known {
    const known = nothingOf(unit);
    this.#known.set(unit, known);
    return known;
  }

  #write(known: Known): void {
    const { unit, lastSeq, lastBoot, boot, nonce, online, uptime, clock, seenAt, firmware } = known;
    this.#save.run(
      unit,
      lastSeq,
      lastBoot,
      boot,
      nonce,
      online === null ? null : Number(online),
      uptime,
      clock,
      seenAt,
      firmware,
    );
    known.savedAt = seenAt;
  }
}

function nothingOf(unit: string): Known {
  return {
    unit,
    online: null,
    boot: null,
    nonce: null,
    uptime: null,
    clock: null,
    firmware: null,
    lastSeq: null,
    lastBoot: null,
    seenAt: null,
    savedAt: null,
  };
}

function knownOf(row: Row): Known {
  const online = integerOrNull(row, "online");
  const seenAt = integerOrNull(row, "seen_at");
  return {
    unit: text(row, "unit"),
    online: online === null ? null : online === 1,
    boot: integerOrNull(row, "boot"),
    nonce: textOrNull(row, "nonce"),
    uptime: integerOrNull(row, "uptime"),
    clock: textOrNull(row, "clock"),
    firmware: textOrNull(row, "firmware"),
    lastSeq: integerOrNull(row, "last_seq"),
    lastBoot: integerOrNull(row, "last_boot"),
    seenAt,
    savedAt: seenAt,
  };
}

function stateOf({ savedAt: _savedAt, lastBoot: _lastBoot, ...state }: Known): UnitState {
  return state;
}

function countIn(row: Row, name: "other" | "suspect"): Sequence["other"] {
  const seq = integerOrNull(row, `${name}_seq`);
  return seq === null ? null : { boot: integerOrNull(row, `${name}_boot`), seq };
}
