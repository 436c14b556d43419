import type { Cancel, Clock } from "../domain/clock.ts";
import {
  type ClosureNews,
  closureTelling,
  keyOfTold,
  type ToldClosure,
  toldFrom,
} from "../domain/closure-telling.ts";
import { mayHideClosure } from "../domain/register-closure.ts";
import type { Today } from "../domain/subscription.ts";
import type { Subscribers } from "../domain/subscription-scope.ts";
import type { Journal } from "../journal/journal.ts";
import { Perseverance } from "../runtime/persevere.ts";
import type { RegisterService } from "../runtime/services.ts";

export interface ClosureDiaryOptions {
  /** Id of the node. */
  readonly node: string;
  readonly journal: Pick<Journal, "remember" | "recall">;
  readonly clock: Clock;
  readonly register: Pick<RegisterService, "register" | "problems">;
  subscribers(): Subscribers;
  readonly today: Today;
  /** Another text with each day that begins at one of the sites. */
  days(): string;
  tell(news: readonly ClosureNews[]): void;
}

/**
 * What each subscriber was told of closures. A notice is written down before it is sent, and sent again after a start
 * and each day, which costs nothing, because notices are kept once by the closure's id, and makes good what a process
 * that ended in between could not keep.
 */
export class ClosureDiary {
  readonly #options: ClosureDiaryOptions;
  readonly #perseverance: Perseverance;
  readonly #told = new Map<string, ToldClosure>();
  /** Sent on these days. */
  readonly #sent = new Set<string>();
  #days = "";
  #turn: Promise<void>;

  constructor(options: ClosureDiaryOptions) {
    this.#options = options;
    this.#perseverance = new Perseverance(options.clock);
    this.#turn = this.#recall();
  }

  /** Tells what is news, as the register is when its turn comes. Resolves when that is sent. */
  look(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#look()).catch(() => undefined);
    return this.#turn;
  }

  stop(): void {
    this.#perseverance.stop();
  }

  async #recall(): Promise<void> {
    const { journal, node } = this.#options;
    for (const { key, value } of await this.#perseverance.ask(() => journal.recall(node), null)) {
      const told = toldFrom(value);
      if (told !== null) this.#told.set(key, told);
    }
  }

  async #look(): Promise<void> {
    const { journal, node, register, clock, today, days, subscribers, tell } = this.#options;
    const begun = days();
    if (begun !== this.#days) this.#sent.clear();
    this.#days = begun;
    const asked = () =>
      closureTelling({
        ...{ register: register.register, subscribers: subscribers(), told: this.#told },
        isDoubtful: register.problems.some(mayHideClosure),
        ...{ today, now: clock.now() },
      });
    const { changes, before } = asked();
    if (changes.size > 0) {
      // A process that ended before it had told the last notice must not leave it out.
      tell(this.#unsent(before));
      const kept = [...changes].map(([key, told]) => ({ key, value: told && JSON.stringify(told) }));
      await this.#perseverance.ask(() => journal.remember(node, kept), null);
      for (const [key, told] of changes) {
        if (told === null) this.#told.delete(key);
        else this.#told.set(key, told);
      }
    }
    // Asked once more: consent may have been withdrawn meanwhile.
    const { changes: since, news } = asked();
    // What has changed meanwhile is written down first, in its own turn.
    const written = news.filter(
      ({ notice: { site, locker }, subscription }) => !since.has(keyOfTold(subscription.id, site, locker)),
    );
    tell(this.#unsent(written));
  }

  #unsent(news: readonly ClosureNews[]): readonly ClosureNews[] {
    return news.filter(({ notice, subscription }) => {
      const key = `${notice.id} ${subscription.id}`;
      if (this.#sent.has(key)) return false;
      this.#sent.add(key);
      return true;
    });
  }
}

/**
 * Looking at the date this often finds midnight in every zone, at a change of the clocks, and after the
 * system's clock was set.
 */
const LOOK_MS = 60_000;

/**
 * Calls back at once and whenever a day has begun, until the clock or the returned function ends it.
 * @param days another text with each day that begins
 */
export function eachDay(clock: Clock, days: () => string, task: () => void): Cancel {
  let begun = "";
  let next: Cancel = () => {};
  const look = () => {
    next = clock.after(LOOK_MS, look);
    const now = days();
    if (now === begun) return;
    begun = now;
    task();
  };
  look();
  return () => next();
}
