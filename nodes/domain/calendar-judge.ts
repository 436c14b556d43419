import type { Access } from "./access.ts";
import type { Calendar } from "./calendar.ts";
import { type Plan, planOf } from "./calendar-plan.ts";
import { DAY_MS, type Stretch, stretchesOf } from "./calendar-stretches.ts";
import { doubtOf, verbOf } from "./calendar-words.ts";
import { clockAt } from "./calendar-zone.ts";
import type { EventType, Occurred } from "./event.ts";

/** A longer span says so little that it counts as outside without being looked at: the work stays bounded. */
const LONGEST_JUDGED_SPAN_MS = 7 * DAY_MS;

/** A door that has stood open for longer than this was told of many times. */
const LONGEST_LOOKED_THROUGH_MS = 62 * DAY_MS;

/** Days kept ready: two years of late events, a few hundred bytes each. */
const CACHED_DAYS = 800;

/** What a date can be written for; a unit without any idea of the time may claim more. */
const EARLIEST = Date.UTC(1900, 0, 2);
const LATEST = Date.UTC(9999, 11, 30);

/** Judges moments and spans by one calendar. */
export class CalendarJudge {
  readonly timeZone: string;
  readonly #calendar: Calendar;
  readonly #plan: Plan;
  readonly #version: string;
  readonly #days = new Map<number, readonly Stretch[]>();

  /** @throws RangeError where a date, a time or the time zone of the calendar is none */
  constructor(calendar: Calendar) {
    this.timeZone = calendar.timeZone;
    this.#calendar = calendar;
    this.#plan = planOf(calendar);
    this.#version = fingerprint(calendar);
  }

  /**
   * Inside only if the whole span is; a single moment where both ends are equal. `type` is how the sentence
   * begins ("Opened at ...").
   */
  judge(occurred: Occurred, type?: EventType): Access {
    const earliest = writable(Math.min(occurred.earliest, occurred.latest));
    const latest = writable(Math.max(occurred.earliest, occurred.latest));
    if (earliest !== latest) return this.#judgeSpan(earliest, latest, type);
    const stretch = this.#at(latest);
    return this.#access(stretch, latest, {
      inside: stretch.inside,
      code: stretch.code,
      reason: `${verbOf(type)} at ${timeIn(stretch, latest)} on ${stretch.date} at the branch's clock; ${stretch.clause}.`,
      uncertain: false,
    });
  }

  /** Years that [from, until] touches and whose holidays are not loaded; milliseconds since 1970. */
  unloadedYears(from: number, until: number): readonly number[] {
    const loaded = this.#calendar.holidayYears;
    if (loaded === "observes-none") return [];
    const first = clockAt(from, this.timeZone).year;
    const last = clockAt(until, this.timeZone).year;
    const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return years.filter((year) => !loaded.includes(year));
  }

  /**
   * The moments after `after` and up to `until`, in order, at which access hours end: inside before, outside from then
   * on. A break that is no longer than `grace` milliseconds is no end. Milliseconds since 1970; what is further than
   * LONGEST_LOOKED_THROUGH_MS before `until` is not looked through.
   */
  ends(after: number, until: number, grace: number): readonly number[] {
    const last = writable(until);
    const first = Math.max(writable(after), last - LONGEST_LOOKED_THROUGH_MS);
    if (first > last) return [];
    const stretches = this.#between(first - 1, writable(last + grace));
    const ends: number[] = [];
    let end: number | null = null;
    for (const [index, { inside, from }] of stretches.entries()) {
      if (inside) {
        // Those that are open again within the grace have not ended.
        if (end !== null && from - end > grace) ends.push(end);
        end = null;
      } else if (stretches[index - 1]?.inside === true) end = from;
    }
    if (end !== null) ends.push(end);
    return ends.filter((moment) => moment > after && moment <= until);
  }

  #judgeSpan(earliest: number, latest: number, type: EventType | undefined): Access {
    const first = this.#at(earliest);
    const last = this.#at(latest);
    const start = `${timeIn(first, earliest)}${first.date === last.date ? "" : ` on ${first.date}`}`;
    const when = `${verbOf(type)} between ${start} and ${timeIn(last, latest)} on ${last.date} at the branch's clock (${doubtOf(type)})`;
    if (latest - earliest > LONGEST_JUDGED_SPAN_MS) {
      const reason = `${when}; that is too long a time to be judged, so it counts as outside.`;
      return this.#access(last, latest, { inside: false, code: "time-uncertain", reason, uncertain: true });
    }
    const stretches = this.#between(earliest, latest);
    const outside = stretches.find((stretch) => !stretch.inside);
    if (!outside) {
      const reason = `${when}; all of it is inside: ${last.clause}.`;
      return this.#access(last, latest, { inside: true, code: last.code, reason, uncertain: true });
    }
    const part = stretches.some((stretch) => stretch.inside)
      ? "a part of it is outside, so it counts as outside"
      : "all of it is outside";
    const at = Math.max(earliest, outside.from);
    return this.#access(last, latest, {
      inside: false,
      code: "time-uncertain",
      reason: `${when}; ${part}: at ${timeIn(outside, at)} on ${outside.date} ${outside.clause}.`,
      uncertain: true,
    });
  }

  #access(
    stretch: Stretch,
    at: number,
    { inside, code, reason, uncertain }: Pick<Access, "inside" | "code" | "reason" | "uncertain">,
  ): Access {
    return {
      inside,
      code,
      reason,
      uncertain,
      localTime: `${localIso(stretch, at)}${stretch.offset}`,
      timeZone: this.timeZone,
      calendarVersion: `${stretch.schedule}+${this.#version}`,
    };
  }

  #at(ms: number): Stretch {
    const stretches = this.#day(Math.floor(ms / DAY_MS));
    const found = stretches.findLast((stretch) => stretch.from <= ms);
    if (!found) throw new RangeError(`no stretch of the calendar holds ${ms}`);
    return found;
  }

  #between(earliest: number, latest: number): readonly Stretch[] {
    const found: Stretch[] = [];
    for (let day = Math.floor(earliest / DAY_MS); day <= Math.floor(latest / DAY_MS); day++)
      found.push(...this.#day(day).filter(({ from, until }) => from <= latest && earliest < until));
    return found;
  }

  #day(day: number): readonly Stretch[] {
    const ready = this.#days.get(day);
    if (ready) return ready;
    const made = stretchesOf(this.#plan, day);
    // Insertion order is age: the day made first goes first.
    for (const oldest of this.#days.keys()) {
      if (this.#days.size < CACHED_DAYS) break;
      this.#days.delete(oldest);
    }
    this.#days.set(day, made);
    return made;
  }
}

function writable(ms: number): number {
  return Math.min(Math.max(ms, EARLIEST), LATEST);
}

/** The last second that was written: a decision writes it twice, and a busy branch has many decisions in one. */
let written = { second: Number.NaN, iso: "" };

function localIso(stretch: Stretch, ms: number): string {
  const second = Math.floor((ms + stretch.offsetMs) / 1000);
  if (second !== written.second)
    written = { second, iso: new Date(second * 1000).toISOString().slice(0, 19) };
  return written.iso;
}

function timeIn(stretch: Stretch, ms: number): string {
  return localIso(stretch, ms).slice(11, 16);
}

/**
 * Eight hexadecimal digits that change with every edit of the calendar (FNV-1a, 32 bits): a holiday or an
 * exception entered later makes another version of the same schedule, and decisions must tell them apart.
 */
function fingerprint(calendar: Calendar): string {
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify(calendar)) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
