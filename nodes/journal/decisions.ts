import { hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EventLog } from "./event-log.ts";
import type { Ledger } from "./ledger.ts";
import type { DecisionRow } from "./protocol.ts";

/** What was decided about events: each decision is recorded once, however often its event comes by. */
export class Decisions {
  readonly #events: EventLog;
  readonly #ledger: Ledger;
  readonly #insert: StatementSync;

  constructor(db: DatabaseSync, events: EventLog, ledger: Ledger) {
    this.#events = events;
    this.#ledger = ledger;
    this.#insert = db.prepare(
      "INSERT INTO decision (event, digest) VALUES (?, ?) ON CONFLICT (event, digest) DO NOTHING",
    );
  }

  add({ event, site, locker, at, body }: DecisionRow): null {
    const place = this.#events.placeOf(event);
    const digest = hash("sha256", body, "buffer").readUIntBE(0, 6);
    const { changes } = this.#insert.run(place, digest);
    if (Number(changes) === 1) this.#ledger.add({ site, locker, kind: "decision", at, ref: event, body });
    return null;
  }
}
