import type { ReplyEventMessage } from "../../nodes/domain/contract.ts";
import type { Entry } from "./flash.ts";
import type { Unit } from "./unit.ts";

/** What a unit tells whoever watches it; called synchronously and must not throw. */
export interface UnitObserver {
  recorded?(unit: Unit, entry: Entry): void;
  sent?(unit: Unit, entry: Entry): void;
  answered?(unit: Unit, entry: Entry, answer: ReplyEventMessage): void;
  /** A door, a tamper contact, the clock or the connection changed. */
  changed?(unit: Unit): void;
  /** An attempt to connect did not succeed. */
  failed?(unit: Unit, problem: string): void;
}
