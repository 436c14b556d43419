import type { DatabaseSync, StatementSync } from "node:sqlite";
import { LANE, type Lane } from "../domain/notice.ts";
import { LONGEST_RETRY_MS, LONGEST_SOS_RETRY_MS } from "./backoff.ts";
import { integer, integerOrNull, text } from "./columns.ts";
import type { Wanted } from "./journal.ts";
import { Lru } from "./lru.ts";
import { type DueReply, WITHOUT_BODY } from "./protocol.ts";

/** No retry is set this far away: the clock was ahead when it was, and to wait for it could take years. */
const strandedMs = (lane: Lane) => 2 * (lane === LANE.sos ? LONGEST_SOS_RETRY_MS : LONGEST_RETRY_MS);
/** Later than any moment. */
const EVER = Number.MAX_SAFE_INTEGER;

/** A limit to be given. Of a bare "?" SQLite makes a new plan for each number, which costs more than the search. */
const UP_TO = "LIMIT ? + 0";

type Item = DueReply["items"][number];

/** With the positions of those that would be next but cannot be read. */
export interface DueFound extends DueReply {
  readonly damaged: readonly number[];
}

/** Finds what is to be sent next: of the table outbox, heads of queues alone, and what may follow them. */
export class DueNotices {
  readonly #any: StatementSync;
  readonly #heads: StatementSync;
  readonly #stranded: StatementSync;
  readonly #item: StatementSync;
  readonly #follower: StatementSync;
  readonly #next: StatementSync;
  /** What was added lately and not handed out since: nothing was tried of it, and the client has it still. */
  readonly #newest = new Lru<number, true>(WITHOUT_BODY);

  constructor(db: DatabaseSync) {
    this.#any = db.prepare("SELECT 1 FROM outbox WHERE route = ? AND lane = ? AND due IS NOT NULL LIMIT 1");
    this.#heads = db.prepare(
      `SELECT position FROM outbox WHERE route = ? AND lane = ? AND due <= ? ORDER BY due, position ${UP_TO}`,
    );
    this.#stranded = db.prepare(
      `SELECT position FROM outbox WHERE route = ? AND lane = ? AND due > ? ORDER BY due, position ${UP_TO}`,
    );
    this.#item = db.prepare(`
      SELECT outbox.attempts AS attempts, iif(json_valid(body), body, '') AS body
      FROM outbox LEFT JOIN notice USING (position) WHERE outbox.position = ?
    `);
    this.#follower = db.prepare(`
      SELECT position FROM outbox WHERE queue = (SELECT queue FROM outbox WHERE position = ?) AND state = 'waiting'
        AND position > ? ORDER BY position LIMIT 1
    `);
    this.#next = db.prepare("SELECT min(due) AS due FROM outbox WHERE route = ? AND lane = ? AND due > ?");
  }

  /** A notice was added. */
  added(position: number): void {
    this.#newest.set(position, true);
  }

  find(wanted: readonly Wanted[], now: number): DueFound {
    const items: Item[] = [];
    let next: number | null = null;
    for (const want of wanted) {
      // Most lanes are empty most of the time.
      if (this.#any.get(want.route, want.lane) === undefined) continue;
      items.push(...this.#items(want, now));
      const due = integerOrNull(this.#next.get(want.route, want.lane, now) ?? {}, "due");
      if (due !== null) next = Math.min(next ?? due, due);
    }
    const damaged = items.filter(({ body }) => body === "").map(({ position }) => position);
    return { items, next, damaged };
  }

  /** Heads that are due, each with what may follow it; queues in hand are passed over. */
  #items({ route, lane, limit, run, inHand, early }: Wanted, now: number): Item[] {
    const held = new Set(inHand);
    const most = limit + held.size;
    const heads = this.#heads.all(route, lane, early ? EVER : now, most);
    if (!early && heads.length < most)
      heads.push(...this.#stranded.all(route, lane, now + strandedMs(lane), most));
    const items: Item[] = [];
    for (const head of heads) {
      if (items.length >= limit) break;
      const position = integer(head, "position");
      if (held.has(position)) continue;
      let next: number | null = position;
      for (let room = run; room > 0 && next !== null; room -= 1) {
        items.push(this.#itemAt(next));
        next = room > 1 ? this.#after(next) : null;
      }
    }
    return items;
  }

  /** The next waiting notice of its queue. */
  #after(position: number): number | null {
    const row = this.#follower.get(position, position);
    return row ? integer(row, "position") : null;
  }

  #itemAt(position: number): Item {
    if (this.#newest.take(position)) return { position, attempts: 0, body: null };
    const row = this.#item.get(position) ?? {};
    return { position, attempts: integer(row, "attempts"), body: text(row, "body") };
  }
}
