import type { DatabaseSync } from "node:sqlite";
import { integer, text } from "./columns.ts";
import type { NoticeCount, OutboxCount } from "./journal.ts";

/** Where a notice is until it is accepted. */
export type OpenState = "waiting" | "parked" | "dead";

/** What is counted of a notice. */
export interface Counted {
  readonly node: string;
  readonly state: OpenState;
  /** True once its node was told that it is overdue. */
  readonly overdue: boolean;
}

/**
 * How many notices of each node are not accepted, kept in memory beside the table: a status asks for them twice a
 * second, and in an outage there may be very many.
 */
export class NoticeCounts {
  readonly #counts = new Map<string, Record<NoticeCount, number>>();

  constructor(db: DatabaseSync) {
    const rows = db
      .prepare("SELECT node, state, overdue, count(*) AS notices FROM outbox GROUP BY node, state, overdue")
      .all();
    for (const row of rows) {
      const counted = {
        node: text(row, "node"),
        state: openState(text(row, "state")),
        overdue: integer(row, "overdue") === 1,
      };
      this.#change(counted, integer(row, "notices"));
    }
  }

  get nodes(): readonly string[] {
    return [...this.#counts.keys()];
  }

  add(notice: Counted): void {
    this.#change(notice, 1);
  }

  remove(notice: Counted): void {
    this.#change(notice, -1);
  }

  /** Those that are not 0. */
  all(): readonly OutboxCount[] {
    return [...this.#counts].flatMap(([node, counts]) =>
      KINDS.flatMap((state) => (counts[state] === 0 ? [] : [{ node, state, count: counts[state] }])),
    );
  }

  /** A dead one is not awaited any more, so it is not overdue either. */
  #change({ node, state, overdue }: Counted, by: number): void {
    const counts = this.#counts.get(node) ?? { waiting: 0, parked: 0, dead: 0, overdue: 0 };
    counts[state] += by;
    if (overdue && state !== "dead") counts.overdue += by;
    if (KINDS.every((kind) => counts[kind] === 0)) this.#counts.delete(node);
    else this.#counts.set(node, counts);
  }
}

const KINDS = ["waiting", "parked", "dead", "overdue"] as const satisfies readonly NoticeCount[];

export function openState(stored: string): OpenState {
  if (stored === "waiting" || stored === "parked" || stored === "dead") return stored;
  throw new TypeError(`A notice cannot be ${stored}`);
}
