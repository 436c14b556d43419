import type { Mark } from "../domain/event.ts";
import type { Notice, Subject } from "../domain/notice.ts";
import type {
  Appended,
  Enqueued,
  IncidentChange,
  IncidentRequest,
  OutboxCount,
  Outcome,
  Quarantined,
  UnitSighting,
  UnitState,
  Wanted,
} from "./journal.ts";
import type { SetAside } from "./set-aside.ts";

/**
 * What passes between the journal's client and its worker. Events and notices cross as the JSON that is
 * stored, beside the few fields the worker decides by: a string is copied faster than an object is cloned.
 */
export interface Operations {
  append: { readonly input: EventRow; readonly output: AppendReply };
  quarantine: { readonly input: Quarantined; readonly output: null };
  unitSeen: { readonly input: UnitSighting; readonly output: UnitState | null };
  unitState: { readonly input: string; readonly output: UnitState | null };
  raise: { readonly input: IncidentRequest; readonly output: IncidentChange };
  enqueue: { readonly input: readonly NoticeRow[]; readonly output: Enqueued };
  due: {
    readonly input: { readonly wanted: readonly Wanted[]; readonly now: number };
    readonly output: DueReply;
  };
  settle: { readonly input: readonly Outcome[]; readonly output: null };
  resume: { readonly input: { readonly route: string; readonly now: number }; readonly output: number };
  outboxCounts: { readonly input: null; readonly output: readonly OutboxCount[] };
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

export type ToWorker = readonly Call[] | "close";

/** Posted each time the journal's file was opened. */
export interface FileOpened {
  /** The journal that was set aside last; null where none was. */
  readonly aside: SetAside | null;
}

/** The answers to one group of calls, posted after its commit; or news of the file. */
export type FromWorker = readonly Answer[] | FileOpened;

export interface WorkerData {
  /** Null: in memory, for as long as the worker lives. */
  readonly file: string | null;
  readonly busyTimeoutMs: number;
}

export interface EventRow {
  readonly id: string;
  readonly site: string;
  readonly unit: string;
  readonly boot: number | null;
  readonly seq: number | null;
  readonly type: string;
  readonly at: number | null;
  readonly receivedAt: number;
  /** The LockerEvent as JSON. */
  readonly body: string;
}

export type AppendReply =
  | { readonly result: "stored"; readonly mark: Mark | null; readonly gap: Appended["gap"] }
  /** With the event that is stored, as JSON. */
  | { readonly result: "duplicate"; readonly body: string };

export interface NoticeRow extends Pick<Notice, "key" | "node" | "route" | "lane" | "createdAt"> {
  readonly subject: Subject;
  readonly queue: string;
  /** The Notice as JSON. */
  readonly body: string;
}

export interface DueReply {
  readonly items: readonly {
    readonly position: number;
    readonly attempts: number;
    readonly body: string;
  }[];
  readonly next: number | null;
}
