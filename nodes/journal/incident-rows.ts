import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ALARMS, type Change, type Incident, incidentKey, UPDATES } from "../domain/incident.ts";
import { incidentFrom } from "../domain/incident-read.ts";
import { integer, type Row, text, textOrNull } from "./columns.ts";
import type { IncidentFilter, IncidentPage, IncidentRecord } from "./journal.ts";

/** Ended incidents that are looked at for one page, whether the filter lets them through or not. */
const LOOKED_AT = 1000;

/** Open ones read at once: Node 22.9 cannot read rows one by one. */
const PAGE = 1000;

const CHANGES: ReadonlySet<string> = new Set([...ALARMS, ...UPDATES]);

/** What an event did in earlier versions; today it is what time does, and no event is counted so. */
const COUNTED_BEFORE = "repeated";

/** An open incident, and its row. */
export interface OpenRow {
  readonly position: number;
  readonly incident: Incident;
}

/** What an event did to an incident when it was counted. */
export interface Counted {
  readonly incident: Incident;
  readonly change: Change;
}

/** The incidents as they are stored: one row each, one for each event that it counts, and one for each change. */
export class IncidentRows {
  readonly #counted: StatementSync;
  readonly #open: StatementSync;
  readonly #byId: StatementSync;
  readonly #at: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #end: StatementSync;
  readonly #count: StatementSync;
  readonly #record: StatementSync;
  readonly #event: StatementSync;
  readonly #setAside: StatementSync;
  readonly #setCountAside: StatementSync;
  readonly #openPage: StatementSync;
  readonly #pastPage: StatementSync;
  readonly #history: StatementSync;

