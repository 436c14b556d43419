import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integerOrNull, type Row, text, textOrNull } from "./columns.ts";
import type { Stretch } from "./event-log.ts";
import { SEEN_SAVED_EVERY_MS, type UnitSighting, type UnitState } from "./journal.ts";
import { Lru } from "./lru.ts";

/** Units whose state is kept in memory, some 250 bytes each; a state that fell out is read again. */
const IN_MEMORY = 2 ** 17;

type Known = { -readonly [P in keyof UnitState]: UnitState[P] } & { savedAt: number | null };

interface Heard {
  readonly seq: number;
  readonly at: number;
}

/**
 * What is known of each unit. An event advances its unit in memory only: after a restart the events since the
 * last sealed segment say it again.
 */
export class Units {
  readonly #known = new Lru<string, Known>(IN_MEMORY);
  readonly #heard = new Map<string, Heard>();
  readonly #read: StatementSync;
  readonly #save: StatementSync;
  readonly #seal: StatementSync;

  /** @param filling the segment of events that is not sealed yet */
  constructor(db: DatabaseSync, filling: Stretch) {
    this.#read = db.prepare(
      "SELECT unit, last_seq, boot, nonce, online, uptime, clock, seen_at FROM unit WHERE unit = ?",
    );
    this.#save = db.prepare(
      "INSERT OR REPLACE INTO unit (unit, last_seq, boot, nonce, online, uptime, clock, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    // In the order of units, so that each page of the table is written once for many events.
    this.#seal = db.prepare(`
      INSERT INTO unit (unit, last_seq, seen_at)
      SELECT unit, max(seq), max(received_at) FROM event
      WHERE position BETWEEN ? AND ? AND seq IS NOT NULL GROUP BY unit
      ON CONFLICT (unit) DO UPDATE SET
        last_seq = max(coalesce(last_seq, 0), excluded.last_seq),
        seen_at = max(coalesce(seen_at, 0), excluded.seen_at)
    `);
    const rows = db
      .prepare(
        "SELECT unit, max(seq) AS seq, max(received_at) AS at FROM event WHERE position >= ? AND seq IS NOT NULL GROUP BY unit",
      )
      .all(filling.first);
    for (const row of rows) {
      this.#heard.set(text(row, "unit"), {
        seq: integerOrNull(row, "seq") ?? 0,
        at: integerOrNull(row, "at") ?? 0,
      });
    }
  }

  state(unit: string): UnitState | null {
    const known = this.#find(unit);
    return known && stateOf(known);
  }

  lastSeq(unit: string): number | null {
    return this.#find(unit)?.lastSeq ?? null;
  }

  /** An event of the unit was stored. */
  heard(unit: string, seq: number, at: number): void {
    const known = this.#find(unit) ?? this.#unknown(unit);
    known.lastSeq = Math.max(known.lastSeq ?? 0, seq);
    known.seenAt = Math.max(known.seenAt ?? 0, at);
    this.#heard.set(unit, { seq: known.lastSeq, at: known.seenAt });
  }

  /** @returns the state before */
  seen(sighting: UnitSighting): UnitState | null {
    const found = this.#find(sighting.unit);
    const before = found && stateOf(found);
    const known = found ?? this.#unknown(sighting.unit);
    const { boot, nonce, online } = known;
    if (sighting.boot !== undefined && sighting.boot !== boot) {
      known.boot = sighting.boot;
      known.nonce = null;
    }
    known.nonce = sighting.nonce ?? known.nonce;
    known.online = sighting.online ?? online;
    known.uptime = sighting.uptime ?? known.uptime;
    known.clock = sighting.clock ?? known.clock;
    known.seenAt = Math.max(known.seenAt ?? 0, sighting.seenAt);
    const news = known.boot !== boot || known.nonce !== nonce || known.online !== online;
    if (news || known.savedAt === null || known.seenAt - known.savedAt >= SEEN_SAVED_EVERY_MS) {
      this.#write(known);
    }
    return before;
  }

  /** Writes what the events of a full segment said. */
  seal(segment: Stretch): void {
    this.#seal.run(segment.first, segment.last);
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
      read.lastSeq = Math.max(read.lastSeq ?? 0, heard.seq);
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
    const { unit, lastSeq, boot, nonce, online, uptime, clock, seenAt } = known;
    this.#save.run(
      unit,
      lastSeq,
      boot,
      nonce,
      online === null ? null : Number(online),
      uptime,
      clock,
      seenAt,
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
    lastSeq: null,
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
    lastSeq: integerOrNull(row, "last_seq"),
    seenAt,
    savedAt: seenAt,
  };
}

function stateOf({ savedAt: _, ...state }: Known): UnitState {
  return state;
}
