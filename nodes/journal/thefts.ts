import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { LockerEvent } from "../domain/event.ts";
import type { Incident } from "../domain/incident.ts";
import {
  advanced,
  canBeTheft,
  refusedTheft,
  suspectedIn,
  type TheftAct,
  type TheftCase,
} from "../domain/theft.ts";
import { type Raised, theftEvent } from "../domain/theft-event.ts";
import { integer, type Row, text, textOrNull } from "./columns.ts";
import type { TheftTold } from "./journal.ts";

/** Cases that are listed, the newest ones. */
const LISTED = 1000;

/** What goes with each thing that an officer says. */
export interface TheftWitness {
  /** The incident, also after its reset; null where it is not known. */
  incident(id: string): Incident | null;
  /** What raised it, as far as that is kept. */
  raised(incident: string): Raised | null;
  /** Stores an event for these nodes. @returns its position */
  store(event: LockerEvent, nodes: readonly string[]): number;
  /** The event is on its way to these nodes, too. */
  open(position: number, nodes: readonly string[]): void;
  /** The stored event. */
  eventAt(position: number): LockerEvent | null;
  /** Makes it a record of the ledger. */
  record(theft: TheftCase, act: TheftAct, at: number): void;
}

interface Last {
  readonly theft: TheftCase;
  readonly remark: string | null;
}

/**
 * What officers said about thefts, one row for each thing they said, and everything that goes with it in the same
 * transaction: the record of the ledger, and the event that is open for the insurer-feeds.
 */
export class Thefts {
  readonly #witness: TheftWitness;
  readonly #last: StatementSync;
  readonly #list: StatementSync;
  readonly #insert: StatementSync;
  readonly #untold: StatementSync;
  readonly #told: StatementSync;

  constructor(db: DatabaseSync, witness: TheftWitness) {
    this.#witness = witness;
    const columns =
      "body, remark, EXISTS (SELECT 1 FROM theft AS one WHERE one.incident = theft.incident AND one.untold = 1) AS untold";
    this.#last = db.prepare(
      `SELECT ${columns} FROM theft WHERE incident = ? AND json_valid(body) ORDER BY step DESC LIMIT 1`,
    );
    this.#list = db.prepare(`
      SELECT ${columns}, max(step) FROM theft WHERE json_valid(body) GROUP BY incident ORDER BY max(event) DESC LIMIT ${LISTED}
    `);
    this.#insert = db.prepare(
      "INSERT OR REPLACE INTO theft (incident, step, event, untold, remark, body) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#untold = db.prepare("SELECT event, incident FROM theft WHERE untold = 1 ORDER BY event LIMIT 1000");
    this.#told = db.prepare("UPDATE theft SET untold = NULL WHERE untold = 1 AND event <= ?");
  }

  /** @throws LockerError `theft-refused` */
  act(act: TheftAct, nodes: readonly string[], now: number): TheftTold {
    const incident = this.#witness.incident(act.incident);
    if (incident === null)
      throw refusedTheft(
        "There is no incident of this id, or the disk does not give it back as it was. Look at the list of incidents.",
      );
    if (!canBeTheft(incident)) throw refusedTheft(noTheft(incident));
    const last = this.#lastOf(act.incident);
    const before = last?.theft ?? suspectedIn(incident);
    if (before === null) throw refusedTheft(noTheft(incident));
    const theft = advanced(before, act, last?.remark ?? null, now);
    if (theft === before) return { theft, told: null };
    return this.#advance({ ...theft, untold: theft.untold || nodes.length === 0 }, act, incident, nodes, now);
  }

  /** Null where there is no such incident, or it can be no theft. */
  get(id: string): TheftCase | null {
    const last = this.#lastOf(id);
    if (last !== null) return last.theft;
    const incident = this.#witness.incident(id);
    return incident && suspectedIn(incident);
  }

  /** Those about which an officer has said something, the newest first. */
  list(): readonly TheftCase[] {
    return this.#list.all().flatMap((row) => lastFrom(row)?.theft ?? []);
  }

  /** Hands what nobody could be told of to these nodes. */
  hand(nodes: readonly string[]): readonly TheftTold[] {
    if (nodes.length === 0) return [];
    const rows = this.#untold.all();
    for (const row of rows) this.#witness.open(integer(row, "event"), nodes);
    this.#told.run(Math.max(0, ...rows.map((row) => integer(row, "event"))));
    return rows.flatMap((row) => {
      const position = integer(row, "event");
      const event = this.#witness.eventAt(position);
      const last = this.#lastOf(text(row, "incident"));
      return event && last ? [{ theft: last.theft, told: { event, position, nodes } }] : [];
    });
  }

  #advance(
    theft: TheftCase,
    act: TheftAct,
    incident: Incident,
    nodes: readonly string[],
    now: number,
  ): TheftTold {
    const { stage, steps } = theft;
    if (stage === "suspected") throw new Error("An officer never suspects");
    const event = theftEvent(theft, stage, incident, this.#witness.raised(incident.id), now);
    const position = this.#witness.store(event, nodes);
    const { untold: _, ...kept } = theft;
    const waits = nodes.length === 0 ? 1 : null;
    this.#insert.run(incident.id, steps.length, position, waits, act.remark, JSON.stringify(kept));
    this.#witness.record(theft, act, now);
    return { theft, told: { event, position, nodes } };
  }

  #lastOf(incident: string): Last | null {
    const row = this.#last.get(incident);
    return row ? lastFrom(row) : null;
  }
}

function lastFrom(row: Row): Last | null {
  const body: unknown = JSON.parse(text(row, "body"));
  return isCase(body)
    ? { theft: { ...body, untold: integer(row, "untold") === 1 }, remark: textOrNull(row, "remark") }
    : null;
}

function isCase(body: unknown): body is Omit<TheftCase, "untold"> {
  if (typeof body !== "object" || body === null) return false;
  const { incident, site, stage, steps }: Record<string, unknown> = { ...body };
  return [incident, site, stage].every((one) => typeof one === "string") && Array.isArray(steps);
}

function noTheft({ cause, drill }: Incident): string {
  return drill === true
    ? "This incident is a drill, and a drill is never a theft."
    : `An incident of this kind (${cause}) is no sign of a theft. If something was taken, say so at the incident of the locker that was opened.`;
}
