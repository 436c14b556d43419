import type { Cancel, Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { VisitBook } from "../domain/visit-book.ts";
import {
  noVisit,
  stillInside,
  type Unregistered,
  unattended,
  visitClosed,
  visitOpened,
} from "../domain/visit-event.ts";
import { doorDueAt, newsOf, type VisitNews, type VisitRecord } from "../domain/visit-record.ts";
import type { Journal } from "../journal/journal.ts";
import { afterAwake } from "../runtime/awake.ts";
import type { Perseverance } from "../runtime/persevere.ts";
import { Deadlines } from "./deadlines.ts";
import type { Kept } from "./kept.ts";

/** Looks at least so often, so that it finds its way after the system's clock was set, or the machine slept. */
const LOOK_MS = 30_000;
/** After a start, or with a late report, the closing may come right behind the opening: so long is waited for it. */
const LEARNED_MS = 2 * 60_000;
const PRUNE_MS = 60 * 60_000;
/** Two looks at everything are at least so far apart, however many moments fall close together. */
const GAP_MS = 100;
/** Events that are told in one go. */
const SLICE = 100;

export interface VisitWatchOptions {
  /** Id of the node. */
  readonly node: string;
  readonly book: VisitBook;
  /** Milliseconds. */
  readonly grace: number;
  readonly kept: Kept;
  readonly journal: Pick<Journal, "states">;
  readonly perseverance: Perseverance;
  readonly clock: Clock;
  /** Commits an event and sends it into the flow. */
  append(event: LockerEvent): Promise<void>;
}

/** Tells what there is to tell of visits, each thing when its time has come. */
export class VisitWatch {
  readonly #options: VisitWatchOptions;
  /** Openings without a visit, while one may still be registered. */
  readonly #waiting = new Map<string, Unregistered>();
  /** When those are judged, and, by visit, when its time is over and its door is looked at. */
  readonly #judging: Deadlines;
  readonly #overTime: Deadlines;
  readonly #doors: Deadlines;
  /** By visit: its door is not looked at before that, monotonic milliseconds. */
  readonly #doorFrom = new Map<string, number>();
  readonly #telling = new Set<string>();
  #timer: Cancel = () => {};
  /** When the next look is, and when the last one was, monotonic milliseconds. */
  #nextAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;
  #pruneAt = 0;
  #asksDoors = false;
  #runs = false;

  constructor(options: VisitWatchOptions) {
    this.#options = options;
    this.#judging = new Deadlines(options.clock);
    this.#overTime = new Deadlines(options.clock);
    this.#doors = new Deadlines(options.clock);
  }

  get waiting(): Iterable<Unregistered> {
    return this.#waiting.values();
  }

  start(): void {
    this.#runs = true;
    for (const { id } of this.#options.book.underWay) this.learned(id);
    this.#look();
  }

  stop(): void {
    this.#runs = false;
    this.#timer();
  }

  /** What is known of a visit's door is old: it is looked at a little later. */
  learned(visit: string): void {
    this.#doorFrom.set(visit, this.#options.clock.monotonic() + LEARNED_MS);
  }

  /** An opening without a visit, which it was kept that it has to be judged. */
  wait(opening: Unregistered): void {
    this.#waiting.set(opening.id, opening);
    if (this.#isDue(opening)) this.#judge(opening);
    else this.#lookWithin(this.#leftOf(opening));
  }

  /** Something of a visit changed. */
  changed(visit: VisitRecord): void {
    this.#tellNews(visit);
    this.#lookWithin(this.#isDoorDue(visit) ? 0 : this.#next(visit));
  }

  isOverTime({ id, dueAt }: VisitRecord): boolean {
    return this.#overTime.left(id, dueAt) === 0;
  }

  #look(): void {
    this.#nextAt = Number.POSITIVE_INFINITY;
    if (!this.#runs) return;
    const { book, clock } = this.#options;
    this.#lastAt = clock.monotonic();
    const { underWay } = book;
    const most = this.#telling.size + SLICE;
    const isFull = () => this.#telling.size >= most;
    let next = LOOK_MS;
    for (const visit of underWay) {
      if (isFull()) break;
      this.#tellNews(visit);
      next = Math.min(next, this.#next(visit));
    }
    for (const opening of this.#waiting.values()) {
      if (isFull()) break;
      if (this.#telling.has(opening.id)) continue;
      if (this.#isDue(opening)) this.#judge(opening);
      else next = Math.min(next, this.#leftOf(opening));
    }
    const due = underWay.filter((visit) => this.#isDoorDue(visit));
    if (due.length > 0 && !this.#asksDoors) void this.#lookAtDoors(due.slice(0, SLICE));
    if (clock.monotonic() >= this.#pruneAt) this.#prune();
    this.#lookWithin(isFull() ? GAP_MS : next);
  }

  #lookWithin(ms: number): void {
    if (!this.#runs) return;
    const { clock } = this.#options;
    const now = clock.monotonic();
    const at = Math.max(now + Math.min(ms, LOOK_MS), this.#lastAt + GAP_MS);
    if (at >= this.#nextAt) return;
    this.#timer();
    this.#nextAt = at;
    this.#timer = afterAwake(clock, at - now, () => this.#look());
  }

  /** Milliseconds to the next moment that matters to a visit. */
  #next(visit: VisitRecord): number {
    const { clock, grace } = this.#options;
    const from = (this.#doorFrom.get(visit.id) ?? 0) - clock.monotonic();
    const all = [
      this.#overTime.left(visit.id, visit.dueAt),
      this.#doors.left(visit.id, doorDueAt(visit, grace)),
      from,
    ];
    return all.reduce((least, left) => (left > 0 && left < least ? left : least), LOOK_MS);
  }

  #leftOf({ id, latest }: Unregistered): number {
    return this.#judging.left(id, latest + this.#options.grace);
  }

  #isDue(opening: Unregistered): boolean {
    return this.#runs && this.#leftOf(opening) === 0;
  }

  #tellNews(visit: VisitRecord): void {
    if (!this.#runs) return;
    for (const news of newsOf(visit, this.isOverTime(visit))) this.#tell(visit, news);
  }

  #tell(visit: VisitRecord, news: VisitNews): void {
    const { book, clock } = this.#options;
    const made = () => eventOf(visit, news, clock.now());
    this.#once(`${visit.id} ${news}`, made, () => book.told(visit.id, news));
  }

  #judge(opening: Unregistered): void {
    const { book, kept, node, grace, clock } = this.#options;
    const { id, locker } = opening;
    const judged = () => {
      this.#waiting.delete(id);
      this.#judging.forget(id);
      kept.set(`opening ${id}`, null);
    };
    if (book.covering(locker, opening) !== null) judged();
    else this.#once(id, () => noVisit(opening, node, grace, clock.now()), judged);
  }

  /** What leads to an event is kept before it: where the process ends in between, the event is made after the start. */
  #once(key: string, made: () => LockerEvent, then: () => void): void {
    if (this.#telling.has(key)) return;
    const event = made();
    this.#telling.add(key);
    const { kept, append } = this.#options;
    // Rejected only where the node is stopped.
    kept.written
      .then(() => append(event))
      .then(then, () => undefined)
      .finally(() => this.#telling.delete(key));
  }

  #isDoorDue(visit: VisitRecord): boolean {
    const { clock, grace } = this.#options;
    return (
      !visit.isDoorSeen &&
      !visit.told.includes("unattended") &&
      !this.#telling.has(`${visit.id} unattended`) &&
      this.#doors.left(visit.id, doorDueAt(visit, grace)) === 0 &&
      (this.#doorFrom.get(visit.id) ?? 0) <= clock.monotonic()
    );
  }

  /** The journal knows doors better: of closings that do not come by, and of what units say after a silence. */
  async #lookAtDoors(due: readonly VisitRecord[]): Promise<void> {
    this.#asksDoors = true;
    const { book, journal, perseverance } = this.#options;
    try {
      const asked = [...new Set(due.map(({ locker }) => locker))];
      const { lockers } = await perseverance.ask(() => journal.states({ units: [], lockers: asked }), null);
      const doors = new Map(lockers.map(({ locker, door }) => [locker, door]));
      for (const { id } of due) {
        // It may have changed meanwhile.
        const visit = book.get(id);
        if (visit === undefined || !this.#isDoorDue(visit)) continue;
        if (book.isLeftOpen(visit, doors.get(visit.locker) ?? null)) this.#tell(visit, "unattended");
        else book.sawDoor(id);
      }
    } catch {
      // The node was stopped: the next start looks.
    } finally {
      this.#asksDoors = false;
      // What became due meanwhile.
      this.#lookWithin(GAP_MS);
    }
  }

  #prune(): void {
    const { book, clock } = this.#options;
    this.#pruneAt = clock.monotonic() + PRUNE_MS;
    book.prune(clock.now());
    const underWay = new Set(book.underWay.map(({ id }) => id));
    for (const id of this.#doorFrom.keys()) if (!underWay.has(id)) this.#doorFrom.delete(id);
    this.#overTime.retain((id) => underWay.has(id));
    this.#doors.retain((id) => underWay.has(id));
  }
}

/** @param now milliseconds since 1970 */
function eventOf(visit: VisitRecord, news: VisitNews, now: number): LockerEvent {
  switch (news) {
    case "visit-opened":
      return visitOpened(visit, now);
    case "visit-closed":
      return visitClosed(visit, now);
    case "still-inside":
      return stillInside(visit, now);
    case "unattended":
      return unattended(visit, now);
  }
}
