import { hash } from "node:crypto";
import type { LockerEvent, Occurred } from "./event.ts";
import type { Register } from "./register.ts";
import type { CloseVisit, OpenVisit, Visit } from "./visit.ts";
import { type AskedVisitAct, type CloseVisitOf, refusedVisit } from "./visit-act.ts";
import { VisitDoors } from "./visit-doors.ts";
import type { Unregistered } from "./visit-event.ts";
import { isOpening, type Opening, type VisitSummary } from "./visit-pairing.ts";
import { covers, isUnderWay, shownVisit, type VisitNews, type VisitRecord } from "./visit-record.ts";
import { checkFree, checkMinutes, closable, isSame, placeOf } from "./visit-rules.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** So long a visit is kept after its end: what a unit tells late is judged by the visits of then. */
export const VISITS_KEPT_MS = 14 * DAY_MS;
/** More are not kept, however many there are in that time: the oldest go first. */
export const VISITS_KEPT = 20_000;
/** A counter system may tell of an act so much later. */
const TOLD_LATE_MS = DAY_MS;
/** The counter's clock may be so much ahead. */
const AHEAD_MS = 2 * MINUTE_MS;

export interface VisitBookOptions {
  /** Id of the node. */
  readonly node: string;
  /** Minutes a visit takes where it does not say fewer. */
  readonly minutes: number;
  /** Milliseconds by which a visit may be registered after the opening. */
  readonly grace: number;
  register(): Register;
  /** Whether a site asks for visits. */
  asks(site: string): boolean;
  /** By when a visit that is opened then has to be over at the latest, whatever it asked for; null: as long as it may. */
  hoursEnd(openedAt: number, dueAt: number): number | null;
  /** Something has to be kept: null forgets it. */
  keep(key: string, value: object | null): void;
}

/** What a visit means to an event that came by. */
export interface PassedVisit {
  readonly visit: VisitRecord | null;
  readonly summary: VisitSummary | null;
  /** An opening that nobody has registered a visit for, so far. */
  readonly unregistered: Unregistered | null;
  /** True where something of the visit changed. */
  readonly isNews: boolean;
}

const NOTHING: PassedVisit = { visit: null, summary: null, unregistered: null, isNews: false };

/**
 * The registered visits of a node, and what its lockers' doors did. Nothing in it has a clock: every moment is given, in
 * milliseconds since 1970.
 */
export class VisitBook {
  readonly #options: VisitBookOptions;
  readonly #doors: VisitDoors;
  readonly #visits = new Map<string, VisitRecord>();
  /** Ids by locker, the newest last. */
  readonly #byLocker = new Map<string, string[]>();
  /** Visits of which something may have to be told. */
  readonly #underWay = new Set<string>();

  constructor(options: VisitBookOptions) {
    this.#options = options;
    this.#doors = new VisitDoors((locker, doors) => options.keep(`doors ${locker}`, doors));
  }

  /**
   * What was kept over a restart.
   * @returns false where it is somebody else's
   */
  restore(key: string, value: string): boolean {
    const [kind, id = ""] = key.split(/ (.*)/s);
    if (kind === "visit") this.#put(JSON.parse(value));
    else if (kind === "doors") this.#doors.restore(id, JSON.parse(value));
    else return false;
    return true;
  }

