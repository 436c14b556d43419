import type { Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Register } from "../domain/register.ts";
import type { Visit } from "../domain/visit.ts";
import type { AskedVisitAct } from "../domain/visit-act.ts";
import { type PassedVisit, VisitBook } from "../domain/visit-book.ts";
import { shownVisit, type VisitRecord } from "../domain/visit-record.ts";
import type { Journal } from "../journal/journal.ts";
import { afterAwake } from "../runtime/awake.ts";
import { LATE_MS, Perseverance } from "../runtime/persevere.ts";
import { Kept } from "./kept.ts";
import { VisitWatch } from "./visit-watch.ts";

const BEGUN = "begun";

export interface VisitDeskOptions {
  /** Id of the node, the same after a deploy. */
  readonly node: string;
  /** Minutes. */
  readonly minutes: number;
  /** Milliseconds. */
  readonly grace: number;
  readonly journal: Pick<Journal, "remember" | "recall" | "states">;
  readonly clock: Clock;
  register(): Register;
  /** The sites that ask for visits. */
  sites(): ReadonlySet<string>;
  /** The first moment in (after, until] at which access hours end, milliseconds since 1970; null: none. */
  hoursEnd(after: number, until: number): number | null;
  /** When the day of a site began, milliseconds since 1970. */
  dayBegan(site: string, now: number): number;
  /** Commits an event and sends it into the flow. */
  append(event: LockerEvent): Promise<void>;
  /** The visits changed. */
  changed(): void;
}

/** What was kept over a restart and is not the desk's own. */
export type KeptElsewhere = readonly { readonly key: string; readonly value: string }[];

/** Keeps the registered visits over restarts, and has told what does not fit to them. */
export class VisitDesk {
  readonly kept: Kept;
  readonly #options: VisitDeskOptions;
  readonly #perseverance: Perseverance;
  readonly #book: VisitBook;
  readonly #watch: VisitWatch;
  /** Since when each site asks for visits, milliseconds since 1970: what was opened before did not need one. */
  #begun: Readonly<Record<string, number>> = {};
  #tellsChange = false;
  #recalled = false;
  #stopped = false;

