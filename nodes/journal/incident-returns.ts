import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Mark } from "../domain/event.ts";
import type { Incident } from "../domain/incident.ts";
import { awaitedBy, endedBy, RETURN_TYPES, RETURN_TYPES_BY_DATA } from "../domain/incident-causes.ts";
import { integer, type Row, text } from "./columns.ts";
import type { OpenRow } from "./incident-rows.ts";
import { Lru } from "./lru.ts";
import type { EventRow } from "./protocol.ts";

/** So many places are remembered that were back to normal: twice as many as a large gateway has lockers. */
const REMEMBERED = 20_000;
/** So many events from before a start are looked through, once: some 50 ms. */
const LOOKED_BACK = 20_000;

const TYPES: ReadonlySet<string> = new Set(RETURN_TYPES);
/** What was overtaken tells of an earlier time, and what is replayed may be forged. */
const UNRELIABLE: ReadonlySet<Mark> = new Set<Mark>(["out-of-order", "replayed"]);

/**
 * Which incidents wait for something to be back to normal, and what was so lately: the flow may raise the incident of
 * an opening when the closing is stored already. In memory, so that an event that ends nothing costs nothing.
 */
export class IncidentReturns {
  readonly #openRows: () => Iterable<OpenRow>;
  readonly #page: StatementSync;
  /** Positions of incidents, by what they wait for; null until it is first needed. */
  #waiting: Map<string, Set<number>> | null = null;
  /** Position of the last event that brought a place back to normal. */
  readonly #last = new Lru<string, { readonly position: number }>(REMEMBERED);
  /** Events that were stored before this position are looked for in the file. */
  readonly #start: number;
  /** Events from this position on are in #last. */
  #from: number;

  /**
   * @param openRows reads the open incidents
   * @param last position of the newest event
   */
  constructor(db: DatabaseSync, openRows: () => Iterable<OpenRow>, last: number) {
    this.#openRows = openRows;
    this.#start = last + 1;
    this.#from = this.#start;
    this.#page = db.prepare(`
      SELECT position, type, site, unit, iif(json_valid(body), body, '{}') AS body FROM event
      WHERE position >= ? AND position < ? AND type IN (${RETURN_TYPES.map((type) => `'${type}'`).join()})
      ORDER BY position
    `);
  }

  /** The incident stands as it says from now on. */
  follow(position: number, before: Incident | null, after: Incident): void {
    const old = before && awaitedBy(before);
    const now = after.state === "reset" ? null : awaitedBy(after);
    if (old === now) return;
    const waiting = this.#waiting ?? this.#read();
    if (old !== null) {
      const others = waiting.get(old);
      others?.delete(position);
      if (others?.size === 0) waiting.delete(old);
    }
    if (now !== null) waiting.set(now, (waiting.get(now) ?? new Set()).add(position));
  }

  /**
   * Takes note of an event that is stored now.
   * @param body of the event, JSON
   * @returns the positions of the incidents that it brings back to normal
   */
  take(event: EventRow, marks: readonly Mark[], body: string, position: number): readonly number[] {
    if (!TYPES.has(event.type) || marks.some((mark) => UNRELIABLE.has(mark))) return [];
    const data = RETURN_TYPES_BY_DATA.has(event.type) ? dataOf(body) : {};
    const ended = endedBy({ ...event, data });
    if (ended === null) return [];
    this.#last.set(ended, { position });
    return [...((this.#waiting ?? this.#read()).get(ended) ?? [])];
  }

  /** True where it was back to normal after the event at that position. */
  isOver(incident: Incident, position: number): boolean {
    const awaited = awaitedBy(incident);
    if (awaited === null || position < 1) return false;
    this.#lookBack(position + 1);
    return (this.#last.get(awaited)?.position ?? 0) > position;
  }

  #read(): Map<string, Set<number>> {
    const waiting = new Map<string, Set<number>>();
    this.#waiting = waiting;
    for (const { position, incident } of this.#openRows()) {
      const awaited = awaitedBy(incident);
      if (awaited !== null) waiting.set(awaited, (waiting.get(awaited) ?? new Set()).add(position));
    }
    return waiting;
  }

  #lookBack(position: number): void {
    const first = Math.max(position, this.#start - LOOKED_BACK);
    if (first >= this.#from) return;
    for (const row of this.#page.all(first, this.#from)) {
      const ended = endedIn(row);
      // What is in memory already is newer.
      if (ended !== null && (this.#last.get(ended)?.position ?? 0) < integer(row, "position"))
        this.#last.set(ended, { position: integer(row, "position") });
    }
    this.#from = first;
  }
}

function endedIn(row: Row): string | null {
  try {
    const body = JSON.parse(text(row, "body"));
    const { locker = null, marks = [] } = body;
    if (marks.some((mark: Mark) => UNRELIABLE.has(mark))) return null;
    const place = { site: text(row, "site"), unit: text(row, "unit"), locker };
    return endedBy({ type: text(row, "type"), ...place, data: dataIn(body) });
  } catch {
    // What the disk does not give back as it was ends nothing: a person does.
    return null;
  }
}

function dataOf(body: string): Readonly<Record<string, unknown>> {
  return dataIn(JSON.parse(body));
}

function dataIn({ data }: { readonly data?: unknown }): Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null ? { ...data } : {};
}
