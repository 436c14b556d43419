import type { Received } from "./audience.ts";
import type { Daylight } from "./branch-clock.ts";
import type { Trace } from "./trace.ts";

/** What the page shows, sent whole whenever it changes. The page imports these types. */
export interface PageState {
  readonly branch: { readonly id: string; readonly name: string };
  /** Hours ahead of Greenwich. */
  readonly hoursAhead: number;
  readonly daylight: Daylight;
  readonly editorUrl: string;
  readonly lockers: readonly PageLocker[];
  readonly listeners: readonly PageListener[];
  readonly trace: Trace | null;
}

export interface PageLocker {
  readonly id: string;
  readonly unit: string;
  readonly door: "open" | "closed";
  /** Broken open and not closed since. */
  readonly forced: boolean;
  readonly tamper: boolean;
  /** Its hirer gives it up. */
  readonly surrendered: boolean;
  readonly online: boolean;
  /** Events that the unit holds until it can send them. */
  readonly held: number;
  readonly hirers: readonly string[];
}

export interface PageListener {
  readonly id: string;
  readonly party: Received["party"];
  readonly name: string;
  readonly lockers: readonly string[];
  readonly phone: string | null;
}

export interface PageMessage extends Received {
  /** Where the branch's clock was when it arrived, hours ahead of Greenwich. */
  readonly hoursAhead: number;
}

/** What somebody at the page may do to a locker, or to the unit that serves it. */
export const ACTIONS = [
  "open",
  "close",
  "force",
  "tamper",
  "clear-tamper",
  "cut",
  "mend",
  "surrender",
] as const;
export type Action = (typeof ACTIONS)[number];
