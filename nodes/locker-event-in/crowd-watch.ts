import type { Clock } from "../domain/clock.ts";
import type { EventType, LockerEvent } from "../domain/event.ts";
import { Crowds } from "../domain/watch-crowd.ts";
import type { DoorReport, OpenDoors } from "../domain/watch-doors.ts";
import { massOpening, repeatedDenial } from "../domain/watch-mass.ts";
import type { WatchRules } from "../domain/watch-rules.ts";
import type { Appended, Journal } from "../journal/journal.ts";

/** How far back is looked after a start: what happened before is of no rule's concern any more. */
const PAST_MS = 24 * 60 * 60_000;
/** Events of the past that are read at most, and how many at once. */
const PAST_EVENTS = 50_000;
const PAGE = 1000;
/** So many stretches of the journal are looked through at most: other events may be many. */
const PAGES = 100;

const READ: readonly EventType[] = [
  ...(["opened", "forced", "closed", "held-open", "access-denied"] as const),
  ...(["mass-opening", "repeated-denial"] as const),
];
const WATCHED: ReadonlySet<EventType> = new Set(READ);
const NOTHING: readonly LockerEvent[] = [];

/** An event as far as the rules need it: a day of them is in memory for a moment. */
type Past = DoorReport & { readonly from: number | null };

export interface CrowdWatchOptions {
  readonly clock: Clock;
  readonly journal: Pick<Journal, "history">;
  /** Null for a site that nobody watches. */
  readonly rulesOf: (site: string) => WatchRules | null;
  readonly doors: OpenDoors;
}

/**
 * Finds in what is stored many lockers opened at once and repeated denials, and follows which doors are open. What it
 * knows it reads again from the journal after a start, before it judges anything.
 */
export class CrowdWatch {
  readonly #options: CrowdWatchOptions;
  #openings = new Crowds();
  #denials = new Crowds();
  /** The rules by which what is known of a site was judged. */
  readonly #used = new Map<string, WatchRules | null>();
  #recalled = false;
  #recalling: Promise<void> | null = null;

  constructor(options: CrowdWatchOptions) {
    this.#options = options;
  }

  /**
   * Takes an event that is stored.
   * @returns the alarms that it gives cause for, to be stored before it is acknowledged
   * @throws LockerError `journal-unavailable`
   */
  appended(appended: Appended): readonly LockerEvent[] | Promise<readonly LockerEvent[]> {
    const { event } = appended;
    if (!WATCHED.has(event.type)) return NOTHING;
    const rules = this.#rulesOf(event.site);
    if (rules === null) return NOTHING;
    if (this.#recalled) return this.#judge(appended, rules);
    return this.recall().then(() => this.#judge(appended, rules));
  }

  /** Resolves when what happened lately is known. */
  recall(): Promise<void> {
    if (this.#recalled) return Promise.resolve();
    const recalling = this.#recalling ?? this.#recall();
    this.#recalling = recalling;
    recalling.catch(() => {
      // The journal could not be read: the next attempt asks again.
      if (this.#recalling === recalling) this.#recalling = null;
    });
    return recalling;
  }

  #judge({ event, result }: Appended, { openings, denials }: WatchRules): readonly LockerEvent[] {
    const { doors } = this.#options;
    const { type, site, locker, occurred } = event;
    // What comes again was taken when it came first, and a door may have been closed since.
    if (result === "stored") doors.reported(event);
    if (locker === null) return NOTHING;
    if (type === "opened" || type === "forced") {
      const crowd = this.#openings.add(site, locker, occurred, openings);
      return crowd === null ? NOTHING : [massOpening(event, crowd, openings)];
    }
    if (type === "access-denied") {
      const crowd = this.#denials.add(locker, event.id, occurred, denials);
      return crowd === null ? NOTHING : [repeatedDenial(event, crowd, denials)];
    }
    return NOTHING;
  }

  /** Where they are others, what is known is read anew: it was not meant for them. */
  #rulesOf(site: string): WatchRules | null {
    const rules = this.#options.rulesOf(site);
    const used = this.#used.get(site);
    if (used === rules) return rules;
    if (used !== undefined && JSON.stringify(used) !== JSON.stringify(rules)) this.#forget();
    this.#used.set(site, rules);
    return rules;
  }

  #forget(): void {
    this.#recalled = false;
    this.#recalling = null;
    this.#used.clear();
    this.#openings = new Crowds();
    this.#denials = new Crowds();
    this.#options.doors.forget();
  }

  async #recall(): Promise<void> {
    const openings = this.#openings;
    const past = await this.#past();
    if (this.#openings !== openings) return;
    for (let index = past.length - 1; index >= 0; index -= 1) {
      const one = past[index];
      if (one !== undefined) this.#remember(one);
    }
    this.#recalled = true;
  }

  /** Newest first. */
  async #past(): Promise<readonly Past[]> {
    const { clock, journal } = this.#options;
    const from = clock.now() - PAST_MS;
    const filter = { site: null, unit: null, locker: null, types: READ, except: null, from, to: null };
    const past: Past[] = [];
    let before: number | null = null;
    for (let pages = 0; pages < PAGES && past.length < PAST_EVENTS; pages += 1) {
      const page: Awaited<ReturnType<Journal["history"]>> = await journal.history(filter, before, PAGE);
      for (const { event } of page.items) past.push(pastOf(event));
      if (page.next === null) break;
      before = page.next;
    }
    return past;
  }

  #remember(past: Past): void {
    const { doors, rulesOf } = this.#options;
    const { id, type, site, locker, occurred, from } = past;
    const rules = rulesOf(site);
    this.#used.set(site, rules);
    if (rules === null) return;
    doors.reported(past);
    if (type === "mass-opening" && from !== null) this.#openings.told(site, from, rules.openings);
    if (locker === null) return;
    if (type === "opened" || type === "forced") {
      this.#openings.remember(site, locker, occurred, rules.openings);
    } else if (type === "access-denied") this.#denials.remember(locker, id, occurred, rules.denials);
    else if (type === "repeated-denial" && from !== null) this.#denials.told(locker, from, rules.denials);
  }
}

function pastOf({ id, type, site, unit, locker, boot, seq, occurred, data }: LockerEvent): Past {
  const from = typeof data.from === "number" ? data.from : null;
  return { id, type, site, unit, locker, boot, seq, occurred, from };
}
