import type { Cancel, Clock } from "../domain/clock.ts";
import { LONGEST_RETRY_MS } from "./backoff.ts";
import type { Journal, OverdueItem } from "./journal.ts";

/** Overdue notices that are taken out of the journal at once. */
const AT_ONCE = 100;
/** How soon a journal that could not be used is asked again. */
const JOURNAL_AGAIN_MS = 1_000;

export interface WatchdogOptions {
  readonly journal: Pick<Journal, "overdue" | "toldOverdue">;
  readonly clock: Clock;
  /** Ids of the nodes that can be told now. */
  nodes(): readonly string[];
  /** False where the node cannot be told after all. */
  tell(item: OverdueItem): boolean;
}

/**
 * Tells each node once of each of its notices that is overdue. It has one timer, for the notice that will be overdue
 * next; what is accepted in time is never looked at. What the journal marks as told is told by no later process; only
 * a crash in that very moment repeats it.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #next = Number.POSITIVE_INFINITY;
  /** Positions of those that were told and could not be marked as that. */
  #unmarked: readonly number[] = [];
  #cancel: Cancel | null = null;
  #looking = false;
  #lookAgain = false;
  #stopped = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** A notice was made that will be overdue then, milliseconds since 1970. */
  expect(overdueAt: number): void {
    if (overdueAt < this.#next) this.#wait(overdueAt);
  }

  /** Looks now: somebody can be told who could not before. */
  look(): void {
    this.#lookAgain = true;
    if (!this.#looking && !this.#stopped) void this.#look();
  }

  /** Another journal is used now. */
  forget(): void {
    this.#unmarked = [];
    this.look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#lookAgain && !this.#stopped) {
      this.#lookAgain = false;
      try {
        await this.#tellDue();
      } catch {
        // Whoever waits for the journal is told by its own call; here it is only asked again.
        this.#wait(this.#options.clock.now() + JOURNAL_AGAIN_MS);
      }
    }
    this.#looking = false;
  }

  async #tellDue(): Promise<void> {
    const { journal, clock, nodes, tell } = this.#options;
    const asked = nodes();
    if (asked.length === 0) return;
    await this.#mark();
    this.#next = Number.POSITIVE_INFINITY;
    const { items, next } = await journal.overdue(asked, clock.now(), AT_ONCE);
    if (this.#stopped) return;
    this.#unmarked = items.filter((item) => tell(item)).map(({ position }) => position);
    const isMore = this.#unmarked.length > 0;
    await this.#mark();
    if (isMore) this.#lookAgain = true;
    if (next !== null) this.expect(next);
  }

  /** A journal that cannot be written may well be read: nobody is told twice because of that. */
  async #mark(): Promise<void> {
    if (this.#unmarked.length === 0) return;
    await this.#options.journal.toldOverdue(this.#unmarked, this.#options.clock.now());
    this.#unmarked = [];
  }

  /** At least now and then, because the clock may be set meanwhile. */
  #wait(until: number): void {
    this.#cancel?.();
    this.#next = until;
    if (this.#stopped) return;
    const ms = Math.max(until - this.#options.clock.now(), 0);
    this.#cancel = this.#options.clock.after(Math.min(ms, LONGEST_RETRY_MS), () => {
      this.#cancel = null;
      this.look();
    });
  }
}
