import { randomUUID } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Change, type Incident, incidentKey, raise } from "../domain/incident.ts";
import { integer, type Row, text } from "./columns.ts";
import type { IncidentChange, IncidentRequest } from "./journal.ts";

const CHANGES: ReadonlySet<string> = new Set<Change>(["raised", "renewed", "repeated"]);

/** The incidents, one for each key, and which events each counts. */
export class Incidents {
  readonly #counted: StatementSync;
  readonly #open: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #count: StatementSync;
  readonly #event: StatementSync;
  readonly #setAside: StatementSync;
  readonly #setCountAside: StatementSync;

  constructor(db: DatabaseSync) {
    this.#counted = db.prepare("SELECT change, incident FROM incident_event WHERE event = ? AND key = ?");
    this.#open = db.prepare("SELECT position, body FROM incident WHERE key = ?");
    this.#insert = db.prepare("INSERT INTO incident (id, key, event, body) VALUES (?, ?, ?, ?)");
    this.#update = db.prepare("UPDATE incident SET body = ? WHERE position = ?");
    this.#count = db.prepare(
      "INSERT INTO incident_event (event, key, change, incident, access) VALUES (?, ?, ?, ?, ?)",
    );
    this.#event = db.prepare("SELECT event FROM incident WHERE id = ?");
    this.#setAside = db.prepare("UPDATE incident SET key = key || '|damaged-' || position WHERE key = ?");
    this.#setCountAside = db.prepare(`
      UPDATE incident_event SET key = key || '|damaged-' || hex(randomblob(8)) WHERE event = ? AND key = ?
    `);
  }

  /**
   * An incident that the disk does not give back as it was written is kept under another key, and a new one is
   * raised: alarmed once more is better than never again.
   * @param place of the event (EventLog.placeOf)
   */
  raise(request: IncidentRequest, place: number): IncidentChange {
    const key = incidentKey(request);
    const counted = this.#counted.get(place, key);
    if (counted) {
      const change = text(counted, "change");
      const incident = incidentOf(counted, "incident", key);
      if (incident !== null && isChange(change)) return { incident, change, known: true };
      this.#setCountAside.run(place, key);
    }
    const row = this.#open.get(key);
    const open = row ? incidentOf(row, "body", key) : null;
    if (open === null) this.#setAside.run(key);
    const { incident, change } = raise(open, request, randomUUID());
    const body = JSON.stringify(incident);
    if (row && open) this.#update.run(body, integer(row, "position"));
    else this.#insert.run(incident.id, key, place, body);
    this.#count.run(place, key, change, body, request.access && JSON.stringify(request.access));
    return { incident, change, known: false };
  }

  /** Place of the event that raised the incident; null where there is no such incident. */
  placeOf(id: string): number | null {
    const row = this.#event.get(id);
    return row ? integer(row, "event") : null;
  }
}

/** Null where it is damaged. */
function incidentOf(row: Row, column: string, key: string): Incident | null {
  try {
    const incident: Incident = JSON.parse(text(row, column));
    const counts = [incident.transition, incident.count, incident.alarmedAt];
    return incidentKey({ event: incident, cause: incident.cause }) === key &&
      counts.every(Number.isSafeInteger)
      ? incident
      : null;
  } catch {
    return null;
  }
}

function isChange(stored: string): stored is Change {
  return CHANGES.has(stored);
}
