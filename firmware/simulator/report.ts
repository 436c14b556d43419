import { createHash } from "node:crypto";
import type { ReplyEventMessage } from "../../nodes/domain/contract.ts";
import type { Entry } from "./flash.ts";
import type { Unit } from "./unit.ts";

/** What became of one event, as its unit knows it. */
export interface EventReport {
  /** `{unit}-{seq}-{12 hex digits}`: the gateway's own id of the same event. */
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly locker: string | null;
  /** How many times it was handed to the connection. */
  readonly sends: number;
  /** Null while the gateway has not answered. */
  readonly result: ReplyEventMessage["result"] | null;
  /** Why it was rejected. */
  readonly code: string | null;
}

export interface UnitReport {
  readonly unit: string;
  readonly site: string;
  readonly boot: number;
  readonly seq: number;
  readonly online: boolean;
  /** Events without an answer. */
  readonly queued: number;
  /** Events that a full flash has overwritten. */
  readonly lost: number;
  readonly events: readonly EventReport[];
}

export interface FleetReport {
  readonly totals: {
    readonly units: number;
    readonly online: number;
    readonly recorded: number;
    /** Sendings, repeats included. */
    readonly sent: number;
    readonly stored: number;
    readonly duplicate: number;
    readonly rejected: number;
    readonly queued: number;
    readonly lost: number;
  };
  readonly units: readonly UnitReport[];
}

interface Kept {
  readonly id: string;
  readonly entry: Pick<Entry, "seq" | "type" | "locker" | "sends">;
  answer: ReplyEventMessage | null;
}

/** Writes down what each unit recorded and what the gateway answered, for comparing after a crash. */
export class Recorder {
  readonly #kept = new Map<Unit, Map<number, Kept>>();

  recorded(unit: Unit, entry: Entry): void {
    const events = this.#kept.get(unit) ?? new Map<number, Kept>();
    this.#kept.set(unit, events);
    const hash = createHash("sha256").update(entry.body).digest("hex").slice(0, 12);
    events.set(entry.seq, { id: `${unit.id}-${entry.seq}-${hash}`, entry, answer: null });
  }

  answered(unit: Unit, entry: Entry, answer: ReplyEventMessage): void {
    const kept = this.#kept.get(unit)?.get(entry.seq);
    // A replayed event is answered again: the first answer is what became of it.
    if (kept) kept.answer ??= answer;
  }

  report(units: Iterable<Unit>): FleetReport {
    const all = [...units].map((unit) => this.#unit(unit));
    const events = all.flatMap((unit) => unit.events);
    const answered = (result: ReplyEventMessage["result"]) =>
      events.filter((event) => event.result === result).length;
    const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
    return {
      totals: {
        units: all.length,
        online: all.filter((unit) => unit.online).length,
        recorded: events.length,
        sent: sum(events.map((event) => event.sends)),
        stored: answered("stored"),
        duplicate: answered("duplicate"),
        rejected: answered("rejected"),
        queued: sum(all.map((unit) => unit.queued)),
        lost: sum(all.map((unit) => unit.lost)),
      },
      units: all,
    };
  }

  #unit(unit: Unit): UnitReport {
    return {
      unit: unit.id,
      site: unit.site,
      ...unit.counters,
      online: unit.online,
      queued: unit.queued,
      lost: unit.lost,
      events: [...(this.#kept.get(unit)?.values() ?? [])].map(({ id, entry, answer }) => ({
        id,
        seq: entry.seq,
        type: entry.type,
        locker: entry.locker,
        sends: entry.sends,
        result: answer?.result ?? null,
        code: answer?.code ?? null,
      })),
    };
  }
}
