import type { Access } from "../domain/access.ts";
import type { DayAsked, DayReport } from "../domain/day-report.ts";
import type { FoundOpening } from "../domain/day-report-found.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { SightedLockers } from "../domain/health.ts";
import type { Change, Incident, RaiseRequest } from "../domain/incident.ts";
import type { IncidentAction } from "../domain/incident-act.ts";
import type { Step } from "../domain/incident-policy.ts";
import type { RetentionPolicy } from "../domain/keeping.ts";
import type { ExportRequest } from "../domain/ledger-export.ts";
import type { Lane, Notice } from "../domain/notice.ts";
import type { Count, Gap } from "../domain/sequence.ts";
import type { TheftAct, TheftCase } from "../domain/theft.ts";
import type { SignedNow } from "./checkpoints.ts";
import type { OpeningsAsked } from "./day-report.ts";
import type { RetentionStep } from "./retention.ts";

/**
 * The durable store. Every method resolves after the commit that holds its effect, and rejects with
 * LockerError `journal-unavailable` when that commit could not be made. Calls are committed in groups in the
 * order they were made.
 */
export interface Journal {
  /**
   * Writes an event and the sequence state of its unit. A true duplicate changes nothing.
   * @param nodes ids of the nodes it is to set out from: it stays open for each until that one settled it
   */
  append(event: LockerEvent, nodes?: readonly string[]): Promise<Appended>;
  /** The flows of these nodes are through with these events; what is settled is never sent again. */
  settleEvents(settled: readonly SettledEvents[]): Promise<void>;
  /**
   * The next events that are open for a node, in order, to be sent again. Each is written down as tried in this life
   * of the process. After several that ended uncleanly a page holds fewer events, at last one.
   * @param after position after which to go on; 0 for the oldest
   * @param limit how many at most, 1 or more
   */
  openDeliveries(node: string, after: number, limit: number): Promise<OpenDeliveries>;
  /** Gives up an event for a node and keeps it in the quarantine, in one commit. */
  exhaust(node: string, position: number, entry: Quarantined): Promise<void>;
  /**
   * Gives up what is open for a node that is gone for good; resolves to how many events that was.
   * @param now milliseconds since 1970
   */
  closeDeliveries(node: string, now: number): Promise<number>;
  /** How many events are open, by node. */
  deliveryCounts(): Promise<readonly DeliveryCount[]>;
  /** Keeps a message that could not become an event; the newest QUARANTINE_KEPT are kept. */
  quarantine(entry: Quarantined): Promise<void>;
  /**
   * What was last known of a unit, updated; resolves to the state before. A sighting that brings no other
   * news than its time is written to disk every SEEN_SAVED_EVERY_MS only.
   */
  unitSeen(unit: UnitSighting): Promise<UnitState | null>;
  unitState(unit: string): Promise<UnitState | null>;
  /** What is known of these units and lockers; those of which nothing is known are left out. */
  states(of: StatesOf): Promise<States>;
  /**
   * Begins to collect which units and lockers change, for the one who asks, or ends it. Resolves to the era of what is
   * collected; 0 where that has ended.
   */
  watchStates(on: boolean): Promise<number>;
  /** What has changed since the last call; null where the era is over, so that everything has to be asked for anew. */
  changedStates(era: number): Promise<ChangedStates | null>;
  /**
   * Raises an incident, or counts the event to the one that is open for the same locker and cause
   * (domain/incident-life, `raise`); an `offline` to the `mass-offline` of its site where that is open. Idempotent by the
   * event's id. Where a later event has brought it back to normal already, it is `returned` in the same commit.
   */
  raise(request: IncidentRequest): Promise<IncidentChange>;
  /**
   * What a named person does with an incident. Committed with an event of type `incident-changed` that is open for the
   * node which looks after the incident.
   * @param now milliseconds since 1970
   * @param shelveAtMost minutes
   * @throws LockerError `incident-refused` as well
   */
  act(action: IncidentAction, now: number, shelveAtMost?: number): Promise<Incident>;
  /**
   * What time does to an incident, with an `incident-changed` as above. Resolves to null where the incident is not at
   * that transition any more, or not open: then nothing was done.
   */
  advance(step: IncidentStep): Promise<Incident | null>;
  /** Hands incidents over to another node: what happens to them from here on is told to that one. */
  adopt(incidents: readonly string[], node: string): Promise<void>;
  /**
   * Open incidents in the order in which they were raised.
   * @param after position after which to go on; 0 for the oldest
   * @param limit how many at most, 1 or more
   */
  openIncidents(after: number, limit: number): Promise<IncidentPage>;
  /**
   * Incidents that were reset, the newest first; a page may hold fewer than `limit` although more are to come.
   * @param before position before which to go on; null for the newest
   * @param limit how many at most, 1 or more
   */
  pastIncidents(filter: IncidentFilter, before: number | null, limit: number): Promise<IncidentPage>;
  /** All that happened to an incident, in order, as far as it is kept; empty where it is not known. */
  incidentHistory(id: string): Promise<readonly IncidentRecord[]>;
  /**
   * What a named officer says about a theft, committed with an event of type `theft-confirmed`, `police-report` or
   * `theft-unfounded` that is open for these nodes; without any it waits for `handThefts`.
   * @param nodes ids of insurer-feed nodes
   * @param now milliseconds since 1970
   * @throws LockerError `theft-refused` as well
   */
  actOnTheft(act: TheftAct, nodes: readonly string[], now: number): Promise<TheftTold>;
  /** What was said about the theft that an incident may be; null where it is not known, or can be no theft. */
  theft(incident: string): Promise<TheftCase | null>;
  /** The cases about which an officer has said something, the newest first, at most 1000. */
  thefts(): Promise<readonly TheftCase[]>;
  /** Opens for these nodes what no node could be told of; resolves to that, in order. */
  handThefts(nodes: readonly string[]): Promise<readonly TheftTold[]>;
  /** Adds notices; those whose key is known already are left as they are. */
  enqueue(notices: readonly Notice[]): Promise<Enqueued>;
  /**
   * The notices to send next, by lane, then by when they became due. Of each queue (journal/queue, `queueOf`)
   * only the oldest ones that wait: while the oldest is not due yet, the whole queue waits. They stay due until
   * settled.
   * @param now milliseconds since 1970
   * @param patient true where it may wait a few milliseconds for other calls, which then share its commit
   */
  due(wanted: readonly Wanted[], now: number, patient?: boolean): Promise<Due>;
  /**
   * Records what became of attempts to send.
   * @param patient true where it may wait a few milliseconds for other calls, which then share its commit
   */
  settle(outcomes: readonly Outcome[], patient?: boolean): Promise<void>;
  /**
   * Lets parked and dead notices wait again, each in its old place: what a person had to mend may be mended.
   * For nodes: through the outbox, which then looks for them. Resolves to how many there were.
   * @param now milliseconds since 1970
   */
  retry(which: Retry, now: number): Promise<number>;
  /** Makes those of a route that wait for their next attempt due at `now`: what was in their way is gone. */
  hurry(route: string, now: number): Promise<void>;
  /**
   * Notices of these nodes that are overdue and were not told so yet, at most `limit`: waiting and parked ones.
   * They stay in the list until `toldOverdue`.
   * @param now milliseconds since 1970
   */
  overdue(nodes: readonly string[], now: number, limit: number): Promise<Overdue>;
  /** The nodes of these were told that they are overdue. */
  toldOverdue(positions: readonly number[], now: number): Promise<void>;
  /** Parked and dead notices of a node that it was not told of, oldest first. They stay in the list until `told`. */
  untold(node: string, limit: number): Promise<readonly UntoldItem[]>;
  /** The node of these was told that they are parked or dead. */
  told(positions: readonly number[]): Promise<void>;
  /** How many notices are waiting, parked, dead and overdue, by node; what is 0 is left out. */
  outboxCounts(): Promise<readonly OutboxCount[]>;
  /**
   * Keeps for a node what it has to know again after a restart, in the order of the calls. Nothing personal.
   * @param changes a value of null is forgotten
   */
  remember(node: string, changes: readonly Remembered[]): Promise<void>;
  /** All that is kept for a node. */
  recall(node: string): Promise<readonly (Remembered & { readonly value: string })[]>;
  /** The nodes for which something is kept. */
  rememberedNodes(): Promise<readonly string[]>;
  /** Keeps nothing more for a node. */
  forgetNode(node: string): Promise<void>;
  /** An incident as it is now, also after its reset; null where it is not known. */
  incident(id: string): Promise<Incident | null>;
  /** Events that were stored, newest first. A page may hold fewer than `limit`, or nothing, although more are to come. */
  history(filter: HistoryFilter, before: number | null, limit: number): Promise<HistoryEvents>;
  /**
   * All openings of a site on one of its days, who was told of each, and what else the bank should look at. Read in
   * small steps, so that no event waits for it.
   */
  dayReport(asked: DayAsked): Promise<DayReport>;
  /** Openings of days that are over, with who was told, in as small steps. */
  dayOpenings(asked: OpeningsAsked): Promise<readonly FoundOpening[]>;
  /**
   * The position up to which events had been stored before a moment; 0 where none were.
   * @param moment milliseconds since 1970
   */
  storedBefore(moment: number): Promise<number>;
  /**
   * Notices that are parked, dead or overdue, newest first.
   * @param seesSilent false: without those that tell of a silent alarm (duress), and as if there were none
   */
  stuck(
    kinds: readonly StuckKind[],
    seesSilent: boolean,
    before: number | null,
    limit: number,
  ): Promise<StuckNoticesPage>;
  /** How many notices are waiting, parked, dead and overdue. */
  outboxSums(): Promise<OutboxSums>;
  /** Records what was decided about an event; once, however often the event comes by. */
  decide(decision: Decision): Promise<void>;
  /**
   * Records which parts of the configuration are not what they were when that was last recorded.
   * @param now milliseconds since 1970
   */
  configure(parts: readonly ConfigurationPart[], now: number): Promise<void>;
  /**
   * Records that somebody asked for an evidence pack, in the chain of the locker's site.
   * @param now milliseconds since 1970
   */
  recordExport(request: ExportRequest, now: number): Promise<void>;
  /**
   * Signs the ledger's chains: those whose time has come, or with `all` each that has something new. Resolves to
   * null where there was nothing to sign. Rejects as well when the key cannot be used.
   * @param now milliseconds since 1970
   */
  sign(now: number, all: boolean): Promise<SignedNow | null>;
  /**
   * Erases and prunes by the policy: one small step of a pass that begins with FIRST_STEP. Resolves to the next step,
   * null at the end.
   * @param now milliseconds since 1970
   */
  retain(step: RetentionStep, policy: RetentionPolicy, now: number): Promise<RetentionStep | null>;
  close(): Promise<void>;
}

