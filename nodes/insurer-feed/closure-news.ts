import type { Cancel, Clock } from "../domain/clock.ts";
import type { Register, Subscription } from "../domain/register.ts";
import { announcedClosures, type ClosureNotice, classOfClosure } from "../domain/subscription.ts";
import type { Subscribers } from "../domain/subscription-scope.ts";

/** A closure and those who are to be told of it. */
export interface ClosureNews {
  readonly closure: ClosureNotice;
  readonly subscriptions: readonly Subscription[];
}

/**
 * Picks the closures to tell, each once a day to each subscriber. The repetition costs nothing, because
 * notices are kept once by the closure's id, and it makes good what could not be kept the day before.
 */
export class ClosureDiary {
  readonly #told = new Set<string>();
  #date = "";

  /** @param today ISO date, local to the sites */
  news(register: Register, subscribers: Subscribers, today: string): ClosureNews[] {
    if (today !== this.#date) this.#told.clear();
    this.#date = today;
    return announcedClosures(register, today).flatMap((closure) => {
      const { site, locker } = closure;
      const subscriptions = subscribers
        .of({ class: classOfClosure(closure.closure), site, locker, date: today })
        .filter(({ id }) => this.#isNew(`${closure.id} ${id}`));
      return subscriptions.length > 0 ? [{ closure, subscriptions }] : [];
    });
  }

  #isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}

/**
 * Looking at the date this often finds midnight in every zone, at a change of the clocks, and after the
 * system's clock was set.
 */
const LOOK_MS = 60_000;

/**
 * Calls back at once and whenever the date has changed, until the clock or the returned function ends it.
 * @param today the local ISO date
 */
export function eachDay(clock: Clock, today: () => string, task: () => void): Cancel {
  let date = "";
  let next: Cancel = () => {};
  const look = () => {
    next = clock.after(LOOK_MS, look);
    const now = today();
    if (now === date) return;
    date = now;
    task();
  };
  look();
  return () => next();
}
