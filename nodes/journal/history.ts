import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, text, textOrNull } from "./columns.ts";
import type { HistoryFilter } from "./journal.ts";
import type { HistoryReply, Input } from "./protocol.ts";

/** Events that are looked at in one call, so that none waits long behind it. */
const LOOKED_AT = 4000;
/** By so much a clock may have been set back or forward while events came in, milliseconds. */
const CLOCK_SLACK_MS = 24 * 60 * 60_000;

/**
 * The events that were stored, newest first. Nothing but their order of arrival is indexed, so that they are looked
 * through backwards, a bounded number in each call.
 */
export class History {
  readonly #find: StatementSync;
  readonly #incidents: StatementSync;
  readonly #incident: StatementSync;
  readonly #ends: StatementSync;
  readonly #after: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare(`
      SELECT position, body FROM event
      WHERE position < :before AND position >= :floor AND json_valid(body)
        AND (:site IS NULL OR site = :site) AND (:unit IS NULL OR unit = :unit)
        AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types)))
        AND (:except IS NULL OR type NOT IN (SELECT value FROM json_each(:except)))
        AND (:from IS NULL OR received_at >= :from) AND (:to IS NULL OR received_at < :to)
        AND (:locker IS NULL OR body ->> '$.locker' = :locker)
      ORDER BY position DESC LIMIT :limit
    `);
    this.#incidents = db.prepare(`
      SELECT iif(json_valid(incident), incident ->> '$.id', NULL) AS id,
        iif(json_valid(incident), incident ->> '$.cause', NULL) AS cause,
        iif(json_valid(access), access ->> '$.reason', NULL) AS reason
      FROM incident_event WHERE event = ? LIMIT 1
    `);
    this.#incident = db.prepare("SELECT body FROM incident WHERE id = ? AND json_valid(body)");
    this.#ends = db.prepare(
      "SELECT (SELECT min(position) FROM event) AS first, (SELECT max(position) FROM event) AS last",
    );
    this.#after = db.prepare(
      "SELECT position, received_at FROM event WHERE position >= ? ORDER BY position LIMIT 1",
    );
  }

  /** The incident as it is now, as JSON, also after its reset; null where it is not known. */
  incident(id: string): string | null {
    const row = this.#incident.get(id);
    return row ? text(row, "body") : null;
  }

  page({ filter, before, limit }: Input<"history">): HistoryReply {
    const ends = this.#ends.get();
    if (!ends || ends.first === null) return { items: [], next: null };
    const first = integer(ends, "first");
    const past = integer(ends, "last") + 1;
    const start = Math.min(before ?? past, past, this.#pastOf(filter.to, first, past));
    const floor = Math.max(first, start - LOOKED_AT);
    const rows = this.#find.all({ ...columnsOf(filter), before: start, floor, limit });
    const items = rows.map((row) => {
      const position = integer(row, "position");
      return { position, body: text(row, "body"), incident: this.#incidentOf(position) };
    });
    const isFull = items.length === limit;
    const looked = isFull ? (items.at(-1)?.position ?? floor) : floor;
    const isAll = looked <= first || (!isFull && this.#isBefore(looked, filter.from));
    return { items, next: isAll ? null : looked };
  }

  /** True where everything before this position came before a moment. */
  #isBefore(position: number, from: number | null): boolean {
    const at = this.#receivedAt(position);
    return from !== null && at !== null && at < from - CLOCK_SLACK_MS;
  }

  /** A position such that everything from there on came after a moment, found by halving. */
  #pastOf(to: number | null, first: number, past: number): number {
    if (to === null) return past;
    let low = first;
    let high = past;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#receivedAt(middle) ?? Number.POSITIVE_INFINITY) >= to + CLOCK_SLACK_MS) high = middle;
      else low = middle + 1;
    }
    return high;
  }

  #receivedAt(position: number): number | null {
    const row = this.#after.get(position);
    return row ? integer(row, "received_at") : null;
  }

  #incidentOf(position: number): HistoryReply["items"][number]["incident"] {
    const row = this.#incidents.get(position);
    const id = row ? textOrNull(row, "id") : null;
    const cause = row ? textOrNull(row, "cause") : null;
    if (!row || id === null || cause === null) return null;
    return { id, cause, reason: textOrNull(row, "reason") };
  }
}

function columnsOf({ site, unit, locker, types, except, from, to }: HistoryFilter) {
  const list = (all: readonly string[] | null) => (all === null ? null : JSON.stringify(all));
  return { site, unit, locker, types: list(types), except: list(except), from, to };
}
