import type { Mark } from "../domain/event.ts";
import type { IncidentAction } from "../domain/incident-act.ts";
import type { RetentionPolicy } from "../domain/keeping.ts";
import type { ExportRequest } from "../domain/ledger-export.ts";
import type { Notice, Subject } from "../domain/notice.ts";
import type { TheftAct, TheftCase } from "../domain/theft.ts";
import type { SignedNow } from "./checkpoints.ts";
import type { DayPage, DayStep } from "./day-report-pages.ts";
import type {
  Appended,
  ChangedStates,
  ConfigurationPart,
  DeliveryCount,
  HistoryEvents,
  HistoryFilter,
  IncidentChange,
  IncidentFilter,
  IncidentNews,
  IncidentPage,
  IncidentRecord,
  IncidentRequest,
  IncidentStep,
  OutboxCount,
  OutboxSums,
  Outcome,
  OverdueItem,
  Quarantined,
  Remembered,
  Retry,
  SettledEvents,
  States,
  StatesOf,
  Stopped,
  StuckKind,
  StuckNoticesPage,
  TheftTold,
  UnitSighting,
  UnitState,
  Wanted,
} from "./journal.ts";
import type { RetentionStep } from "./retention.ts";
import type { SetAside } from "./set-aside.ts";

/**
 * What passes between the journal's client and its worker. Events and notices cross as the JSON that is
 * stored, beside the few fields the worker decides by: a string is copied faster than an object is cloned.
 */
export interface Operations {
  append: { readonly input: EventRow; readonly output: AppendReply };
  settleEvents: { readonly input: readonly SettledEvents[]; readonly output: null };
  openDeliveries: {
    readonly input: { readonly node: string; readonly after: number; readonly limit: number };
    readonly output: DeliveriesReply;
  };
  exhaust: {
    readonly input: { readonly node: string; readonly position: number; readonly entry: Quarantined };
    readonly output: null;
  };
  closeDeliveries: {
    readonly input: { readonly node: string; readonly now: number };
    readonly output: number;
  };
  deliveryCounts: { readonly input: null; readonly output: readonly DeliveryCount[] };
  /** The journal is closed in peace; the last call. */
  handBack: { readonly input: null; readonly output: null };
  quarantine: { readonly input: Quarantined; readonly output: null };
  unitSeen: { readonly input: UnitSighting; readonly output: UnitState | null };
  unitState: { readonly input: string; readonly output: UnitState | null };
  states: { readonly input: StatesOf; readonly output: States };
  watchStates: { readonly input: boolean; readonly output: number };
  changedStates: { readonly input: number; readonly output: ChangedStates | null };
  raise: { readonly input: IncidentRequest; readonly output: RaiseReply };
  act: {
    readonly input: { readonly action: IncidentAction; readonly now: number; readonly shelveAtMost?: number };
    readonly output: ActReply;
  };
  advance: { readonly input: IncidentStep; readonly output: IncidentNews | null };
  adopt: {
    readonly input: { readonly incidents: readonly string[]; readonly node: string };
    readonly output: null;
  };
  openIncidents: {
    readonly input: { readonly after: number; readonly limit: number };
    readonly output: IncidentPage;
  };
  pastIncidents: {
    readonly input: {
      readonly filter: IncidentFilter;
      readonly before: number | null;
      readonly limit: number;
    };
    readonly output: IncidentPage;
  };
  incidentHistory: { readonly input: string; readonly output: readonly IncidentRecord[] };
  actOnTheft: {
    readonly input: { readonly act: TheftAct; readonly nodes: readonly string[]; readonly now: number };
    readonly output: TheftReply;
  };
  theft: { readonly input: string; readonly output: TheftCase | null };
  thefts: { readonly input: null; readonly output: readonly TheftCase[] };
  handThefts: { readonly input: readonly string[]; readonly output: readonly TheftTold[] };
  /** The position of each notice; null where its key was known. */
  enqueue: { readonly input: readonly NoticeRow[]; readonly output: readonly (number | null)[] };
  due: {
    readonly input: { readonly wanted: readonly Wanted[]; readonly now: number };
    readonly output: DueReply;
  };
  settle: { readonly input: readonly Outcome[]; readonly output: null };
  retry: { readonly input: { readonly which: Retry; readonly now: number }; readonly output: number };
  hurry: { readonly input: { readonly route: string; readonly now: number }; readonly output: null };
  overdue: {
    readonly input: { readonly nodes: readonly string[]; readonly now: number; readonly limit: number };
    readonly output: OverdueReply;
  };
  toldOverdue: {
    readonly input: { readonly positions: readonly number[]; readonly now: number };
    readonly output: null;
  };
  untold: {
    readonly input: { readonly node: string; readonly limit: number };
    readonly output: UntoldReply;
  };
  told: { readonly input: readonly number[]; readonly output: null };
  outboxCounts: { readonly input: null; readonly output: readonly OutboxCount[] };
  remember: {
    readonly input: { readonly node: string; readonly changes: readonly Remembered[] };
    readonly output: null;
  };
  recall: {
    readonly input: string;
    readonly output: readonly (Remembered & { readonly value: string })[];
  };
  incident: { readonly input: string; readonly output: string | null };
  history: {
    readonly input: {
      readonly filter: HistoryFilter;
      readonly before: number | null;
      readonly limit: number;
    };
    readonly output: HistoryReply;
  };
  stuck: {
    readonly input: {
      readonly kinds: readonly StuckKind[];
      readonly seesSilent: boolean;
      readonly before: number | null;
      readonly limit: number;
    };
    readonly output: StuckReply;
  };
  dayPage: { readonly input: DayStep; readonly output: DayPage };
  outboxSums: { readonly input: null; readonly output: OutboxSums };
  rememberedNodes: { readonly input: null; readonly output: readonly string[] };
  forgetNode: { readonly input: string; readonly output: null };
  decide: { readonly input: DecisionRow; readonly output: null };
  configure: {
    readonly input: { readonly parts: readonly ConfigurationPart[]; readonly now: number };
    readonly output: null;
  };
  retain: {
    readonly input: {
      readonly step: RetentionStep;
      readonly policy: RetentionPolicy;
      readonly now: number;
    };
    readonly output: RetentionStep | null;
  };
  recordExport: {
    readonly input: { readonly request: ExportRequest; readonly now: number };
    readonly output: null;
  };
  sign: {
    readonly input: { readonly now: number; readonly all: boolean };
    readonly output: SignedNow | null;
  };
}

