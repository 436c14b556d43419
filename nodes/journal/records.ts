import type { DatabaseSync } from "node:sqlite";
import { LockerError } from "../domain/errors.ts";
import type { LockerEvent, Mark } from "../domain/event.ts";
import type { Subject } from "../domain/notice.ts";
import { Checkpoints } from "./checkpoints.ts";
import { Configuration } from "./configuration.ts";
import { DayRows } from "./day-report-rows.ts";
import { Decisions } from "./decisions.ts";
import { Deliveries } from "./deliveries.ts";
import { EventLog } from "./event-log.ts";
import { eventRowOf } from "./event-row.ts";
import { Evidence } from "./evidence.ts";
import { History } from "./history.ts";
import { Incidents, type IncidentWitness } from "./incidents.ts";
import type { Outcome } from "./journal.ts";
import { Ledger } from "./ledger.ts";
import { LiveStates } from "./live-states.ts";
import { Lockers } from "./lockers.ts";
import { withMarks } from "./mark.ts";
import { Missing } from "./missing.ts";
import { Notices } from "./notices.ts";
import type { AppendReply, Call, EventRow, Input, Output, StoredReply } from "./protocol.ts";
import { Quarantine } from "./quarantine.ts";
import { RememberedByNodes } from "./remembered.ts";
import { Retention } from "./retention.ts";
import { Sequences } from "./sequences.ts";
import { Thefts, type TheftWitness } from "./thefts.ts";
import { Units } from "./units.ts";

/**
 * Carries out calls on an open database, inside whatever transaction there is. What it remembers between calls
 * is true only as long as each transaction is committed: after one that is not, make a new one.
 */
export class Records {
  readonly #ledger: Ledger;
  readonly #events: EventLog;
  readonly #units: Units;
  readonly #lockers: Lockers;
  readonly #live: LiveStates;
  readonly #history: History;
  readonly #days: DayRows;
  readonly #sequences: Sequences;
  readonly #quarantine: Quarantine;
  readonly #incidents: Incidents;
  readonly #thefts: Thefts;
  readonly #notices: Notices;
  readonly #deliveries: Deliveries;
  readonly #evidence: Evidence;
  readonly #decisions: Decisions;
  readonly #remembered: RememberedByNodes;
  readonly #configuration: Configuration;
  readonly #checkpoints: Checkpoints;
  readonly #retention: Retention;

  /**
   * @param folder of the ledger's key; null where nothing is signed
   * @param life which life of the process this is; default: this thread's own
   */
  constructor(db: DatabaseSync, folder: string | null, life?: number) {
    const ledger = new Ledger(db);
    this.#ledger = ledger;
    this.#events = new EventLog(db);
    this.#units = new Units(db, this.#events.filling);
    this.#lockers = new Lockers(db, this.#events.filling);
    this.#live = new LiveStates(this.#units, this.#lockers);
    this.#history = new History(db);
    this.#days = new DayRows(db);
    this.#sequences = new Sequences(this.#units, new Missing(db));
    this.#quarantine = new Quarantine(db);
    this.#notices = new Notices(db);
    this.#deliveries = new Deliveries(db, life);
    this.#evidence = new Evidence(db, ledger);
    this.#incidents = new Incidents(db, this.#witness(), this.#events.last);
    this.#thefts = new Thefts(db, this.#theftWitness());
    this.#decisions = new Decisions(db, this.#events, ledger);
    this.#remembered = new RememberedByNodes(db);
    this.#configuration = new Configuration(db, ledger);
    this.#checkpoints = new Checkpoints(db, ledger, folder);
    this.#retention = new Retention(db, ledger, this.#events, this.#notices);
  }

