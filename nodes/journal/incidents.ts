import { randomUUID } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Change, type Incident, incidentKey, raise } from "../domain/incident.ts";
import { integer, text } from "./columns.ts";
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

  constructor(db: DatabaseSync) {
    this.#counted = db.prepare("SELECT change, incident FROM incident_event WHERE event = ? AND key = ?");
    this.#open = db.prepare("SELECT position, body FROM incident WHERE key = ?");
    this.#insert = db.prepare("INSERT INTO incident (id, key, event, body) VALUES (?, ?, ?, ?)");
    this.#update = db.prepare("UPDATE incident SET body = ? WHERE position = ?");
    this.#count = db.prepare(
      "INSERT INTO incident_event (event, key, change, incident, access) VALUES (?, ?, ?, ?, ?)",
    );
    this.#event = db.prepare("SELECT event FROM incident WHERE id = ?");
  }

  /** @param place of the event (EventLog.placeOf) */
  raise(request: IncidentRequest, place: number): IncidentChange {
    const key = incidentKey(request);
    const counted = this.#counted.get(place, key);
    if (counted) {
      return {
        incident: JSON.parse(text(counted, "incident")),
        change: changeOf(text(counted, "change")),
        known: true,
      };
    }
    const row = this.#open.get(key);
    const open: Incident | null = row ? JSON.parse(text(row, "body")) : null;
    const { incident, change } = raise(open, request, randomUUID());
    const body = JSON.stringify(incident);
    if (row) this.#update.run(body, integer(row, "position"));
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

function changeOf(stored: string): Change {
  if (isChange(stored)) return stored;
  throw new TypeError(`An incident cannot be ${stored}`);
}

function isChange(stored: string): stored is Change {
  return CHANGES.has(stored);
}
