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
  readonly #deadlines: Deadlines;
  /** By visit: its door is not looked at before that, monotonic milliseconds. */
  readonly #doorFrom = new Map<string, number>();
  readonly #telling = new Set<string>();
  #timer: Cancel = () => {};
  #pruneAt = 0;
  #asksDoors = false;
  #runs = false;

  constructor(options: VisitWatchOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.clock);
  }

  get waiting(): Iterable<Unregistered> {
    return this.#waiting.values();
  }

  start(): void {
    this.#runs = true;
    for (const { id } of this.#options.book.underWay) this.learned(id);
    this.look();
  }

  stop(): void {
    this.#runs = false;
    this.#timer();
  }

  /** What is known of a visit's door is old: it is looked at a little later. */
  learned(visit: string): void {
    this.#doorFrom.set(visit, this.#options.clock.monotonic() + LEARNED_MS);
  }

  wait(opening: Unregistered): void {
    this.#waiting.set(opening.id, opening);
  }

  isOverTime({ id, dueAt }: VisitRecord): boolean {
    return this.#deadlines.left(`visit ${id}`, dueAt) === 0;
  }

  look(): void {
    if (!this.#runs) return;
    const { book, clock, grace } = this.#options;
    const { underWay } = book;
    for (const visit of underWay)
      for (const news of newsOf(visit, this.isOverTime(visit))) this.#tell(visit, news);
    for (const opening of this.#waiting.values())
      if (this.#deadlines.left(`opening ${opening.id}`, opening.latest + grace) === 0) this.#judge(opening);
    const due = underWay.filter((visit) => this.#isDoorDue(visit));
    if (due.length > 0 && !this.#asksDoors) void this.#lookAtDoors(due);
    if (clock.monotonic() >= this.#pruneAt) this.#prune();
    this.#arm();
  }

  #arm(): void {
    const { book, clock, grace } = this.#options;
    this.#timer();
    let next = LOOK_MS;
    const soon = (left: number) => {
      if (left > 0 && left < next) next = left;
    };
    for (const visit of book.underWay) {
      soon(this.#deadlines.left(`visit ${visit.id}`, visit.dueAt));
      soon(this.#deadlines.left(`door ${visit.id}`, doorDueAt(visit, grace)));
      soon((this.#doorFrom.get(visit.id) ?? 0) - clock.monotonic());
    }
    for (const { id, latest } of this.#waiting.values())
      soon(this.#deadlines.left(`opening ${id}`, latest + grace));
    this.#timer = afterAwake(clock, next, () => this.look());
  }

  #tell(visit: VisitRecord, news: VisitNews): void {
    const now = this.#options.clock.now();
    this.#once(`${visit.id} ${news}`, eventOf(visit, news, now), () =>
      this.#options.book.told(visit.id, news),
    );
  }

  #judge(opening: Unregistered): void {
    const { book, kept, node, grace, clock } = this.#options;
    const { id, locker } = opening;
    const judged = () => {
      this.#waiting.delete(id);
      this.#deadlines.forget(`opening ${id}`);
      kept.set(`opening ${id}`, null);
    };
    if (book.covering(locker, opening) !== null) judged();
    else this.#once(id, noVisit(opening, node, grace, clock.now()), judged);
  }

  /** What leads to an event is kept before it: where the process ends in between, the event is made after the start. */
  #once(key: string, event: LockerEvent, then: () => void): void {
    if (this.#telling.has(key)) return;
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
      this.#deadlines.left(`door ${visit.id}`, doorDueAt(visit, grace)) === 0 &&
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
    }
  }

  #prune(): void {
    const { book, clock } = this.#options;
    this.#pruneAt = clock.monotonic() + PRUNE_MS;
    book.prune(clock.now());
    const underWay = new Set(book.underWay.map(({ id }) => id));
    for (const id of this.#doorFrom.keys()) if (!underWay.has(id)) this.#doorFrom.delete(id);
    this.#deadlines.retain((name) => {
      const id = name.slice(name.indexOf(" ") + 1);
      return underWay.has(id) || this.#waiting.has(id);
    });
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
