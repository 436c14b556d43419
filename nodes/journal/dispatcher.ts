import type { Cancel, Clock } from "../domain/clock.ts";
import type { Notice } from "../domain/notice.ts";
import { attempt } from "./attempt.ts";
import { LONGEST_RETRY_MS } from "./backoff.ts";
import type { Journal, OutboxItem, Outcome, Retry } from "./journal.ts";
import type { LaneInHand } from "./lane-in-hand.ts";
import { News } from "./news.ts";
import type { Outbox, OutboxNews, Sender } from "./outbox.ts";
import { type Request, Route } from "./route.ts";
import { verdict } from "./verdict.ts";
import { Watchdog } from "./watchdog.ts";

/** How long `stop` waits for requests under way before it aborts them. */
const STOP_MS = 5_000;
/** How soon a journal that could not be used is asked again. */
const JOURNAL_AGAIN_MS = 1_000;

/** The part of the journal that an outbox works on. */
export type OutboxJournal = Pick<
  Journal,
  "due" | "hurry" | "overdue" | "retry" | "settle" | "told" | "toldOverdue" | "untold"
>;

export interface DispatcherOptions {
  readonly journal: OutboxJournal;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** What became of an attempt. */
interface Told extends OutboxNews {
  readonly outcome: Outcome;
}

/**
 * Sends the notices that the journal holds, and records what became of them. It looks for due ones when woken,
 * when something was recorded, and when the next retry is due; never just because time went by.
 */
export class Dispatcher implements Outbox {
  readonly #journal: OutboxJournal;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #news: News;
  readonly #watchdog: Watchdog;
  readonly #routes = new Map<string, Route>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  readonly #pauses = new Set<() => void>();
  /** One timer each for the next due notice and for the bucket of each route. */
  readonly #timers = new Map<string, Cancel>();
  /** Routes that have a sender again since their parked notices were last looked at. */
  readonly #returned = new Set<Route>();
  /** The journal that was set aside last, and for each notice in hand which one that was when it was taken out. */
  #aside: string | null = null;
  readonly #takenAfter = new WeakMap<OutboxItem, string | null>();
  #looking = false;
  #lookAgain = false;
  /** True where something was added, or became due. What others leave room for can wait a little. */
  #hurried = false;
  #stopped = false;