  /** @returns what each of the calls gave */
  carryOut(calls: readonly Call[]): readonly unknown[] {
    const outputs = calls.map((call) => this.#one(call));
    this.#ledger.write();
    return outputs;
  }

  #one(call: Call): unknown {
    switch (call.op) {
      case "append":
        return this.#append(call.input);
      case "quarantine":
        return this.#quarantine.add(call.input);
      case "unitSeen":
        return this.#seen(call.input);
      case "unitState":
        return this.#units.state(call.input);
      case "states":
        return this.#live.states(call.input);
      case "watchStates":
        return this.#live.watch(call.input);
      case "changedStates":
        return this.#live.changed(call.input);
      case "raise":
        return this.#raise(call.input);
      case "act":
        return this.#act(call.input);
      case "advance":
        return this.#incidents.advance(call.input);
      case "adopt":
        return this.#incidents.adopt(call.input.incidents, call.input.node);
      case "openIncidents":
        return this.#incidents.openPage(call.input.after, call.input.limit);
      case "pastIncidents":
        return this.#incidents.pastPage(call.input.filter, call.input.before, call.input.limit);
      case "incidentHistory":
        return this.#incidents.history(call.input);
      case "actOnTheft":
        return this.#actOnTheft(call.input);
      case "theft":
        return this.#thefts.get(call.input);
      case "thefts":
        return this.#thefts.list();
      case "handThefts":
        return this.#thefts.hand(call.input);
      case "enqueue":
        return this.#enqueue(call.input);
      case "due":
        return this.#due(call.input);
      case "settle":
        return this.#settle(call.input);
      case "retry":
        return this.#notices.retry(call.input.which, call.input.now);
      case "hurry":
        return this.#notices.hurry(call.input.route, call.input.now);
      case "overdue":
        return this.#notices.overdue.list(call.input);
      case "untold":
        return this.#notices.untold.list(call.input);
      case "told":
        return this.#notices.untold.told(call.input);
      case "toldOverdue":
        return this.#toldOverdue(call.input);
      case "outboxCounts":
        return this.#notices.counts();
      case "incident":
        return this.#history.incident(call.input);
      case "history":
        return this.#history.page(call.input);
      case "dayPage":
        this.#ledger.write();
        return this.#days.page(call.input);
      case "stuck":
        return this.#notices.stuckList.page(call.input);
      case "outboxSums":
        return this.#notices.stuckList.sums();
      case "settleEvents":
        return this.#deliveries.settle(call.input);
      case "openDeliveries":
        return this.#deliveries.page(call.input, this.#events.last);
      case "exhaust":
        return this.#exhaust(call.input);
      case "closeDeliveries":
        return this.#close(call.input);
      case "deliveryCounts":
        return this.#deliveries.counts();
      case "handBack":
        return this.#deliveries.handBack();
      case "remember":
        return this.#remembered.add(call.input.node, call.input.changes);
      case "recall":
        return this.#remembered.of(call.input);
      case "rememberedNodes":
        return this.#remembered.nodes();
      case "forgetNode":
        return this.#remembered.forget(call.input);
      case "decide":
        return this.#decisions.add(call.input);
      case "configure":
        return this.#configuration.add(call.input.parts, call.input.now);
      case "recordExport":
        return this.#evidence.exported(call.input.request, call.input.now);
      case "sign":
        this.#ledger.write();
        return this.#checkpoints.sign(call.input.now, call.input.all);
      case "retain":
        this.#ledger.write();
        return this.#retention.carryOut(call.input.step, call.input.policy, call.input.now);
    }
  }

