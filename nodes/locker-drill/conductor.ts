import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Incident } from "../domain/incident.ts";
import {
  accepted,
  begin,
  cameThrough,
  isMissing,
  isOfRun,
  isThrough,
  type TestPlace,
  type TestRun,
  testAlarm,
  withIncident,
} from "../domain/test-alarm.ts";
import { lastTest, nextTest, type TestSchedule } from "../domain/test-schedule.ts";
import type { Journal } from "../journal/journal.ts";
import { afterAwake } from "../runtime/awake.ts";
import { Perseverance } from "../runtime/persevere.ts";
import type { LastDrill } from "../runtime/services.ts";

/** Looks at least so often, so that it finds its way after the system's clock was set, or the machine slept. */
const LOOK_MS = 30_000;
/** A clock that goes back by more was ahead, and what seems done is not; by less, nothing is done twice. */
const AHEAD_MS = 60 * 60_000;
const KEY = "state";
/** Notices that were accepted before it was known what they are about. */
const STRANGERS_KEPT = 100;

export interface ConductorOptions {
  /** Id of the node, the same after a deploy. */
  readonly node: string;
  readonly place: TestPlace;
  readonly schedule: TestSchedule;
  /** How long a test may take, milliseconds. */
  readonly within: number;
  /** Whether a named person has to acknowledge it. */
  readonly acknowledge: boolean;
  /** True: a drill, which nobody outside hears of. */
  readonly drill: boolean;
  readonly journal: Pick<Journal, "remember" | "recall">;
  readonly clock: Clock;
  /** Commits an event and sends it into the flow. */
  append(event: LockerEvent): Promise<void>;
  /** The open incidents. */
  incidents(): readonly Incident[];
  show(shown: Shown): void;
  /** A test has ended, or it is known again how the last one did. */
  ended(): void;
}

/** `next`: when the next test is due, milliseconds since 1970; null where none is planned. */
export type Shown =
  | { readonly state: "running" }
  | { readonly state: "waiting" | "through" | "missing"; readonly next: number | null };

interface Kept {
  /** A schedule that was changed begins anew: what it would have meant before is not made up for. */
  readonly schedule: string;
  /** Up to when tests that were due are dealt with, milliseconds since 1970. */
  readonly upTo: number;
  readonly running: TestRun | null;
  readonly last: "through" | "missing" | null;
  /** When that was known, milliseconds since 1970; absent where an earlier version kept it. */
  readonly lastAt?: number;
}

/** Starts the tests when they are due, sees whether they come through, and tells where one does not. */
export class Conductor {
  readonly #options: ConductorOptions;
  readonly #schedule: string;
  readonly #perseverance: Perseverance;
  readonly #strangers = new Set<string>();
  #kept: Kept;
  /** When the time of the running test is over, monotonic milliseconds. */
  #deadline = 0;
  #timer: Cancel = () => {};
  #isSaved = true;
  #saving: Promise<void> | null = null;
  #begun = false;
  /** How the running test ended is being told. */
  #telling = false;
  #stopped = false;

  constructor(options: ConductorOptions) {
    this.#options = options;
    const { times, days, timeZone } = options.schedule;
    this.#schedule = JSON.stringify([timeZone, times, [...days].sort()]);
    this.#kept = { schedule: this.#schedule, upTo: options.clock.now(), running: null, last: null };
    this.#perseverance = new Perseverance(options.clock);
  }