  constructor({ journal, clock, random }: DispatcherOptions) {
    this.#journal = journal;
    this.#clock = clock;
    this.#random = random;
    const news = new News(journal);
    this.#news = news;
    this.#watchdog = new Watchdog({
      journal,
      clock,
      nodes: () => news.nodes,
      tell: ({ state, code, ...item }) =>
        news.tell({ item, outcome: { result: "overdue", state, code }, reason: null }),
    });
  }

  addSender(sender: Sender): () => void {
    const at = this.#clock.monotonic();
    const route = this.#routes.get(sender.route) ?? new Route(sender, at);
    this.#routes.set(sender.route, route);
    if (!route.served) this.#returned.add(route);
    route.add(sender, at);
    this.wake();
    return () => route.remove(sender, this.#clock.monotonic());
  }

  onNews(node: string, listener: (news: OutboxNews) => void): () => void {
    const stop = this.#news.listen(node, listener);
    this.#watchdog.look();
    return stop;
  }

  /** These are being added to the journal. */
  enqueued(notices: readonly Notice[]): void {
    for (const { overdueAt } of notices) this.#watchdog.expect(overdueAt);
    this.wake();
  }

  /**
   * A journal was set aside. What was taken out of it is sent all the same, but its positions mean other notices now.
   * @param name of its file; the same one may be told of again
   */
  setAside(name: string): void {
    if (this.#aside === name) return;
    this.#aside = name;
    this.#watchdog.forget();
    this.wake();
  }

  wake(): void {
    this.#hurried = true;
    this.#lookSoon();
  }

  #lookSoon(): void {
    if (this.#stopped) return;
    this.#lookAgain = true;
    if (!this.#looking) void this.#look();
  }

  async retry(which: Retry): Promise<number> {
    const count = await this.#journal.retry(which, this.#clock.now());
    this.#watchdog.look();
    this.wake();
    return count;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#watchdog.stop();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    for (const go of [...this.#pauses]) go();
    const cancel = this.#clock.after(STOP_MS, () => this.#abort.abort());
    await Promise.all(this.#underWay);
    cancel();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#lookAgain && !this.#stopped) {
      this.#lookAgain = false;
      const patient = !this.#hurried;
      this.#hurried = false;
      const routes = [...this.#routes.values()].filter(({ served }) => served);
      if (routes.length === 0) break;
      try {
        const now = this.#clock.now();
        // Without a pause where there is nothing to resume: what is being enqueued is then found in its own commit.
        if (this.#returned.size > 0) await this.#resume(now);
        const mended = new Set(routes.filter((route) => route.mended));
        for (const route of mended) await this.#journal.hurry(route.name, now);
        const wanted = routes.flatMap((route) => route.wanted());
        const { items, next } = await this.#journal.due(wanted, now, patient);
        for (const item of items) {
          this.#takenAfter.set(item, this.#aside);
          this.#routes.get(item.notice.route)?.admit(item);
        }
        for (const route of routes) route.looked(mended.has(route));
        if (next !== null) this.#at("due", Math.min(next - now, LONGEST_RETRY_MS), () => this.wake());
      } catch {
        // Whoever waits for the journal is told by its own call; here it is only asked again.
        this.#at("due", JOURNAL_AGAIN_MS, () => this.wake());
      }
      for (const route of this.#routes.values()) this.#dispatch(route);
    }
    this.#looking = false;
  }

  /** A start or a deploy may have mended what notices were parked for or wait for. */
  async #resume(now: number): Promise<void> {
    for (const route of this.#returned) {
      if (!route.idle) continue;
      await this.#journal.retry({ route: route.name, states: ["parked"] }, now);
      await this.#journal.hurry(route.name, now);
      this.#returned.delete(route);
    }
  }

  #dispatch(route: Route): void {
    while (!this.#stopped) {
      const next = route.next(this.#clock.monotonic());
      if (next === null) return;
      if (typeof next === "number") {
        this.#at(`bucket of ${route.name}`, next, () => this.#dispatch(route));
        return;
      }
      const done = this.#carryOut(route, next).finally(() => this.#underWay.delete(done));
      this.#underWay.add(done);
    }
  }

  async #carryOut(route: Route, request: Request): Promise<void> {
    const { sender, items } = request;
    const results = await attempt(sender, items, this.#clock, this.#abort.signal);
    // Aborted to stop: it stays due, and no attempt is counted.
    if (results === null) return;
    const now = this.#clock.now();
    const told = items.flatMap((item, index): Told[] => {
      const result = results[index];
      if (!result) return [];
      const outcome = verdict(item, result, now, this.#random());
      return [{ item, outcome, reason: result.result === "failed" ? result.error.message : null }];
    });
    const held = told.filter(({ outcome }) => outcome.result === "retry").map(({ item }) => item);
    const answered = told.some(
      ({ outcome }) => outcome.result !== "retry" || outcome.code === "provider-deferred",
    );
    route.ended(request, { at: this.#clock.monotonic(), answered, held, random: this.#random() });
    this.#dispatch(route);
    await this.#record(request, told, this.#mayLookAhead(route, told));
  }

  /** True where the journal can be asked for more together with being told, whatever it makes of that. */
  #mayLookAhead(route: Route, told: readonly Told[]): boolean {
    return (
      route.sound &&
      !this.#returned.has(route) &&
      told.every(({ item, outcome }) => outcome.result === "accepted" && this.#isOfThisJournal(item))
    );
  }

  /** False for what was taken out of one that was set aside since. */
  #isOfThisJournal(item: OutboxItem): boolean {
    return this.#takenAfter.get(item) === this.#aside;
  }

  /**
   * What is not recorded yet stays in hand, so that it is not sent a second time meanwhile.
   * @param ahead true where more is asked for together with it; otherwise once it is known to be recorded
   */
  async #record({ lane, items }: Request, told: readonly Told[], ahead: boolean): Promise<void> {
    let together = ahead;
    while (!(await this.#settled(told, lane, together))) {
      if (this.#stopped) return;
      await this.#pause(JOURNAL_AGAIN_MS);
      together = false;
    }
    lane.recorded(items);
    if (!together) this.#lookSoon();
    await this.#news.tellAll(told);
  }

  async #settled(told: readonly Told[], lane: LaneInHand, together: boolean): Promise<boolean> {
    const known = told.filter(({ item }) => this.#isOfThisJournal(item));
    const items = told.map(({ item }) => item);
    try {
      // Nobody waits for it but what is to be sent next, which is found in the same commit.
      const settled =
        known.length > 0
          ? this.#journal.settle(
              known.map(({ outcome }) => outcome),
              together,
            )
          : null;
      if (together) {
        lane.told(items);
        this.#lookSoon();
      }
      await settled;
      return true;
    } catch {
      lane.unrecorded(items);
      return false;
    }
  }

  /** One timer of each name: a new one takes the place of the old one. */
  #at(name: string, ms: number, task: () => void): void {
    this.#timers.get(name)?.();
    if (this.#stopped) return;
    this.#timers.set(
      name,
      this.#clock.after(ms, () => {
        this.#timers.delete(name);
        task();
      }),
    );
  }

  /** Cut short by `stop`. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        cancel();
        this.#pauses.delete(go);
        resolve();
      };
      const cancel = this.#clock.after(ms, go);
      this.#pauses.add(go);
    });
  }
}