export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O]["input"];
export type Output<O extends Operation> = Operations[O]["output"];

/** One call; `n` finds its answer. */
export type Call<O extends Operation = Operation> = {
  [P in O]: { readonly n: number; readonly op: P; readonly input: Input<P> };
}[O];

export type Answer =
  | { readonly n: number; readonly output: unknown }
  /** A sentence for LockerError `journal-unavailable`. */
  | { readonly n: number; readonly failed: string };

/**
 * `goOn` answers a Failed: what the worker got before it was asked by somebody who did not know of the failure, and
 * fails, too, so that nothing overtakes what has to be asked again.
 */
export type ToWorker = readonly Call[] | "goOn" | "close";

/** Posted each time the journal's file was opened. */
export interface FileOpened {
  /** The journal that was set aside last; null where none was. */
  readonly aside: SetAside | null;
}

/** The answers to a group that could not be committed. */
export interface Failed {
  readonly failed: readonly Answer[];
}

/** The answers to one group of calls, posted after its commit; or news of the file. */
export type FromWorker = readonly Answer[] | Failed | FileOpened;

export interface WorkerData {
  /** Null: in memory, for as long as the worker lives. */
  readonly file: string | null;
  readonly busyTimeoutMs: number;
}

export interface EventRow {
  readonly id: string;
  readonly site: string;
  readonly locker: string | null;
  readonly unit: string;
  readonly boot: number | null;
  readonly seq: number | null;
  readonly type: string;
  readonly at: number | null;
  readonly receivedAt: number;
  /** The LockerEvent as JSON. */
  readonly body: string;
  /** Ids of the nodes it is to set out from. */
  readonly nodes: readonly string[];
}

/** An event that was not known before. */
export interface StoredReply {
  readonly result: "stored";
  readonly position: number;
  readonly marks: readonly Mark[];
  readonly gap: Appended["gap"];
  readonly before: Appended["before"];
  /** Incidents that this event brought back to normal; left out where there are none. */
  readonly news?: readonly IncidentNews[];
}

export type AppendReply =
  | StoredReply
  /** With the event that is stored, as JSON. */
  | {
      readonly result: "duplicate";
      readonly position: number;
      readonly body: string;
      readonly open: readonly string[];
    };

/** With all that was changed, in order. */
export interface RaiseReply extends IncidentChange {
  readonly news: readonly IncidentNews[];
}

export type ActReply =
  | IncidentNews
  /** A sentence for LockerError `incident-refused`. */
  | { readonly refused: string };

export type TheftReply =
  | TheftTold
  /** A sentence for LockerError `theft-refused`. */
  | { readonly refused: string };

export interface DeliveriesReply {
  readonly items: readonly {
    readonly position: number;
    readonly attempts: number;
    readonly body: string;
    readonly isDamaged?: true;
  }[];
  readonly through: number;
  readonly isAll: boolean;
}

export interface NoticeRow
  extends Pick<Notice, "key" | "node" | "route" | "lane" | "createdAt" | "overdueAt" | "site" | "locker"> {
  readonly subject: Subject;
  readonly queue: string;
  /** True where it tells of duress. */
  readonly silent: boolean;
  /** The Notice as JSON. */
  readonly body: string;
}

export interface DecisionRow {
  /** Id of the event. */
  readonly event: string;
  readonly site: string;
  readonly locker: string | null;
  readonly at: number;
  /** The Decision as JSON, without what stands above. */
  readonly body: string;
}

/** So many of the newest notices may be handed out without their bodies. */
export const WITHOUT_BODY = 500;

/** A notice as it is stored. */
export interface StoredNotice {
  readonly position: number;
  readonly attempts: number;
  readonly body: string;
}

export type UntoldReply = readonly (StoredNotice & {
  readonly state: Stopped["result"];
  readonly code: string;
  readonly reason: string | null;
  readonly at: number;
})[];

export interface OverdueReply {
  readonly items: readonly (StoredNotice & Pick<OverdueItem, "state" | "code">)[];
  readonly next: number | null;
}

export interface HistoryReply extends Pick<HistoryEvents, "next"> {
  readonly items: readonly (Omit<HistoryEvents["items"][number], "event"> & {
    /** The LockerEvent as JSON. */
    readonly body: string;
  })[];
}

export interface StuckReply extends Pick<StuckNoticesPage, "next"> {
  readonly items: readonly (StoredNotice &
    Omit<StuckNoticesPage["items"][number], keyof StoredNotice | "notice"> & { readonly key: string })[];
}

export interface DueReply {
  /**
   * Null for a body that the client itself has sent lately, and has not been handed out since: it has that still.
   */
  readonly items: readonly (StoredNotice | (Omit<StoredNotice, "body"> & { readonly body: null }))[];
  readonly next: number | null;
}