  #append(event: EventRow): AppendReply {
    const position = this.#sequences.mayBeKnown(event) ? this.#events.positionOf(event.id) : null;
    return position === null ? this.#store(event) : this.#duplicate(event, position);
  }

  #seen(sighting: Input<"unitSeen">): Output<"unitSeen"> {
    const { unit, lockers, seenAt } = sighting;
    if (lockers !== undefined && seenAt !== null) this.#lockers.status(unit, lockers, seenAt);
    return this.#units.seen(sighting);
  }

  #duplicate(event: EventRow, position: number): AppendReply {
    const open = this.#deliveries.stillOpen(position, event.nodes);
    // Of what was erased, or damaged, the repetition itself is left.
    const body = this.#events.bodyAt(position) || event.body;
    return { result: "duplicate", position, body, open };
  }

  #store(event: EventRow): StoredReply {
    const position = this.#events.last + 1;
    this.#deliveries.open(position, event.nodes);
    const { marks, gap, before } = this.#sequences.take(event, position);
    const body = marked(event.body, marks);
    const filled = this.#events.append({ ...event, body });
    this.#evidence.event(event, body, position);
    this.#lockers.told(event, marks);
    if (filled) {
      this.#units.seal();
      this.#lockers.seal();
    }
    const news = this.#incidents.stored(event, marks, body, position);
    const stored = { result: "stored", position, marks, gap, before } as const;
    return news.length === 0 ? stored : { ...stored, news };
  }

  #exhaust({ node, position, entry }: Input<"exhaust">): Output<"exhaust"> {
    this.#deliveries.exhaust(node, position);
    this.#evidence.exhausted(node, position, entry.receivedAt);
    this.#quarantine.add(entry);
    return null;
  }

  #close({ node, now }: Input<"closeDeliveries">): Output<"closeDeliveries"> {
    this.#evidence.closing(node, now);
    return this.#deliveries.close(node);
  }

  #raise(request: Input<"raise">): Output<"raise"> {
    return this.#incidents.raise(request, this.#events.placeOf(request.event.id));
  }

  #act({ action, now, shelveAtMost }: Input<"act">): Output<"act"> {
    try {
      return this.#incidents.act(action, now, shelveAtMost);
    } catch (thrown) {
      // A sentence for whoever asked; nothing was written.
      if (thrown instanceof LockerError && thrown.code === "incident-refused")
        return { refused: thrown.message };
      throw thrown;
    }
  }

  #actOnTheft({ act, nodes, now }: Input<"actOnTheft">): Output<"actOnTheft"> {
    try {
      return this.#thefts.act(act, nodes, now);
    } catch (thrown) {
      // As above.
      if (thrown instanceof LockerError && thrown.code === "theft-refused")
        return { refused: thrown.message };
      throw thrown;
    }
  }

  /** What goes with everything that is said about a theft. */
  #theftWitness(): TheftWitness {
    const eventAt = (position: number) => eventIn(this.#events.bodyAt(position));
    return {
      incident: (id) => this.#incidents.byId(id),
      raised: (incident) => {
        const place = this.#incidents.placeOf(incident);
        return place === null ? null : eventAt(place);
      },
      store: (event, nodes) => this.#store(eventRowOf(event, nodes)).position,
      open: (position, nodes) => this.#deliveries.open(position, nodes),
      eventAt,
      record: (theft, act, at) => this.#evidence.theft(theft, act, at),
    };
  }

  /** What goes with every change of an incident. */
  #witness(): IncidentWitness {
    return {
      store: (event, nodes) => this.#store(eventRowOf(event, nodes)).position,
      record: (incident, record) => this.#evidence.incident(incident, record),
    };
  }

  #due(input: Input<"due">): Output<"due"> {
    const { damaged, ...due } = this.#notices.due(input.wanted, input.now);
    if (damaged.length === 0) return due;
    // Nothing could be sent any more if it stayed the first of its queue.
    this.#settle(damaged.map((position) => damagedNotice(position, input.now)));
    return this.#due(input);
  }

  #settle(outcomes: Input<"settle">): Output<"settle"> {
    for (const recorded of this.#notices.settle(outcomes)) this.#evidence.outcome(recorded);
    return null;
  }

  #toldOverdue({ positions, now }: Input<"toldOverdue">): Output<"toldOverdue"> {
    for (const notice of this.#notices.overdue.told(positions)) this.#evidence.overdue(notice, now);
    return null;
  }

  #enqueue(notices: Input<"enqueue">): Output<"enqueue"> {
    return notices.map((notice) => {
      const position = this.#notices.add(notice, this.#placeOf(notice.subject));
      if (position !== null) this.#evidence.notice(notice, position);
      return position;
    });
  }

  /** Notices are kept in the order of the events they go back to. */
  #placeOf(subject: Subject): number {
    const raised = subject.kind === "incident" ? this.#incidents.placeOf(subject.id) : null;
    return raised ?? this.#events.placeOf(subject.id);
  }
}

function damagedNotice(position: number, at: number): Outcome {
  return {
    ...{ position, result: "dead", at, code: "notice-damaged" },
    reason:
      "The disk does not give this notice back as it was written, so it cannot be sent. See the event it was about, tell the recipient yourself, and look at the disk.",
  };
}

/** Null for what was erased, or is damaged. */
function eventIn(body: string): LockerEvent | null {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function marked(body: string, marks: readonly Mark[]): string {
  if (marks.length === 0) return body;
  const event: LockerEvent = JSON.parse(body);
  return JSON.stringify(withMarks(event, marks));
}
