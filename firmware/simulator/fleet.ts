import type { Clock } from "../../nodes/domain/clock.ts";
import type { ClockState } from "../../nodes/domain/event.ts";
import type { Counters } from "./flash.ts";
import type { UnitObserver } from "./observer.ts";
import { MOST_LOCKERS, MOST_UNITS, type UnitPlan } from "./plan.ts";
import type { Broker } from "./radio.ts";
import { Random } from "./random.ts";
import { type FleetReport, Recorder } from "./report.ts";
import { Unit } from "./unit.ts";
import type { UnitSettings } from "./unit-options.ts";

export interface FleetOptions {
  readonly plan: readonly UnitPlan[];
  readonly url: string;
  /** PEM texts and account of a unit: with mutual TLS each has its own. */
  readonly identity?: (unit: string) => Omit<Broker, "url">;
  readonly seed: number;
  readonly clock: Clock;
  /** What the units know about the time when they start; `sntp` unless told. */
  readonly clockState?: ClockState;
  /** The firmware's own settings unless told: a heartbeat every 60 s, a resend after 30 s. */
  readonly settings?: Partial<UnitSettings>;
  /** Boot and sequence numbers that the units' flash holds from an earlier run; 0 unless told. */
  readonly counters?: (unit: string) => Counters | undefined;
}

export interface Started {
  readonly connected: number;
  /** What the last unit that could not connect was told, or null. */
  readonly problem: string | null;
}

const SETTINGS: UnitSettings = { heartbeatMs: 60_000, resendMs: 30_000 };
/** Handshakes under way at once: a broker takes thousands of units, but not in the same moment. */
const HANDSHAKES = 50;

/**
 * @throws RangeError for more units or lockers than can be simulated, or a name used twice
 */
export function createFleet(options: FleetOptions): Fleet {
  const { plan } = options;
  if (plan.length < 1 || plan.length > MOST_UNITS) {
    throw new RangeError(`A fleet has 1 to ${MOST_UNITS} units.`);
  }
  if (new Set(plan.map(({ unit }) => unit)).size < plan.length) {
    throw new RangeError("Two units of the fleet have the same name: the broker would know them as one.");
  }
  for (const { unit, lockers } of plan) {
    if (lockers.length < 1 || lockers.length > MOST_LOCKERS) {
      throw new RangeError(`${unit} must serve 1 to ${MOST_LOCKERS} lockers.`);
    }
  }
  return new Fleet(options);
}

/** Units of one process, each a client of its own at the broker. */
export class Fleet {
  readonly units: ReadonlyMap<string, Unit>;
  readonly #byLocker: ReadonlyMap<string, Unit>;
  readonly #clock: Clock;
  readonly #recorder = new Recorder();
  readonly #observers = new Set<UnitObserver>();
  readonly #online = new Set<Unit>();
  /** Units whose flash holds events that the gateway has not answered. */
  readonly #unanswered = new Set<Unit>();
  /** Ends each wait under way, when the fleet stops. */
  readonly #waits = new Set<() => void>();
  #problem: string | null = null;
  #stopped = false;

  constructor(options: FleetOptions) {
    this.#clock = options.clock;
    const random = new Random(options.seed);
    const observer = this.#observer();
    this.units = new Map(
      options.plan.map((plan, index) => [
        plan.unit,
        new Unit({
          plan,
          broker: { url: options.url, ...options.identity?.(plan.unit) },
          clock: options.clock,
          random: random.fork(index),
          clockState: options.clockState ?? "sntp",
          settings: { ...SETTINGS, ...options.settings },
          counters: options.counters?.(plan.unit) ?? { boot: 0, seq: 0 },
          observer,
        }),
      ]),
    );
    this.#byLocker = new Map(
      [...this.units.values()].flatMap((unit) => unit.lockers.map((locker) => [locker, unit])),
    );
  }

  get lockers(): readonly string[] {
    return [...this.#byLocker.keys()];
  }

  /** @throws RangeError for a unit that is not of this fleet */
  unit(id: string): Unit {
    const unit = this.units.get(id);
    if (!unit) throw new RangeError(`No unit of this fleet is called ${id}.`);
    return unit;
  }

  /** @throws RangeError for a locker that none of the units serves */
  unitOf(locker: string): Unit {
    const unit = this.#byLocker.get(locker);
    if (!unit) throw new RangeError(`No unit of this fleet serves ${locker}.`);
    return unit;
  }

  /** @returns how to stop watching */
  observe(observer: UnitObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /**
   * Powers the units on, a few handshakes at a time, and resolves when all are connected or the time is up.
   * Those that are not go on trying.
   */
  async start(timeoutMs: number): Promise<Started> {
    this.#stopped = false;
    const waiting = [...this.units.values()];
    const underWay = new Set<Unit>();
    const settled = (unit: Unit) => {
      underWay.delete(unit);
      next();
    };
    const next = () => {
      while (underWay.size < HANDSHAKES) {
        const unit = waiting.pop();
        if (!unit) return;
        underWay.add(unit);
        unit.powerOn();
      }
    };
    const stop = this.observe({ failed: settled, changed: (unit) => unit.online && settled(unit) });
    next();
    await this.until(() => this.#online.size === this.units.size, timeoutMs);
    stop();
    if (this.#stopped) waiting.length = 0;
    for (const unit of waiting) unit.powerOn();
    const connected = this.#online.size;
    return { connected, problem: connected < this.units.size ? this.#problem : null };
  }

  /** Pulls every plug: the broker publishes the last wills. Resolves when all sockets are closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const end of [...this.#waits]) end();
    await Promise.all([...this.units.values()].map((unit) => unit.powerOff()));
  }

  /** True once the gateway has answered every event, false when the time was up before. */
  answered(timeoutMs: number): Promise<boolean> {
    return this.until(() => this.#unanswered.size === 0, timeoutMs);
  }

  /** True once the condition holds, looked at whenever anything happens in the fleet; false after the time or a stop. */
  until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      if (condition()) {
        resolve(true);
        return;
      }
      const end = (result: boolean) => {
        stop();
        cancel();
        this.#waits.delete(giveUp);
        resolve(result);
      };
      const giveUp = () => end(false);
      this.#waits.add(giveUp);
      const look = () => {
        if (condition()) end(true);
      };
      const stop = this.observe({ changed: look, answered: look });
      const cancel = this.#clock.after(timeoutMs, giveUp);
    });
  }

  report(): FleetReport {
    return this.#recorder.report(this.units.values());
  }

  #observer(): UnitObserver {
    return {
      recorded: (unit, entry) => {
        this.#recorder.recorded(unit, entry);
        this.#unanswered.add(unit);
        for (const observer of [...this.#observers]) observer.recorded?.(unit, entry);
      },
      sent: (unit, entry) => {
        for (const observer of [...this.#observers]) observer.sent?.(unit, entry);
      },
      answered: (unit, entry, answer) => {
        this.#recorder.answered(unit, entry, answer);
        if (unit.queued === 0) this.#unanswered.delete(unit);
        for (const observer of [...this.#observers]) observer.answered?.(unit, entry, answer);
      },
      changed: (unit) => {
        if (unit.online) this.#online.add(unit);
        else this.#online.delete(unit);
        for (const observer of [...this.#observers]) observer.changed?.(unit);
      },
      failed: (unit, problem) => {
        this.#problem = problem;
        for (const observer of [...this.#observers]) observer.failed?.(unit, problem);
      },
    };
  }
}
