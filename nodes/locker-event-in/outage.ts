import type { Cancel, Clock } from "../domain/clock.ts";
import type { GatewayNews } from "../domain/gateway-news.ts";
import { afterAwake } from "../runtime/awake.ts";

/** A journal that refuses, or does not answer, for so long is an alarm. */
const OUTAGE_MS = 10_000;
/** A message that waits longer for the journal than this: the gateway is behind. */
export const BEHIND_MS = 5000;
/** It has caught up when none waits longer than this. */
const CAUGHT_UP_MS = 1000;
const LOOK_EVERY_MS = 1000;

const SILENT = `The journal has not answered for ${OUTAGE_MS / 1000} s: the disk stalls, or is far too slow. Until it does, events stay with the broker, and only alarms are sent, from memory. Look at the disk.`;

/** How far the intake is from having stored what came. */
export interface Backlog {
  /** Messages without an acknowledgement. */
  readonly count: number;
  /** How long the oldest of them has waited, milliseconds. */
  readonly oldestMs: number;
}

/** What waits without an acknowledgement. */
export interface Here {
  readonly count: number;
  /** When the oldest came, monotonic milliseconds; null where none waits. */
  readonly oldestSince: number | null;
}

export interface OutageListener {
  /** Why nothing can be stored; null: it can again. */
  journal(why: string | null): void;
  /** How far behind; null: not any more. Told each second while it is so. */
  behind(backlog: Backlog | null): void;
  /** News that cannot wait for the journal; false where nobody is there to take it. */
  now(news: GatewayNews): boolean;
  /** News for the journal. */
  store(news: GatewayNews): void;
}

/**
 * Watches the journal from where the messages come in: tells when it refuses or does not answer, when what comes is
 * not stored in time, and when that is over.
 */
export class Outage {
  readonly #clock: Clock;
  readonly #listener: OutageListener;
  readonly #here: () => Here;
  /** `at`: milliseconds since 1970; `since`: the same, monotonic. */
  #refusal: { readonly at: number; readonly since: number; readonly why: string } | null = null;
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** Since when there is an outage that was told of, milliseconds since 1970, and why. */
  #told: { readonly at: number; readonly why: string } | null = null;
  /** Since when it does not answer, milliseconds since 1970. */
  #silentAt: number | null = null;
  #behind: { readonly at: number; most: Backlog } | null = null;
  #timer: Cancel | null = null;

  constructor(clock: Clock, listener: OutageListener, here: () => Here) {
    this.#clock = clock;
    this.#listener = listener;
    this.#here = here;
  }

  /** Something came: call for each message. */
  came(): void {
    this.#soon();
  }

  /** The journal stored something. */
  answered(): void {
    this.#answeredAt = this.#clock.monotonic();
    if (this.#silentAt !== null) this.#over();
  }

  /** The journal refuses, and why. */
  refused(why: string): void {
    this.#refusal ??= { at: this.#clock.now(), since: this.#clock.monotonic(), why };
    this.#listener.journal(why);
    this.#soon();
  }

  /** The journal takes what it refused. */
  accepted(): void {
    if (this.#refusal !== null) this.#over();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #over(): void {
    const until = this.#clock.now();
    this.#refusal = null;
    this.#silentAt = null;
    this.#listener.journal(null);
    const told = this.#told;
    this.#told = null;
    if (told === null) return;
    const data = { from: told.at, until, why: told.why };
    this.#listener.store({ type: "journal-restored", cause: [told.at, until], at: until, data });
  }

  #look(): void {
    const now = this.#clock.monotonic();
    const { count, oldestSince } = this.#here();
    const oldestMs = oldestSince === null ? 0 : now - oldestSince;
    this.#lookAtSilence(now, oldestMs);
    this.#lookAtOutage(now);
    this.#lookAtBacklog({ count, oldestMs });
    if (count > 0 || this.#refusal !== null || this.#behind !== null) this.#soon();
  }

  #lookAtSilence(now: number, oldestMs: number): void {
    if (this.#refusal !== null || this.#silentAt !== null) return;
    if (oldestMs < OUTAGE_MS || now - this.#answeredAt < OUTAGE_MS) return;
    this.#silentAt = this.#clock.now() - oldestMs;
    this.#listener.journal(SILENT);
  }

  /** Tells of it once. */
  #lookAtOutage(now: number): void {
    if (this.#told !== null) return;
    const refusal = this.#refusal;
    if (refusal !== null && now - refusal.since >= OUTAGE_MS) this.#tell(refusal.at, refusal.why);
    else if (this.#silentAt !== null) this.#tell(this.#silentAt, SILENT);
  }

  #tell(at: number, why: string): void {
    const data = { from: at, why };
    const news = { type: "journal-unavailable", cause: [at], at: this.#clock.now(), data } as const;
    if (this.#listener.now(news)) this.#told = { at, why };
  }

  #lookAtBacklog(backlog: Backlog): void {
    if (this.#behind === null) {
      // Where the journal refuses, that is said already.
      if (backlog.oldestMs < BEHIND_MS || this.#refusal !== null || this.#silentAt !== null) return;
      const at = this.#clock.now();
      this.#behind = { at, most: backlog };
      this.#listener.behind(backlog);
      this.#listener.now({ type: "gateway-behind", cause: [at], at, data: { ...backlog } });
      return;
    }
    const { at, most } = this.#behind;
    this.#behind.most = {
      count: Math.max(most.count, backlog.count),
      oldestMs: Math.max(most.oldestMs, backlog.oldestMs),
    };
    if (backlog.oldestMs > CAUGHT_UP_MS) {
      this.#listener.behind(backlog);
      return;
    }
    const until = this.#clock.now();
    const data = { from: at, until, ...this.#behind.most };
    this.#behind = null;
    this.#listener.behind(null);
    this.#listener.store({ type: "gateway-caught-up", cause: [at], at: until, data });
  }

  #soon(): void {
    this.#timer ??= afterAwake(this.#clock, LOOK_EVERY_MS, () => {
      this.#timer = null;
      this.#look();
    });
  }
}
