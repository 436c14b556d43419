import type { Cancel, Clock } from "../domain/clock.ts";
import type { EventType, LockerEvent } from "../domain/event.ts";
import { afterAwake } from "../runtime/awake.ts";

/** An alarm that is not stored by then is handed on from memory. */
export const ALARM_WAITS_MS = 3000;
const LOOK_EVERY_MS = 1000;
/** Ids that are remembered, some 100 bytes each. */
const HANDED_KEPT = 10_000;

/** What may be an alarm by itself. Whether an opening is one is judged further on. */
const ALARMS: ReadonlySet<EventType> = new Set<EventType>(["opened", "forced", "tamper", "duress"]);

/** Which alarms went out from memory already: a broker sends what it got no acknowledgement for again and again. */
export class Handed {
  readonly #ids = new Set<string>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= HANDED_KEPT) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }
}

export interface AlarmWatchOptions {
  readonly clock: Clock;
  /** Kept for the life of the process. */
  readonly handed: Handed;
  /** Hands an event on as it is; false where nobody is there to take it. */
  readonly hand: (event: LockerEvent) => boolean;
}

interface Waiting {
  /** Null once it waits no more: V8 may keep what passed through a Map for long (domain/chain.ts). */
  event: LockerEvent | null;
  /** Monotonic milliseconds. */
  readonly since: number;
}

/** Sees that no alarm waits for a disk: what is not stored in time is handed on from memory, marked, once. */
export class AlarmWatch {
  readonly #options: AlarmWatchOptions;
  /** By id, in order of arrival. */
  readonly #waiting = new Map<string, Waiting>();
  #refuses = false;
  #timer: Cancel | null = null;

  constructor(options: AlarmWatchOptions) {
    this.#options = options;
  }

  /** Alarms that are not stored yet. */
  get count(): number {
    return this.#waiting.size;
  }

  /** The event came, and is not stored yet. */
  came(event: LockerEvent): void {
    const { id, type } = event;
    if (!ALARMS.has(type) || this.#options.handed.has(id) || this.#waiting.has(id)) return;
    this.#waiting.set(id, { event, since: this.#options.clock.monotonic() });
    if (this.#refuses) this.#look();
    else this.#soon();
  }

  stored(event: LockerEvent): void {
    this.#forget(event.id);
  }

  /** The journal refuses, or takes again. */
  refuses(refuses: boolean): void {
    this.#refuses = refuses;
    if (refuses) this.#look();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
    this.#waiting.clear();
  }

  #look(): void {
    const { clock, hand, handed } = this.#options;
    const due = clock.monotonic() - ALARM_WAITS_MS;
    for (const [id, { event, since }] of this.#waiting) {
      if (event === null || (!this.#refuses && since > due)) break;
      if (!hand({ ...event, marks: [...event.marks, "not-journaled"] })) break;
      handed.add(id);
      this.#forget(id);
    }
    if (this.#waiting.size > 0) this.#soon();
  }

  #forget(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.event = null;
    this.#waiting.delete(id);
  }

  #soon(): void {
    this.#timer ??= afterAwake(this.#options.clock, LOOK_EVERY_MS, () => {
      this.#timer = null;
      this.#look();
    });
  }
}