  constructor(options: VisitDeskOptions) {
    const { node, minutes, grace, journal, clock } = options;
    this.#options = options;
    this.#perseverance = new Perseverance(clock);
    this.kept = new Kept(node, journal, this.#perseverance);
    this.#book = new VisitBook({
      ...{ node, minutes, grace },
      register: () => options.register(),
      asks: (site) => options.sites().has(site),
      hoursEnd: (after, until) => options.hoursEnd(after, until),
      keep: (key, value) => this.#keep(key, value),
    });
    this.#watch = new VisitWatch({
      ...{ node, grace, journal, clock, book: this.#book, kept: this.kept, perseverance: this.#perseverance },
      append: (event) => options.append(event),
    });
  }

  /**
   * Knows again what was kept. Nothing is told before `start`.
   * @returns what is not its own
   * @throws LockerError `journal-unavailable` where it was stopped before the journal answered
   */
  async recall(): Promise<KeptElsewhere> {
    const others: { key: string; value: string }[] = [];
    for (const { key, value } of await this.kept.recall()) {
      if (key === BEGUN) this.#begun = JSON.parse(value);
      else if (key.startsWith("opening ")) this.#watch.wait(JSON.parse(value));
      else if (!this.#book.restore(key, value)) others.push({ key, value });
    }
    this.#recalled = true;
    this.#book.hoursChanged();
    this.sitesChanged();
    return others;
  }

  /** Tells what is to be told from here on. */
  start(): void {
    if (!this.#stopped) this.#watch.start();
  }

  /** A site that asks for visits only now did not ask before. */
  sitesChanged(): void {
    if (!this.#recalled) return;
    const now = this.#options.clock.now();
    const sites = [...this.#options.sites()].toSorted();
    const begun = Object.fromEntries(sites.map((site) => [site, this.#begun[site] ?? now]));
    if (JSON.stringify(begun) === JSON.stringify(this.#begun)) return;
    this.#begun = begun;
    this.kept.set(BEGUN, begun);
  }

  list(): readonly Visit[] {
    const now = this.#options.clock.now();
    const began = new Map<string, number>();
    return this.#book.list(now, (site) => {
      const known = began.get(site) ?? this.#options.dayBegan(site, now);
      began.set(site, known);
      return known;
    });
  }

  /** How many visits are not closed, and of how many of these the time is over. */
  counts(): { readonly open: number; readonly late: number } {
    const open = this.#book.underWay.filter(({ closedAt }) => closedAt === null);
    return { open: open.length, late: open.filter((visit) => this.#watch.isOverTime(visit)).length };
  }

  /**
   * What a person does, at once; it is durable when `kept.written` resolves.
   * @param at when it was done, where that was not now, milliseconds since 1970
   * @throws LockerError `visit-refused`, `journal-unavailable`
   */
  act(asked: AskedVisitAct, at?: number): Visit {
    if (!this.#recalled)
      throw new LockerError(
        "journal-unavailable",
        "The journal has not said yet which visits are open, so nothing was done. Try again when the journal can be used.",
      );
    const { clock } = this.#options;
    const visit = this.#book.act(asked, clock.now(), at);
    this.#watch.changed(visit);
    return shownVisit(visit, clock.now());
  }

  /**
   * As `act`, for somebody who waits for the answer.
   * @throws LockerError `visit-refused`, `journal-unavailable`
   */
  async acted(asked: AskedVisitAct): Promise<Visit> {
    const visit = this.act(asked);
    const { written } = this.kept;
    await new Promise<void>((resolve, reject) => {
      const cancel = afterAwake(this.#options.clock, LATE_MS, () => reject(notCertain()));
      written.then(resolve, reject).finally(cancel);
    });
    return visit;
  }

  /** An event came by. What has to be known of it after a restart is written when `kept.written` resolves. */
  passed(event: LockerEvent): PassedVisit {
    const passed = this.#book.passed(event);
    const { visit, unregistered } = passed;
    if (visit !== null && event.late) this.#watch.learned(visit.id);
    const isAsked =
      unregistered !== null && unregistered.latest >= (this.#begun[event.site] ?? Number.POSITIVE_INFINITY);
    if (isAsked) {
      this.kept.set(`opening ${unregistered.id}`, unregistered);
      this.#watch.wait(unregistered);
    }
    if (passed.isNews && visit !== null) this.#watch.changed(visit);
    return passed;
  }

  /** The visit that an event belongs to, where nothing more is to be done about it. */
  covering({ locker, occurred }: LockerEvent): VisitRecord | null {
    return locker === null ? null : this.#book.covering(locker, occurred);
  }

  /** The journal began anew. */
  keepAll(): void {
    if (!this.#recalled) return;
    this.#book.keepAll();
    this.kept.set(BEGUN, this.#begun);
    for (const opening of this.#watch.waiting) this.kept.set(`opening ${opening.id}`, opening);
  }

  /** Ends its timers; resolves when what is kept is written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#watch.stop();
    this.#perseverance.stop();
    await this.kept.written.catch(() => undefined);
  }

  #keep(key: string, value: object | null): void {
    this.kept.set(key, value);
    if (this.#tellsChange || !key.startsWith("visit ")) return;
    this.#tellsChange = true;
    queueMicrotask(() => {
      this.#tellsChange = false;
      if (!this.#stopped) this.#options.changed();
    });
  }
}

function notCertain(): LockerError {
  return new LockerError(
    "journal-unavailable",
    "The journal cannot be written at the moment, so it is not certain yet that this visit is registered. It will be as soon as the journal can be written again; doing the same again does no harm.",
  );
}
