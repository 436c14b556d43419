import { randomInt } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DERIVED_EVENT_TYPES, type EventType, type LockerEvent, UNIT_EVENT_TYPES } from "../domain/event.ts";
import { integer, integerOrNull, type Row, text } from "./columns.ts";
import type { Stretch } from "./event-log.ts";
import { ATTEMPTS, type DeliveryCount, type SettledEvents, SUSPECT_ATTEMPTS } from "./journal.ts";
import type { Input, Output } from "./protocol.ts";

/** Which life of the process this is. Chance keeps it apart from those before, without a write at each start. */
const THIS_LIFE = randomInt(1, 2 ** 47);

/**
 * The events that are on their way through a flow, for each locker-event-in of its own: what is not settled here is
 * sent again after a start. Holds only what is open, so that an event costs the same however many came before it.
 */
export class Deliveries {
  readonly #life: number;
  readonly #insert: StatementSync;
  readonly #page: StatementSync;
  readonly #mark: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteStretch: StatementSync;
  readonly #deleteAll: StatementSync;
  readonly #nodesAt: StatementSync;
  readonly #counts: StatementSync;
  readonly #handBack: StatementSync;

  constructor(db: DatabaseSync, life = THIS_LIFE) {
    this.#life = life;
    this.#insert = db.prepare("INSERT INTO delivery (node, position, attempts, sent_in) VALUES (?, ?, 0, ?)");
    this.#page = db.prepare(`
      SELECT delivery.position, delivery.attempts, delivery.sent_in, event.id, event.site, event.unit, event.boot,
        event.type, event.received_at, iif(json_valid(event.body), event.body, '') AS body
      FROM delivery CROSS JOIN event ON event.position = delivery.position
      WHERE delivery.node = ? AND delivery.position > ? ORDER BY delivery.position LIMIT ?
    `);
    this.#mark = db.prepare("UPDATE delivery SET attempts = ?, sent_in = ? WHERE node = ? AND position = ?");
    this.#delete = db.prepare("DELETE FROM delivery WHERE node = ? AND position = ?");
    this.#deleteStretch = db.prepare("DELETE FROM delivery WHERE node = ? AND position BETWEEN ? AND ?");
    this.#deleteAll = db.prepare("DELETE FROM delivery WHERE node = ?");
    this.#nodesAt = db.prepare("SELECT node FROM delivery WHERE node = ? AND position = ?");
    this.#counts = db.prepare("SELECT node, count(*) AS open FROM delivery GROUP BY node");
    this.#handBack = db.prepare("UPDATE delivery SET sent_in = NULL WHERE sent_in = ?");
  }

  /** The event is on its way to these nodes. */
  open(position: number, nodes: readonly string[]): void {
    for (const node of nodes) this.#insert.run(node, position, this.#life);
  }

  /** Those of the nodes for which the event is still open. */
  stillOpen(position: number, nodes: readonly string[]): readonly string[] {
    return nodes.filter((node) => this.#nodesAt.get(node, position) !== undefined);
  }

  settle(settled: readonly SettledEvents[]): null {
    for (const { node, positions } of settled) {
      for (const { first, last } of stretchesOf(positions)) this.#deleteStretch.run(node, first, last);
    }
    return null;
  }

  /** The event was tried too often. */
  exhaust(node: string, position: number): void {
    this.#delete.run(node, position);
  }

  /** The node is gone. @returns how many events were open for it */
  close(node: string): number {
    return Number(this.#deleteAll.run(node).changes);
  }

  /**
   * The next events to send again, in order, as attempts that are written down before they are made: what was out
   * when a process ended uncleanly may have been the reason.
   * @param last position of the newest event
   */
  page({ node, after, limit }: Input<"openDeliveries">, last: number): Output<"openDeliveries"> {
    const rows = this.#page.all(node, after, limit);
    const next = rows.map((row) => this.#tried(row));
    const [head] = next;
    let size = next.length;
    if (head !== undefined && head.attempts >= SUSPECT_ATTEMPTS)
      size = Math.max(1, limit >> (2 * (head.attempts - 2)));
    else {
      const suspect = next.findIndex(({ attempts }) => attempts >= SUSPECT_ATTEMPTS);
      if (suspect > 0) size = suspect;
    }
    const page = next.slice(0, size);
    for (const { position, attempts, isNew } of page) {
      if (isNew && attempts < ATTEMPTS) this.#mark.run(attempts, this.#life, node, position);
    }
    const isAll = page.length === rows.length && rows.length < limit;
    return {
      items: page.map(({ position, attempts, body, left }) => {
        return left === null
          ? { position, attempts, body }
          : { position, attempts, body: JSON.stringify(left), isDamaged: true };
      }),
      through: isAll ? Math.max(last, after) : (page.at(-1)?.position ?? after),
      isAll,
    };
  }

  counts(): readonly DeliveryCount[] {
    return this.#counts.all().map((row) => ({ node: text(row, "node"), open: integer(row, "open") }));
  }

  /** The process ends in peace: what it leaves open did not end it. */
  handBack(): null {
    this.#handBack.run(this.#life);
    return null;
  }

  /** The row as it is once the event has been sent in this life. */
  #tried(row: Row) {
    const sentIn = integerOrNull(row, "sent_in");
    const before = integer(row, "attempts");
    const isNew = sentIn !== this.#life;
    const body = text(row, "body");
    return {
      position: integer(row, "position"),
      attempts: isNew && sentIn !== null ? before + 1 : before,
      isNew,
      body,
      left: body === "" ? leftOf(row) : null,
    };
  }
}

/** The same positions as few stretches without a gap: most events are settled in the order they came. */
function stretchesOf(positions: readonly number[]): readonly Stretch[] {
  const stretches: { first: number; last: number }[] = [];
  for (const position of [...positions].sort((a, b) => a - b)) {
    const end = stretches.at(-1);
    if (end !== undefined && position <= end.last + 1) end.last = position;
    else stretches.push({ first: position, last: position });
  }
  return stretches;
}

/** Of an event that the disk does not give back as it was: what stands beside it. */
function leftOf(row: Row): LockerEvent {
  const receivedAt = integer(row, "received_at");
  return {
    id: text(row, "id"),
    site: text(row, "site"),
    unit: text(row, "unit"),
    locker: null,
    type: typeOf(text(row, "type")),
    at: null,
    receivedAt,
    occurred: { earliest: receivedAt, latest: receivedAt },
    late: false,
    clock: "none",
    marks: [],
    boot: integerOrNull(row, "boot"),
    seq: null,
    uptime: null,
    door: null,
    tamper: null,
    data: {},
  };
}

/** Where even that is damaged, the one that most events are of. */
function typeOf(stored: string): EventType {
  return [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES].find((one) => one === stored) ?? "opened";
}
