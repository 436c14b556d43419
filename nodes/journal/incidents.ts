import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { LockerEvent, Mark } from "../domain/event.ts";
import { type Incident, incidentKey } from "../domain/incident.ts";
import { act, type IncidentAction, refused } from "../domain/incident-act.ts";
import { incidentChanged } from "../domain/incident-event.ts";
import { advance, raise, returned } from "../domain/incident-life.ts";
import { IncidentReturns } from "./incident-returns.ts";
import { IncidentRows, keyOf, type OpenRow } from "./incident-rows.ts";
import type {
  IncidentFilter,
  IncidentNews,
  IncidentPage,
  IncidentRecord,
  IncidentRequest,
  IncidentStep,
} from "./journal.ts";
import type { EventRow, RaiseReply } from "./protocol.ts";

/** What a change has to be told to. */
export interface IncidentWitness {
  /** Stores an event for these nodes. @returns its position */
  store(event: LockerEvent, nodes: readonly string[]): number;
  /** Makes it a record of the ledger. */
  record(incident: Incident, record: IncidentRecord): void;
}

/** The incidents: what happens to them, and everything that goes with it, in the same transaction. */
export class Incidents {
  readonly #rows: IncidentRows;
  readonly #returns: IncidentReturns;
  readonly #witness: IncidentWitness;

  /** @param last position of the newest event */
  constructor(db: DatabaseSync, witness: IncidentWitness, last: number) {
    this.#rows = new IncidentRows(db);
    this.#returns = new IncidentReturns(db, () => this.#rows.all(), last);
    this.#witness = witness;
  }

  /** @param place of the event (EventLog.placeOf) */
  raise(request: IncidentRequest, place: number): RaiseReply {
    const mass = massOf(request);
    for (const one of mass === null ? [request] : [request, mass]) {
      const counted = this.#rows.counted(place, incidentKey(one));
      if (counted !== null) return { ...counted, known: true, news: [] };
    }
    const absorbing = mass === null ? null : this.#absorbing(mass);
    const asked =
      mass === null || absorbing === null ? request : { ...mass, summary: absorbing.incident.summary };
    const open = absorbing ?? this.#rows.open(incidentKey(asked));
    const incident = raise(open?.incident ?? null, asked, randomUUID());
    const position = open?.position ?? this.#rows.insert(incident, place);
    this.#rows.count(place, keyOf(incident), incident, request.access);
    const cause = { event: request.event.id, access: request.access };
    const news = [this.#changed({ position, incident }, open?.incident ?? null, request.now, cause)];
    if (this.#returns.isOver(incident, place)) news.push(...this.#back({ position, incident }, request.now));
    return { incident, change: incident.change, known: false, news };
  }

  /**
   * Takes note of an event that is stored now.
   * @param body of the event, JSON
   */
  stored(event: EventRow, marks: readonly Mark[], body: string, position: number): readonly IncidentNews[] {
    const back = this.#returns.take(event, marks, body, position);
    return back.flatMap((at) => {
      const open = this.#rows.at(at);
      return open === null ? [] : this.#back(open, event.receivedAt);
    });
  }

  /** @throws LockerError `incident-refused` */
  act(action: IncidentAction, now: number, shelveAtMost?: number): IncidentNews {
    const found = this.#rows.byId(action.incident);
    if (found === null)
      throw refused(
        "There is no incident of this id, or the disk does not give it back as it was. Look at the list of open incidents.",
      );
    const incident = act(found.incident, action, now, shelveAtMost);
    const { by, remark } = action;
    return this.#changed({ ...found, incident }, found.incident, now, { by, remark });
  }

  /** Null where it is not at that transition any more. */
  advance({ incident: id, transition, change, now }: IncidentStep): IncidentNews | null {
    const found = this.#rows.byId(id);
    if (found === null || !found.isOpen || found.incident.transition !== transition) return null;
    const incident = advance(found.incident, change, now);
    return incident && this.#changed({ ...found, incident }, found.incident, now, {});
  }

  adopt(ids: readonly string[], node: string): null {
    for (const id of ids) {
      const found = this.#rows.byId(id);
      if (found?.isOpen) this.#rows.update(found.position, { ...found.incident, node }, 0);
    }
    return null;
  }

  /** Null where there is none that can be read. */
  byId(id: string): Incident | null {
    return this.#rows.byId(id)?.incident ?? null;
  }

  /** Place of the event that raised the incident; null where there is no such incident. */
  placeOf(id: string): number | null {
    return this.#rows.placeOf(id);
  }

  openPage(after: number, limit: number): IncidentPage {
    return this.#rows.openPage(after, limit);
  }

  pastPage(filter: IncidentFilter, before: number | null, limit: number): IncidentPage {
    return this.#rows.pastPage(filter, before, limit);
  }

  history(id: string): readonly IncidentRecord[] {
    return this.#rows.history(id);
  }

  /** The open incident that counts this event instead of one of its own. */
  #absorbing(mass: IncidentRequest): OpenRow | null {
    const open = this.#rows.open(incidentKey(mass));
    return open?.incident.condition === "standing" ? open : null;
  }

  #back(row: OpenRow, now: number): readonly IncidentNews[] {
    const incident = returned(row.incident);
    return incident === null ? [] : [this.#changed({ ...row, incident }, row.incident, now, {})];
  }

  /**
   * Writes down a change, and what is to be told of it.
   * @param cause the event, or the person, it is due to; empty for what happened by itself
   */
  #changed(
    { position, incident }: OpenRow,
    before: Incident | null,
    at: number,
    cause: Partial<Pick<IncidentRecord, "event" | "by" | "remark" | "access">>,
  ): IncidentNews {
    const { transition, change, state, tier, node } = incident;
    const { event = null, by = null, remark = null, access = null } = cause;
    if (before !== null) this.#rows.update(position, incident, at);
    const record: IncidentRecord = { transition, change, state, tier, at, by, remark, event, access };
    this.#rows.record(position, record);
    this.#returns.follow(position, before, incident);
    this.#witness.record(incident, record);
    if (event !== null) return { incident, stored: null };
    const told = incidentChanged(incident, at);
    return {
      incident,
      stored: { event: told, position: this.#witness.store(told, node === "" ? [] : [node]) },
    };
  }
}

/** Many units of a site that are offline at once are one incident: a further one is another event of it. */
function massOf(request: IncidentRequest): IncidentRequest | null {
  return request.cause === "offline" ? { ...request, cause: "mass-offline" } : null;
}
