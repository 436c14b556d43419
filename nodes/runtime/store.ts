import type { Journal } from "../journal/journal.ts";
import type { Outbox } from "../journal/outbox.ts";

/** The process's one journal with its outbox, shared by every node that opened it. */
export interface Store {
  readonly journal: Journal;
  readonly outbox: Outbox;
  /** Call once from the node's `close`; the last release stops the outbox and closes the journal. */
  release(): Promise<void>;
}