  constructor(db: DatabaseSync) {
    this.#counted = db.prepare("SELECT change, incident FROM incident_event WHERE event = ? AND key = ?");
    this.#open = db.prepare("SELECT position, key, body FROM incident WHERE key = ?");
    this.#byId = db.prepare("SELECT position, key, ended_at, body FROM incident WHERE id = ?");
    this.#at = db.prepare("SELECT position, key, body FROM incident WHERE position = ? AND ended_at IS NULL");
    this.#insert = db.prepare("INSERT INTO incident (id, key, event, body) VALUES (?, ?, ?, ?)");
    this.#update = db.prepare("UPDATE incident SET body = ? WHERE position = ?");
    this.#end = db.prepare(
      "UPDATE incident SET body = ?, key = key || '|ended-' || position, ended_at = ? WHERE position = ?",
    );
    this.#count = db.prepare(
      "INSERT INTO incident_event (event, key, change, incident, access) VALUES (?, ?, ?, ?, ?)",
    );
    this.#record = db.prepare(`
      INSERT OR REPLACE INTO incident_change (incident, transition, change, state, tier, at, by, remark, event, access)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    `);
    this.#event = db.prepare("SELECT event FROM incident WHERE id = ?");
    this.#setAside = db.prepare(
      "UPDATE incident SET key = key || '|damaged-' || position, ended_at = 0 WHERE key = ?",
    );
    this.#setCountAside = db.prepare(`
      UPDATE incident_event SET key = key || '|damaged-' || hex(randomblob(8)) WHERE event = ? AND key = ?
    `);
    this.#openPage = db.prepare(
      "SELECT position, key, body FROM incident WHERE ended_at IS NULL AND position > ? ORDER BY position LIMIT ?",
    );
    this.#pastPage = db.prepare(
      `SELECT position, body, ended_at FROM incident WHERE position < ? ORDER BY position DESC LIMIT ${LOOKED_AT}`,
    );
    this.#history = db.prepare(`
      SELECT transition, change, state, tier, at, by, remark, event, access FROM incident_change
      WHERE incident = (SELECT position FROM incident WHERE id = ?) ORDER BY transition
    `);
  }

  /** What an event did when it was counted; null where it was not, or where that is damaged, so that it counts again. */
  counted(place: number, key: string): Counted | null {
    const row = this.#counted.get(place, key);
    if (!row) return null;
    const change = text(row, "change") === COUNTED_BEFORE ? "counted" : changeOf(row);
    const incident = incidentOf(row, "incident", key);
    if (incident !== null && change !== null) return { incident: { ...incident, change }, change };
    this.#setCountAside.run(place, key);
    return null;
  }

  /**
   * The open incident of a key; null where there is none. One that the disk does not give back as it was written is
   * kept under another key: alarmed once more is better than never again.
   */
  open(key: string): OpenRow | null {
    const row = this.#open.get(key);
    if (!row) return null;
    const found = rowOf(row);
    if (found === null) this.#setAside.run(key);
    return found;
  }

  /** Null where there is none that can be read. `isOpen` is false for one that was reset. */
  byId(id: string): (OpenRow & { readonly isOpen: boolean }) | null {
    const row = this.#byId.get(id);
    if (!row) return null;
    const isOpen = row.ended_at === null;
    const incident = isOpen ? (rowOf(row)?.incident ?? null) : parsed(row, "body");
    return incident && { position: integer(row, "position"), incident, isOpen };
  }

  /** Null where it is not open, or cannot be read. */
  at(position: number): OpenRow | null {
    const row = this.#at.get(position);
    return row ? rowOf(row) : null;
  }

  /** Each open incident that can be read. */
  *all(): Iterable<OpenRow> {
    for (let after = 0; ; ) {
      const rows = this.#openPage.all(after, PAGE);
      for (const row of rows) {
        const found = rowOf(row);
        if (found !== null) yield found;
      }
      const last = rows.length < PAGE ? undefined : rows.at(-1);
      if (last === undefined) return;
      after = integer(last, "position");
    }
  }

  /** @param place of the event that raised it. @returns its position */
  insert(incident: Incident, place: number): number {
    const { lastInsertRowid } = this.#insert.run(
      incident.id,
      keyOf(incident),
      place,
      JSON.stringify(incident),
    );
    return Number(lastInsertRowid);
  }

  /** @param at milliseconds since 1970 */
  update(position: number, incident: Incident, at: number): void {
    const body = JSON.stringify(incident);
    if (incident.state === "reset") this.#end.run(body, at, position);
    else this.#update.run(body, position);
  }

  /** The event is counted, and will not be again. */
  count(place: number, key: string, incident: Incident, access: object | null): void {
    this.#count.run(place, key, incident.change, JSON.stringify(incident), access && JSON.stringify(access));
  }

  /** @param position of the incident */
  record(position: number, record: IncidentRecord): void {
    const { transition, change, state, tier, at, by, remark, event, access } = record;
    const decision = access && JSON.stringify(access);
    this.#record.run(position, transition, change, state, tier, at, by, remark, event, decision);
  }

  /** Place of the event that raised the incident; null where there is no such incident. */
  placeOf(id: string): number | null {
    const row = this.#event.get(id);
    return row ? integer(row, "event") : null;
  }

  openPage(after: number, limit: number): IncidentPage {
    const rows = this.#openPage.all(after, limit);
    const items = rows.flatMap((row) => rowOf(row)?.incident ?? []);
    const end = rows.length < limit ? undefined : rows.at(-1);
    return { items, next: end ? integer(end, "position") : null };
  }

  pastPage(filter: IncidentFilter, before: number | null, limit: number): IncidentPage {
    const items: Incident[] = [];
    const rows = this.#pastPage.all(before ?? Number.MAX_SAFE_INTEGER);
    for (const row of rows) {
      const incident = row.ended_at === null ? null : parsed(row, "body");
      if (incident === null || !fits(incident, filter)) continue;
      items.push(incident);
      if (items.length === limit) return { items, next: integer(row, "position") };
    }
    const end = rows.length < LOOKED_AT ? undefined : rows.at(-1);
    return { items, next: end ? integer(end, "position") : null };
  }

  history(id: string): readonly IncidentRecord[] {
    return this.#history.all(id).flatMap((row) => recordOf(row) ?? []);
  }
}

export function keyOf(incident: Incident): string {
  return incidentKey({ ...incident, event: incident });
}

function fits(incident: Incident, { site, unit, locker, cause, from, to }: IncidentFilter): boolean {
  return (
    (site === undefined || incident.site === site) &&
    (unit === undefined || incident.unit === unit) &&
    (locker === undefined || incident.locker === locker) &&
    (cause === undefined || incident.cause === cause) &&
    (from === undefined || incident.raisedAt >= from) &&
    (to === undefined || incident.raisedAt < to)
  );
}

function rowOf(row: Row): OpenRow | null {
  const incident = incidentOf(row, "body", text(row, "key"));
  return incident && { position: integer(row, "position"), incident };
}

/** Null where it is damaged. */
function incidentOf(row: Row, column: string, key: string): Incident | null {
  const incident = parsed(row, column);
  return incident !== null && keyOf(incident) === key ? incident : null;
}

function parsed(row: Row, column: string): Incident | null {
  const body = row[column];
  if (typeof body !== "string") return null;
  try {
    return incidentFrom(JSON.parse(body));
  } catch {
    return null;
  }
}

function recordOf(row: Row): IncidentRecord | null {
  const change = changeOf(row);
  if (change === null) return null;
  return {
    transition: integer(row, "transition"),
    change,
    state: text(row, "state") as Incident["state"],
    tier: integer(row, "tier"),
    at: integer(row, "at"),
    by: textOrNull(row, "by"),
    remark: textOrNull(row, "remark"),
    event: textOrNull(row, "event"),
    access: accessOf(textOrNull(row, "access")),
  };
}

/** Where the disk does not give it back as it was, the rest of the record is worth more than none. */
function accessOf(stored: string | null): IncidentRecord["access"] {
  if (stored === null) return null;
  try {
    return JSON.parse(stored);
  } catch {
    return null;
  }
}

function changeOf(row: Row): Change | null {
  const stored = text(row, "change");
  return isChange(stored) ? stored : null;
}

function isChange(stored: string): stored is Change {
  return CHANGES.has(stored);
}