  /** Goes on with what was under way when it was last stopped, or when the process ended. */
  async begin(): Promise<void> {
    const { node, journal, place, clock, within } = this.#options;
    const found = await this.#ask(() => journal.recall(node));
    if (this.#stopped || found === null) return;
    const kept: Kept | null = found[0] === undefined ? null : JSON.parse(found[0].value);
    if (kept !== null) {
      const upTo = kept.schedule === this.#schedule ? kept.upTo : clock.now();
      this.#kept = { ...kept, schedule: this.#schedule, upTo };
    }
    this.#begun = true;
    this.#options.ended();
    // From now on it is known what is missed.
    this.#keep({});
    const { running } = this.#kept;
    if (running !== null) {
      this.#deadline = clock.monotonic() + Math.min(within, running.dueAt - clock.now());
      // Where that was not committed any more; otherwise nothing comes of it.
      if (isThrough(running, this.#options.acknowledge)) this.#over(running, "through");
      else if (this.#deadline > clock.monotonic()) this.#append(testAlarm(place, running));
      for (const incident of this.#options.incidents()) this.incident(incident);
    }
    this.#look();
  }

  /**
   * Starts a test now.
   * @throws LockerError `test-running`, `journal-unavailable`
   */
  startNow(): void {
    if (!this.#begun) {
      throw new LockerError(
        "journal-unavailable",
        "The journal has not said yet whether a test alarm is under way, so none was started. Try again when the journal can be used.",
      );
    }
    if (this.#kept.running !== null) {
      throw new LockerError(
        "test-running",
        "A test alarm is under way already, so no other one was started. Wait until it has come through, or its time is over.",
      );
    }
    this.#start(null);
    this.#look();
  }

  /** A provider has accepted a notice about this event or incident. */
  accepted(subject: string): void {
    const running = this.#running;
    if (running === null) return;
    const isOurs =
      subject === running.id ||
      this.#options.incidents().some((incident) => incident.id === subject && isOfRun(running, incident));
    if (isOurs) this.#runs(accepted(running, this.#options.clock.now()));
    else if (this.#strangers.size < STRANGERS_KEPT) this.#strangers.add(subject);
  }

  /** An incident as it is now. */
  incident(incident: Incident): void {
    const running = this.#running;
    if (running === null || !isOfRun(running, incident)) return;
    const run = this.#strangers.has(incident.id) ? accepted(running, this.#options.clock.now()) : running;
    this.#runs(withIncident(run, incident));
  }

  /** How the last test ended; null where none has, and before it is known. */
  get last(): LastDrill | null {
    const { last, lastAt = null } = this.#kept;
    return last === null ? null : { result: last, at: lastAt };
  }

  /** Ends its timers; resolves when what is kept is written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer();
    this.#perseverance.stop();
    await this.#saving;
  }

  #look(): void {
    if (this.#stopped) return;
    const { clock, schedule } = this.#options;
    const running = this.#running;
    if (running !== null && clock.monotonic() >= this.#deadline) this.#over(running, "missing");
    const now = clock.now();
    if (this.#kept.upTo > now + AHEAD_MS) this.#keep({ upTo: now });
    const due = lastTest(schedule, now);
    if (due !== null && due > this.#kept.upTo) {
      if (this.#kept.running === null) this.#start(due);
      else this.#keep({ upTo: due });
    }
    this.#arm();
  }

  #arm(): void {
    const { clock, schedule, show } = this.#options;
    this.#timer();
    if (this.#stopped) return;
    const next = nextTest(schedule, clock.now());
    const { running, last } = this.#kept;
    const waits = [LOOK_MS];
    if (next !== null) waits.push(next - clock.now());
    if (this.#running !== null) waits.push(Math.max(0, this.#deadline - clock.monotonic()));
    this.#timer = afterAwake(clock, Math.min(...waits), () => this.#look());
    show(running === null ? { state: last ?? "waiting", next } : { state: "running" });
  }

  #start(scheduledFor: number | null): void {
    const { clock, within, drill, place } = this.#options;
    const startedAt = clock.now();
    const run = begin(place, { startedAt, scheduledFor, dueAt: startedAt + within, drill });
    this.#strangers.clear();
    this.#deadline = clock.monotonic() + within;
    this.#keep({ running: run, ...(scheduledFor === null ? {} : { upTo: scheduledFor }) });
    this.#append(testAlarm(place, run));
  }

  /** Something became known of the running test. */
  #runs(run: TestRun): void {
    if (run === this.#running) return;
    this.#keep({ running: run });
    if (isThrough(run, this.#options.acknowledge)) this.#over(run, "through");
    this.#arm();
  }

  /** The running test, as long as it is not known how it ends. */
  get #running(): TestRun | null {
    return this.#telling ? null : this.#kept.running;
  }

  /** It is kept as running until that is told: where the process ends in between, it is told after the start. */
  #over(run: TestRun, how: "through" | "missing"): void {
    const { clock, place } = this.#options;
    this.#telling = true;
    this.#append((how === "through" ? cameThrough : isMissing)(place, run, clock.now()), () => {
      this.#telling = false;
      this.#keep({ running: null, last: how, lastAt: clock.now() });
      this.#options.ended();
      this.#arm();
    });
  }

  /** What leads to an event is kept before it: where the process ends in between, the event is made after the start. */
  #append(event: LockerEvent, then: () => void = () => {}): void {
    // Rejected only where the node is stopped.
    Promise.resolve(this.#saving)
      .then(() => this.#options.append(event))
      .then(then, () => undefined);
  }

  #keep(changes: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...changes };
    this.#isSaved = false;
    this.#saving ??= this.#save().finally(() => {
      this.#saving = null;
    });
  }

  /** One at a time, the newest last. */
  async #save(): Promise<void> {
    const { node, journal } = this.#options;
    while (!this.#isSaved) {
      this.#isSaved = true;
      const value = JSON.stringify(this.#kept);
      if ((await this.#ask(() => journal.remember(node, [{ key: KEY, value }]))) === null) return;
    }
  }

  /** Null where it was stopped before the journal answered. */
  async #ask<T>(question: () => Promise<T>): Promise<T | null> {
    return this.#perseverance.ask(question, null).catch(() => null);
  }
}
