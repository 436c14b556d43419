import { Temporal } from "temporal-polyfill";
import { clockAt } from "../domain/calendar-zone.ts";
import type { Cancel, Clock } from "../domain/clock.ts";
import { daySpan } from "../domain/day-report-clock.ts";
import {
  type Looked,
  notToldEvent,
  notToldSteps,
  type Progress,
  progressIn,
} from "../domain/day-report-proof.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import { PROMPT_MS } from "../domain/notice-deadline.ts";
import { PRODUCT_EPOCH } from "../domain/occurred.ts";
import type { Register } from "../domain/register.ts";
import type { Journal } from "../journal/journal.ts";
import { inTurns } from "../journal/turns.ts";
import type { AlarmWays } from "./alarm-ways.ts";

/** How often it is looked whether a branch's day is over. */
const LOOK_MS = 60_000;
/** How often openings are looked for that came in after their day was over, milliseconds. */
const LATE_EVERY_MS = 5 * 60_000;
const PREFIX = "day-proof ";

export interface DayProofOptions {
  readonly journal: Pick<Journal, "dayOpenings" | "storedBefore" | "recall" | "remember"> & {
    readonly commits: number;
  };
  readonly alarms: Pick<AlarmWays, "tell" | "isThere">;
  readonly clock: Clock;
  /** Takes a sentence for the log. */
  readonly warn: (sentence: string) => void;
}

/** A register in use. */
export interface RegisterSource {
  /** Id of its node: what is known of its branches is kept for that. */
  readonly id: string;
  readonly register: Register;
}

/**
 * Tells the bank of each opening that was not told to every hirer by SMS and by e-mail before the branch's day ended:
 * one alarm for each branch and day, for every branch of the register, whatever the flows hold. It looks PROMPT_MS
 * after the end of the day, or after a start, so that what is just being sent is not told; what comes in after that of
 * a day that is over has as long, and is told by an alarm of its own. Days before it began to look are none of it.
 */
export class DayProof {
  readonly #options: DayProofOptions;
  readonly #registers = new Set<RegisterSource>();
  /** By the id of the register's node and the site; null: it has not begun to look there. */
  readonly #known = new Map<string, Map<string, Progress>>();
  readonly #lateAt = new Map<string, number>();
  readonly #warned = new Set<string>();
  #timer: Cancel = () => {};
  #startedAt = 0;
  #stopped = false;
  /** The look that is under way. */
  #looking: Promise<void> = Promise.resolve();

  constructor(options: DayProofOptions) {
    this.#options = options;
  }

  start(): void {
    this.#startedAt = this.#options.clock.monotonic();
    this.#again();
  }

  /** Returns how to take it away again. */
  addRegister(source: RegisterSource): () => void {
    this.#registers.add(source);
    return () => this.#registers.delete(source);
  }

  /** Another journal is used now, which has not looked at anything. */
  begunAnew(): void {
    this.#known.clear();
  }

  /** Resolves when no look is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer();
    await this.#looking;
  }

  #again(): void {
    if (this.#stopped) return;
    this.#timer = this.#options.clock.after(LOOK_MS, () => {
      this.#looking = this.#look().finally(() => this.#again());
    });
  }

  async #look(): Promise<void> {
    const { clock, journal } = this.#options;
    // Without a time, and where nobody uses the journal, no day can be said to be over.
    if (clock.now() < PRODUCT_EPOCH || journal.commits === 0) return;
    const seen = new Set<string>();
    for (const source of [...this.#registers]) {
      for (const [site, { timeZone }] of source.register.sites) {
        if (this.#stopped) return;
        if (seen.has(site)) continue;
        seen.add(site);
        await this.#lookAt(source, site, timeZone ?? gatewayZone()).catch((thrown) => this.#failed(thrown));
      }
    }
  }

  async #lookAt(source: RegisterSource, site: string, timeZone: string): Promise<void> {
    const { clock } = this.#options;
    const known = await this.#progressOf(source.id);
    const progress = known.get(site);
    if (progress === undefined) return this.#begin(source.id, site, timeZone);
    if (clock.monotonic() - this.#startedAt < PROMPT_MS) return;
    const over = lastDayOver(clock.now() - PROMPT_MS, timeZone);
    const day = progress.next?.day ?? over;
    if (over < progress.day) {
      // The clock was days ahead: what was looked at then had not even begun. By some hours it is waited for.
      if (dayAfter(over) < progress.day) await this.#keep(source.id, site, { ...progress, day: over });
      return;
    }
    const isLate = day === progress.day && progress.next === undefined;
    const key = `${source.id} ${site}`;
    if (isLate && clock.monotonic() < (this.#lateAt.get(key) ?? 0)) return;
    this.#lateAt.set(key, clock.monotonic() + LATE_EVERY_MS);
    await this.#judge(source, { site, timeZone, progress, day });
  }

  async #judge(
    { id, register }: RegisterSource,
    look: {
      readonly site: string;
      readonly timeZone: string;
      readonly progress: Progress;
      readonly day: string;
    },
  ): Promise<void> {
    const { journal, alarms, clock } = this.#options;
    const { site, timeZone, progress, day } = look;
    const now = clock.now();
    const through =
      progress.next?.position ?? Math.max(progress.position, await journal.storedBefore(now - PROMPT_MS));
    const from = daySpan(progress.day, timeZone).to;
    const { to } = daySpan(day, timeZone);
    const openings = await journal.dayOpenings({ site, from, to, after: progress.position, through });
    const found = await inTurns(notToldSteps(openings, { register, timeZone, now }));
    const looked: Looked = { day, position: through };
    if (found.length > 0) {
      // Without a flow that takes alarms it waits for one.
      if (!alarms.isThere || this.#stopped) return;
      if (progress.next === undefined) await this.#keep(id, site, { ...progress, next: looked });
      const look = { from: progress, to: looked };
      for (const one of found) await alarms.tell(notToldEvent(site, one, look, now));
    }
    if (looked.day !== progress.day || looked.position !== progress.position)
      await this.#keep(id, site, looked);
  }

  /** From today on, and of what is stored from now on where it is about an earlier day. */
  async #begin(id: string, site: string, timeZone: string): Promise<void> {
    const { journal, clock } = this.#options;
    const day = lastDayOver(clock.now(), timeZone);
    await this.#keep(id, site, { day, position: await journal.storedBefore(Number.MAX_SAFE_INTEGER) });
  }

  async #progressOf(id: string): Promise<Map<string, Progress>> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const recalled = new Map<string, Progress>();
    for (const { key, value } of await this.#options.journal.recall(id)) {
      const progress = key.startsWith(PREFIX) ? progressIn(value) : null;
      if (progress !== null) recalled.set(key.slice(PREFIX.length), progress);
    }
    this.#known.set(id, recalled);
    return recalled;
  }

  async #keep(id: string, site: string, progress: Progress): Promise<void> {
    await this.#options.journal.remember(id, [{ key: `${PREFIX}${site}`, value: JSON.stringify(progress) }]);
    this.#known.get(id)?.set(site, progress);
  }

  /** It looks again in a minute; the journal tells of its own failure where it matters. */
  #failed(thrown: unknown): void {
    const sentence = sentenceOf(thrown);
    if (thrown instanceof LockerError && thrown.code === "journal-unavailable") return;
    if (this.#warned.has(sentence)) return;
    this.#warned.add(sentence);
    this.#options.warn(sentence);
  }
}

/** The last day that is over at a moment, ISO. */
function lastDayOver(at: number, timeZone: string): string {
  return clockAt(at, timeZone).toPlainDate().subtract({ days: 1 }).toString();
}

function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

function gatewayZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