/** What a node keeps over a restart. */
export interface Remembered {
  readonly key: string;
  readonly value: string | null;
}

/** The ledger's record of a decision. */
export interface Decision {
  readonly event: Pick<LockerEvent, "id" | "site" | "locker">;
  /** Id of the node that decided. */
  readonly node: string;
  readonly access: Access;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface ConfigurationPart {
  /** Which: `flows`, `calendar {node id}` or `register {node id}`. */
  readonly part: string;
  /** Changes with its content. */
  readonly digest: string;
}

export interface Appended {
  readonly result: "stored" | "duplicate";
  /** Where the event stands in the order of arrival. */
  readonly position: number;
  /** Of the nodes that were named, those for which the event is open. */
  readonly open: readonly string[];
  /** The event as stored: with the marks that the sequence state added. */
  readonly event: LockerEvent;
  /** Sequence numbers that are missing before this event, inclusive; null where none are newly missing. */
  readonly gap: Gap | null;
  /** Where the unit's count was, if with this event it goes on from another point; null otherwise. */
  readonly before: Count | null;
}

/**
 * An event that was on its way in so many lives of the process that ended uncleanly is not sent again. A clean stop
 * and a deploy do not count.
 */
export const ATTEMPTS = 10;

/** After so many an event is sent again in ever smaller company, so that one that ends the process is found. */
export const SUSPECT_ATTEMPTS = 3;

export interface SettledEvents {
  /** Id of the node the event set out from. */
  readonly node: string;
  readonly positions: readonly number[];
}

export interface OpenDeliveries {
  readonly items: readonly OpenDelivery[];
  /** Every event up to this position was looked at. */
  readonly through: number;
  /** True where no more were open when this was read. */
  readonly isAll: boolean;
}

export interface OpenDelivery {
  readonly position: number;
  readonly event: LockerEvent;
  /** Lives of the process that ended uncleanly while it was on its way; from ATTEMPTS on it is not to be sent. */
  readonly attempts: number;
  /** The disk does not give the event back as it was: only whose it is is left, and it is not to be sent. */
  readonly isDamaged?: true;
}

export interface DeliveryCount {
  readonly node: string;
  readonly open: number;
}

/** Newest entries of the quarantine that are kept. */
export const QUARANTINE_KEPT = 10_000;
/** Bytes of a quarantined payload that are kept. */
export const QUARANTINE_BYTES = 4096;

export interface Quarantined {
  readonly topic: string;
  /** At most the first QUARANTINE_BYTES are kept. */
  readonly payload: Uint8Array;
  readonly code: string;
  readonly reason: string;
  readonly receivedAt: number;
}

/** After a restart `UnitState.seenAt`, `uptime` and `clock` may be older than the truth by this much. */
export const SEEN_SAVED_EVERY_MS = 5 * 60_000;

export interface UnitSighting {
  readonly unit: string;
  readonly online?: boolean;
  /** With a boot that differs from the known one, the known nonce is forgotten. */
  readonly boot?: number | null;
  readonly nonce?: string;
  /** Milliseconds since the unit started. */
  readonly uptime?: number;
  readonly clock?: string;
  readonly firmware?: string;
  readonly lockers?: SightedLockers;
  /** Null where it was never heard. */
  readonly seenAt: number | null;
}

export interface UnitState {
  readonly unit: string;
  readonly online: boolean | null;
  readonly boot: number | null;
  readonly nonce: string | null;
  /** Milliseconds since the unit started, at the last sighting that told it. */
  readonly uptime: number | null;
  readonly clock: string | null;
  /** Version; null until it has told. */
  readonly firmware: string | null;
  /** The last number of its sequence; goes back only where the unit itself went back. */
  readonly lastSeq: number | null;
  /** When the unit was last heard, milliseconds since 1970. */
  readonly seenAt: number | null;
}

export interface LockerState {
  readonly locker: string;
  /** That spoke for it last. */
  readonly unit: string;
  /** Null: not known. */
  readonly door: "open" | "closed" | null;
  readonly tamper: boolean | null;
  /** When the gateway was last told of its door or housing, milliseconds since 1970. */
  readonly at: number;
}

export interface StatesOf {
  readonly units: readonly string[];
  readonly lockers: readonly string[];
}

export interface States {
  readonly units: readonly UnitState[];
  readonly lockers: readonly LockerState[];
}

export type ChangedStates = States;

export interface IncidentRequest extends RaiseRequest {
  /** The decision that made it an alarm, kept as evidence. */
  readonly access: Access | null;
}

export interface IncidentChange {
  /** As this event left it: a repeated call with the same event gives the same answer. */
  readonly incident: Incident;
  readonly change: Change;
  /** True where this event was counted before. */
  readonly known: boolean;
}

export interface IncidentStep {
  /** Id of the incident. */
  readonly incident: string;
  /** The transition it is at: a step is taken once, however often it is asked for. */
  readonly transition: number;
  readonly change: Step["change"];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A change that was committed, in the order in which they were. */
export interface IncidentNews {
  readonly incident: Incident;
  /**
   * The `incident-changed` that was stored with it, to be handed over to the node that looks after the incident; null
   * for what an event of a flow did, which that flow is told of by itself.
   */
  readonly stored: { readonly event: LockerEvent; readonly position: number } | null;
}

/** What an officer said, as it was committed. */
export interface TheftTold {
  readonly theft: TheftCase;
  /** The event about it, and the nodes for which it is open; null where nothing new was said. */
  readonly told: {
    readonly event: LockerEvent;
    readonly position: number;
    readonly nodes: readonly string[];
  } | null;
}

export interface IncidentPage {
  readonly items: readonly Incident[];
  /** Where to go on; null where this is all. */
  readonly next: number | null;
}

/** What is left out does not matter. */
export interface IncidentFilter {
  readonly site?: string;
  readonly unit?: string;
  readonly locker?: string;
  readonly cause?: string;
  /** Raised at this moment or later, and before that one, milliseconds since 1970. */
  readonly from?: number;
  readonly to?: number;
}

/** One change of an incident, as the journal keeps it. */
export interface IncidentRecord {
  readonly transition: number;
  readonly change: Change;
  readonly state: Incident["state"];
  readonly tier: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Sign-in name of who did it, and why; null for what happened by itself. */
  readonly by: string | null;
  readonly remark: string | null;
  /** Id of the event that did it; null for what a person or time did. */
  readonly event: string | null;
  /** The decision that made that event an alarm. */
  readonly access: Access | null;
}

/** Null: whatever it is. */
export interface HistoryFilter {
  readonly site: string | null;
  readonly unit: string | null;
  readonly locker: string | null;
  readonly types: readonly string[] | null;
  /** Types that are left out. */
  readonly except: readonly string[] | null;
  /** Received at or after, and before, milliseconds since 1970. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface HistoryEvents {
  readonly items: readonly {
    readonly position: number;
    readonly event: LockerEvent;
    /** That it was counted to, with the reason of the decision; null where it was not. */
    readonly incident: { readonly id: string; readonly cause: string; readonly reason: string | null } | null;
  }[];
  /** Before which position to go on; null at the end. */
  readonly next: number | null;
}

export interface OutboxSums {
  readonly all: Readonly<Record<NoticeCount, number>>;
  /** Without those that tell of a silent alarm (duress), as of the same moment. */
  readonly loud: Readonly<Record<NoticeCount, number>>;
}

export type StuckKind = "parked" | "dead" | "overdue";

export interface StuckNoticesPage {
  readonly items: readonly (OutboxItem & {
    readonly state: "waiting" | "parked" | "dead";
    readonly overdue: boolean;
    /** Of the error that failed it last; null where no attempt was made. */
    readonly code: string | null;
    readonly reason: string | null;
  })[];
  readonly next: number | null;
}

export interface Enqueued {
  readonly added: number;
  readonly known: number;
}

/** How much an outbox can take of one lane of one route. */
export interface Wanted {
  readonly route: string;
  readonly lane: Lane;
  /** How many notices, 1 or more. */
  readonly limit: number;
  /** How many of one queue, oldest first, 1 or more. */
  readonly run: number;
  /** Positions the outbox has already: their queues are passed over. */
  readonly inHand: readonly number[];
  /** True: also those whose next attempt is not due yet. */
  readonly early: boolean;
}

export interface Due {
  readonly items: readonly OutboxItem[];
  /** When the next notice of what was wanted becomes due, milliseconds since 1970; null where none waits. */
  readonly next: number | null;
}

export interface OutboxItem {
  /** Rowid: the order in which notices were added. */
  readonly position: number;
  readonly notice: Notice;
  /** Attempts made so far. */
  readonly attempts: number;
}

export type Outcome =
  | {
      readonly position: number;
      readonly result: "accepted";
      readonly at: number;
      readonly providerId: string;
    }
  /** Try again at `retryAt` (milliseconds since 1970). */
  | {
      readonly position: number;
      readonly result: "retry";
      readonly at: number;
      readonly retryAt: number;
      readonly code: string;
    }
  | Stopped;

/**
 * No more attempts by itself. `parked` needs a person (credentials, spend limit, permission) and stands aside, still
 * visible; `dead` can never be sent as it is (no such number, opted out).
 */
export interface Stopped {
  readonly position: number;
  readonly result: "parked" | "dead";
  readonly at: number;
  readonly code: string;
  /** The sentence of the error, without anything personal. */
  readonly reason?: string;
}

/** Which notices are to wait again: of these states, and only those that fit all that is given. */
export interface Retry {
  readonly states: readonly ("parked" | "dead")[];
  /** Id of the node that asked for them. */
  readonly node?: string;
  readonly route?: string;
  readonly key?: string;
}

export interface Overdue {
  readonly items: readonly OverdueItem[];
  /** When the next notice of these nodes will be overdue, milliseconds since 1970; null where none waits. */
  readonly next: number | null;
}

export interface OverdueItem extends OutboxItem {
  readonly state: "waiting" | "parked";
  /** Of the error that failed it last; null where no attempt was made. */
  readonly code: string | null;
}

export interface UntoldItem {
  readonly item: OutboxItem;
  readonly outcome: Stopped;
}

/** `overdue`: how many of the waiting and parked ones were told as overdue. */
export type NoticeCount = "waiting" | "parked" | "dead" | "overdue";

export interface OutboxCount {
  readonly node: string;
  readonly state: NoticeCount;
  readonly count: number;
}
