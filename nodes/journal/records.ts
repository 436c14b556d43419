import type { DatabaseSync } from "node:sqlite";
import type { LockerEvent, Mark } from "../domain/event.ts";
import type { Subject } from "../domain/notice.ts";
import { EventLog } from "./event-log.ts";
import { Incidents } from "./incidents.ts";
import type { Appended } from "./journal.ts";
import { withMark } from "./mark.ts";
import { Missing } from "./missing.ts";
import { Notices } from "./notices.ts";
import type { AppendReply, Call, EventRow, Input, Output } from "./protocol.ts";
import { Quarantine } from "./quarantine.ts";
import { Units } from "./units.ts";

/**
 * Carries out calls on an open database, inside whatever transaction there is. What it remembers between calls
 * is true only as long as each transaction is committed: after one that is not, make a new one.
 */
export class Records {
  readonly #events: EventLog;
  readonly #units: Units;
  readonly #missing: Missing;
  readonly #quarantine: Quarantine;
  readonly #incidents: Incidents;
  readonly #notices: Notices;

  constructor(db: DatabaseSync) {
    this.#events = new EventLog(db);
    this.#units = new Units(db, this.#events.filling);
    this.#missing = new Missing(db);
    this.#quarantine = new Quarantine(db);
    this.#incidents = new Incidents(db);
    this.#notices = new Notices(db);
  }

  carryOut(call: Call): unknown {
    switch (call.op) {
      case "append":
        return this.#append(call.input);
      case "quarantine":
        return this.#quarantine.add(call.input);
      case "unitSeen":
        return this.#units.seen(call.input);
      case "unitState":
        return this.#units.state(call.input);
      case "raise":
        return this.#incidents.raise(call.input, this.#events.placeOf(call.input.event.id));
      case "enqueue":
        return this.#enqueue(call.input);
      case "due":
        return this.#notices.due(call.input.wanted, call.input.now);
      case "settle":
        return this.#notices.settle(call.input);
      case "resume":
        return this.#notices.resume(call.input.route, call.input.now);
      case "outboxCounts":
        return this.#notices.counts();
    }
  }

  #append(event: EventRow): AppendReply {
    const { seq } = event;
    const last = seq === null ? null : this.#units.lastSeq(event.unit);
    // A number beyond the last one is new, whatever its content, and so is the first of a unit.
    if (seq !== null && last === null) return this.#store(event, null, null);
    if (seq !== null && last !== null && seq > last) {
      if (seq === last + 1) return this.#store(event, null, null);
      this.#missing.add(event.unit, last + 1, seq - 1);
      return this.#store(event, "sequence-gap", { from: last + 1, to: seq - 1 });
    }
    if (seq !== null && this.#missing.take(event.unit, seq)) return this.#store(event, "out-of-order", null);
    const position = this.#events.positionOf(event.id);
    if (position !== null) return { result: "duplicate", body: this.#events.bodyAt(position) };
    return this.#store(event, seq === null ? null : "replayed", null);
  }

  #store(event: EventRow, mark: Mark | null, gap: Appended["gap"]): AppendReply {
    const filled = this.#events.append(mark ? { ...event, body: marked(event.body, mark) } : event);
    if (event.seq !== null) this.#units.heard(event.unit, event.seq, event.receivedAt);
    if (filled) this.#units.seal(filled);
    return { result: "stored", mark, gap };
  }

  #enqueue(notices: Input<"enqueue">): Output<"enqueue"> {
    let added = 0;
    for (const notice of notices) {
      if (this.#notices.add(notice, this.#placeOf(notice.subject))) added += 1;
    }
    return { added, known: notices.length - added };
  }

  /** Notices are kept in the order of the events they go back to. */
  #placeOf(subject: Subject): number {
    const raised = subject.kind === "incident" ? this.#incidents.placeOf(subject.id) : null;
    return raised ?? this.#events.placeOf(subject.id);
  }
}

function marked(body: string, mark: Mark): string {
  const event: LockerEvent = JSON.parse(body);
  return JSON.stringify(withMark(event, mark));
}