  get underWay(): readonly VisitRecord[] {
    return [...this.#underWay].flatMap((id) => this.#visits.get(id) ?? []);
  }

  get size(): number {
    return this.#visits.size;
  }

  get(id: string): VisitRecord | undefined {
    return this.#visits.get(id);
  }

  /** The visits that are not closed, and those that were closed at `since` of their site or later. */
  list(now: number, since: (site: string) => number): readonly Visit[] {
    return [...this.#visits.values()]
      .filter(({ closedAt, site }) => closedAt === null || closedAt >= since(site))
      .sort((a, b) => a.openedAt - b.openedAt)
      .map((visit) => shownVisit(visit, now));
  }

  /**
   * The visit after what a person did; the same act again is answered as the first one was.
   * @param at when it was done, where that was not now
   * @throws LockerError `visit-refused`
   */
  act(asked: AskedVisitAct, now: number, at: number = now): VisitRecord {
    if (at > now + AHEAD_MS)
      throw refusedVisit("Its time has not come yet: see what time it is at the counter and here.");
    if (at < now - TOLD_LATE_MS) throw refusedVisit("Its time is more than a day ago.");
    const moment = Math.min(at, now);
    return asked.do === "open" ? this.#open(asked, moment) : this.#close(asked, moment);
  }

  /** What a door did, as far as it matters to visits. The same event again is answered as the first one was. */
  passed(event: LockerEvent): PassedVisit {
    const { locker, occurred } = event;
    if (locker === null) return NOTHING;
    const visit = this.covering(locker, occurred);
    if (isOpening(event)) return this.#opened(event, locker, visit);
    if (event.type !== "closed") return { ...NOTHING, visit };
    const closing = this.#doors.closed(locker, event, visit?.id ?? null);
    const own = closing?.visit == null ? visit : (this.#visits.get(closing.visit) ?? visit);
    const isNews = own !== null && this.#sawClosed(own, occurred) !== own;
    return { ...NOTHING, visit: own, summary: closing?.summary ?? null, isNews };
  }

  /** The visit in which something happened, whenever in its span that was; otherwise one that was registered after it. */
  covering(locker: string, occurred: Occurred): VisitRecord | null {
    const visits = this.#of(locker);
    return (
      visits.findLast((visit) => covers(visit, occurred, 0)) ??
      visits.findLast((visit) => covers(visit, occurred, this.#options.grace)) ??
      null
    );
  }

  /**
   * Whether the locker stands open since the visit.
   * @param door what the gateway knows of it by whatever came in; null: nothing
   */
  isLeftOpen({ id, locker }: VisitRecord, door: "open" | "closed" | null): boolean {
    const opening = this.#doors.standing(locker);
    if (opening !== null) return opening.visit === id && door !== "closed";
    return door === "open" && this.#byLocker.get(locker)?.at(-1) === id;
  }

  /** It was told; it needs not be told again. */
  told(id: string, news: VisitNews): void {
    const visit = this.#visits.get(id);
    if (visit !== undefined) this.#change(visit, { told: [...visit.told, news] });
  }

  /** The locker was closed when that was due. */
  sawDoor(id: string): void {
    const visit = this.#visits.get(id);
    if (visit !== undefined) this.#change(visit, { isDoorSeen: true });
  }

  /** The hours are others than when the visits were opened: one may have to be over earlier, and none later. */
  hoursChanged(): void {
    for (const visit of this.underWay) {
      if (visit.closedAt !== null) continue;
      const end = this.#options.hoursEnd(visit.openedAt, visit.dueAt);
      if (end !== null && end < visit.dueAt) this.#change(visit, { dueAt: end });
    }
  }

  /** Forgets what is too old to matter, and whatever is more than is kept. */
  prune(now: number): void {
    const over = [...this.#visits.values()]
      .filter((visit) => !isUnderWay(visit))
      .sort((a, b) => (a.closedAt ?? 0) - (b.closedAt ?? 0));
    const tooMany = this.#visits.size - VISITS_KEPT;
    for (const [index, visit] of over.entries()) {
      if (index >= tooMany && (visit.closedAt ?? 0) >= now - VISITS_KEPT_MS) break;
      this.#forget(visit);
    }
    this.#doors.prune(now - VISITS_KEPT_MS);
  }

  /** All that is kept, once more: for a journal that began anew. */
  keepAll(): void {
    for (const visit of this.#visits.values()) this.#options.keep(`visit ${visit.id}`, visit);
    this.#doors.keepAll();
  }

  #open(asked: OpenVisit, at: number): VisitRecord {
    const { register, asks, minutes: most, hoursEnd, grace } = this.#options;
    const last = this.#of(asked.locker).at(-1);
    const minutes = asked.minutes ?? most;
    const place = placeOf(asked, register(), asks, at);
    checkMinutes(minutes, most);
    if (last !== undefined && isSame(last, asked, minutes)) return last;
    checkFree(last, at);
    const latest = at + minutes * MINUTE_MS;
    const visit: VisitRecord = {
      id: this.#newId(asked.locker, at),
      ...{ ...place, hirer: asked.hirer, minutes },
      ...{ openedBy: asked.by, openedAt: at, dueAt: hoursEnd(at, latest) ?? latest },
      ...{ closedBy: null, closedAt: null, lastOpened: null, lastClosed: null, told: [], isDoorSeen: false },
    };
    this.#put(visit);
    this.#options.keep(`visit ${visit.id}`, visit);
    const before = this.#doors.standing(visit.locker);
    if (before === null || before.visit !== null || !covers(visit, before, grace)) return visit;
    this.#doors.adopt(visit.locker, before, visit.id);
    return before.types.some(isSeen) ? this.#sawOpen(visit, before) : visit;
  }

  #close(asked: CloseVisit | CloseVisitOf, at: number): VisitRecord {
    const known = "visit" in asked ? this.#visits.get(asked.visit) : this.#of(asked.locker).at(-1);
    const visit = closable(known, asked, at);
    if (visit.closedAt !== null) return visit;
    return this.#change(visit, { closedBy: asked.by, closedAt: at, isDoorSeen: false });
  }

  #opened(event: LockerEvent, locker: string, visit: VisitRecord | null): PassedVisit {
    const opening = this.#doors.opened(locker, event, visit?.id ?? null);
    if (visit === null) return { ...NOTHING, unregistered: unregisteredOf(event, locker, opening) };
    return {
      ...NOTHING,
      visit,
      isNews: isSeen(event.type) && this.#sawOpen(visit, event.occurred) !== visit,
    };
  }

  #sawOpen(visit: VisitRecord, { latest }: Occurred): VisitRecord {
    if (visit.lastOpened !== null && visit.lastOpened >= latest) return visit;
    return this.#change(visit, { lastOpened: latest, isDoorSeen: false });
  }

  #sawClosed(visit: VisitRecord, { latest }: Occurred): VisitRecord {
    if (visit.lastClosed !== null && visit.lastClosed >= latest) return visit;
    return this.#change(visit, { lastClosed: latest });
  }

  #of(locker: string): readonly VisitRecord[] {
    return (this.#byLocker.get(locker) ?? []).flatMap((id) => this.#visits.get(id) ?? []);
  }

  #change(visit: VisitRecord, changes: Partial<VisitRecord>): VisitRecord {
    const changed = { ...visit, ...changes };
    this.#put(changed);
    this.#options.keep(`visit ${changed.id}`, changed);
    return changed;
  }

  #put(visit: VisitRecord): void {
    const { id, locker, openedAt } = visit;
    if (!this.#visits.has(id)) {
      const ids = this.#byLocker.get(locker) ?? [];
      this.#byLocker.set(locker, ids);
      const after = ids.findLastIndex((other) => (this.#visits.get(other)?.openedAt ?? 0) <= openedAt);
      ids.splice(after + 1, 0, id);
    }
    this.#visits.set(id, visit);
    if (isUnderWay(visit)) this.#underWay.add(id);
    else this.#underWay.delete(id);
  }

  #forget({ id, locker }: VisitRecord): void {
    this.#visits.delete(id);
    const left = (this.#byLocker.get(locker) ?? []).filter((other) => other !== id);
    if (left.length > 0) this.#byLocker.set(locker, left);
    else this.#byLocker.delete(locker);
    this.#options.keep(`visit ${id}`, null);
  }

  /** Two visits of a locker may begin at one moment: the one that was over at once is kept, so that it counts. */
  #newId(locker: string, at: number): string {
    const made = (count: number) =>
      `V-${hash("sha256", JSON.stringify([this.#options.node, locker, at, count]), "hex").slice(0, 16)}`;
    let count = 0;
    while (this.#visits.has(made(count))) count += 1;
    return made(count);
  }
}

/**
 * Whether a visit shows that its locker was opened by what was reported. Duress is reported beside the opening, a moment
 * apart where the unit's clock is not certain: whoever sees visits would see the visit change once more.
 */
function isSeen(type: string): boolean {
  return type !== "duress";
}

/** @param opening null for one that is older than what is kept: then the event stands for it */
function unregisteredOf(event: LockerEvent, locker: string, opening: Opening | null): Unregistered {
  const { site, unit } = event;
  const { earliest, latest } = opening ?? event.occurred;
  return {
    id: opening?.ids[0] ?? event.id,
    site,
    unit,
    locker,
    types: opening?.types ?? [event.type],
    earliest,
    latest,
  };
}
