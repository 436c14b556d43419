import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, integerOrNull, text } from "./columns.ts";
import type { EventRow } from "./protocol.ts";

/** Events in a segment. Each full one gets its sorted run of ids at once: a pause of some 0.1 s. */
const SEGMENT = 2 ** 15;

/** Positions of events, both ends inclusive. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/**
 * The events in order of arrival. The ids of the segment being filled are in memory, those of full segments in
 * runs on disk, which are looked into only for an id that is not new by its sequence number.
 */
export class EventLog {
  readonly #insert: StatementSync;
  readonly #seal: StatementSync;
  readonly #find: StatementSync;
  readonly #body: StatementSync;
  readonly #recent = new Map<string, number>();
  #firstSegment: number;
  #next: number;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      "INSERT INTO event (position, id, site, unit, boot, seq, type, at, received_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#seal = db.prepare(
      "INSERT INTO event_key (segment, id, position) SELECT ?, id, position FROM event WHERE position BETWEEN ? AND ? ORDER BY id",
    );
    this.#find = db.prepare("SELECT position FROM event_key WHERE segment = ? AND id = ?");
    this.#body = db.prepare("SELECT iif(json_valid(body), body, '') AS body FROM event WHERE position = ?");
    const ends = db
      .prepare("SELECT (SELECT min(position) FROM event) AS first, (SELECT max(position) FROM event) AS last")
      .get();
    this.#next = (integerOrNull(ends ?? {}, "last") ?? 0) + 1;
    this.#firstSegment = segmentOf(integerOrNull(ends ?? {}, "first") ?? 0);
    for (const row of db
      .prepare("SELECT id, position FROM event WHERE position >= ?")
      .all(this.filling.first)) {
      this.#recent.set(text(row, "id"), integer(row, "position"));
    }
  }

  /** Position of the newest event; 0 where there is none. */
  get last(): number {
    return this.#next - 1;
  }

  /** The segment being filled. */
  get filling(): Stretch {
    const first = segmentOf(this.#next) * SEGMENT;
    return { first, last: first + SEGMENT - 1 };
  }

  /**
   * Writes an event whose id is new.
   * @returns the segment that it filled, or null
   */
  append(event: EventRow): Stretch | null {
    const filling = this.filling;
    const position = this.#next;
    this.#insert.run(
      position,
      event.id,
      event.site,
      event.unit,
      event.boot,
      event.seq,
      event.type,
      event.at,
      event.receivedAt,
      event.body,
    );
    this.#next += 1;
    this.#recent.set(event.id, position);
    if (position < filling.last) return null;
    this.#seal.run(segmentOf(position), filling.first, filling.last);
    this.#recent.clear();
    return filling;
  }

  positionOf(id: string): number | null {
    const recent = this.#recent.get(id);
    if (recent !== undefined) return recent;
    for (let segment = segmentOf(this.#next) - 1; segment >= this.#firstSegment; segment -= 1) {
      const row = this.#find.get(segment, id);
      if (row) return integer(row, "position");
    }
    return null;
  }

  /** The stored event as JSON; empty where it was erased, or cannot be read. */
  bodyAt(position: number): string {
    const row = this.#body.get(position);
    return row ? text(row, "body") : "";
  }

  /** The oldest segment that could be given up; null where there is only the newest one. */
  get oldest(): (Stretch & { readonly segment: number }) | null {
    const segment = this.#firstSegment;
    if (segment >= segmentOf(this.last)) return null;
    return { segment, first: segment * SEGMENT, last: (segment + 1) * SEGMENT - 1 };
  }

  /** The oldest segment is empty: nothing is looked for in it any more. */
  forgetOldest(): void {
    this.#firstSegment += 1;
  }

  /**
   * A number by which what goes back to an event can be kept near it: its position, or a negative number of
   * its id's own where the journal does not hold it.
   */
  placeOf(id: string): number {
    return this.positionOf(id) ?? -1 - createHash("sha256").update(id).digest().readUIntBE(0, 6);
  }
}

function segmentOf(position: number): number {
  return Math.floor(position / SEGMENT);
}
