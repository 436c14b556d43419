import type { Clock } from "../../nodes/domain/clock.ts";
import { FLASH_CAPACITY } from "./flash.ts";
import type { Fleet } from "./fleet.ts";
import type { Random } from "./random.ts";
import type { Unit } from "./unit.ts";

/** What a scenario plays with; it is bounded by `count` and `seconds`. */
export interface Stage {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly random: Random;
  /** How many visits, openings or boxes, by scenario; 1 to MOST_COUNT. */
  readonly count: number;
  /** How long it takes, 1 to MOST_SECONDS. */
  readonly seconds: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

export interface Scenario {
  /** One line for a list of choices. */
  readonly summary: string;
  readonly count: number;
  readonly seconds: number;
  play(stage: Stage): Promise<void>;
}

export const MOST_COUNT = 100_000;
export const MOST_SECONDS = 86_400;

const day: Scenario = {
  summary: "visits spread over the time, each an opening and a closing; a weak battery now and then",
  count: 12,
  seconds: 60,
  async play(stage) {
    const { random, count, seconds } = stage;
    await spread(stage, count, async () => {
      const { unit, locker } = box(stage);
      unit.open(locker);
      await pause(stage, (random.next() * seconds * 1_000) / 10);
      unit.closeDoor(locker);
      if (random.next() < 0.05) unit.record("battery-low", null, { percent: 18 });
    });
  },
};

const nightOpening: Scenario = {
  summary: "a locker is opened and closed without force; whether it is night is the branch's to judge",
  count: 1,
  seconds: 3,
  async play(stage) {
    await spread(stage, stage.count, async () => {
      const { unit, locker } = box(stage);
      unit.open(locker);
      await pause(stage, 1_000);
      unit.closeDoor(locker);
    });
  },
};

const forced: Scenario = {
  summary: "a locker is broken open",
  count: 1,
  seconds: 1,
  async play(stage) {
    await spread(stage, stage.count, async () => {
      const { unit, locker } = box(stage);
      unit.force(locker);
    });
  },
};

const tamper: Scenario = {
  summary: "somebody opens the housing of a sensor and closes it again",
  count: 1,
  seconds: 3,
  async play(stage) {
    await spread(stage, stage.count, async () => {
      const { unit, locker } = box(stage);
      unit.tamper(locker);
      await pause(stage, 1_000);
      unit.clearTamper(locker);
    });
  },
};

const offline: Scenario = {
  summary: "a unit's cable is cut; lockers are opened meanwhile and told of when it is mended",
  count: 3,
  seconds: 10,
  async play(stage) {
    const { random, fleet, count, seconds } = stage;
    const unit = random.pick(nonEmpty([...fleet.units.values()]));
    await unit.goOffline();
    await spread({ ...stage, seconds: seconds * 0.8 }, count, async () => {
      const locker = random.pick(nonEmpty(unit.lockers));
      unit.open(locker);
      unit.closeDoor(locker);
    });
    await pause(stage, seconds * 200);
    unit.goOnline();
  },
};

const clockLost: Scenario = {
  summary: "a unit restarts without knowing the time, opens, guesses the time, and learns it in the end",
  count: 3,
  seconds: 9,
  async play(stage) {
    const { random, fleet, count, seconds } = stage;
    const unit = random.pick(nonEmpty([...fleet.units.values()]));
    await unit.reboot("brownout");
    unit.loseClock();
    for (const state of ["estimated", "sntp"] as const) {
      await spread({ ...stage, seconds: seconds / 3 }, count, async () => {
        unit.open(random.pick(nonEmpty(unit.lockers)));
      });
      unit.setClock(state);
    }
    for (const { locker, door } of unit.lockerStates) if (door === "open") unit.closeDoor(locker);
  },
};

const burst: Scenario = {
  summary: "as many openings and closings as the units can get answered, all at once",
  count: 1_000,
  seconds: 60,
  async play(stage) {
    const { fleet, clock, count, seconds, signal } = stage;
    const lockers = nonEmpty(fleet.lockers);
    const end = clock.monotonic() + seconds * 1_000;
    for (let index = 0; index < count && !signal.aborted; index += 1) {
      const locker = lockers[index % lockers.length] ?? lockers[0];
      const unit = fleet.unitOf(locker);
      // More than the flash holds would cost events, which is another scenario's business.
      const room = () => signal.aborted || unit.queued < FLASH_CAPACITY / 2;
      if (!(await fleet.until(room, end - clock.monotonic()))) return;
      if (Math.floor(index / lockers.length) % 2 === 0) unit.open(locker);
      else unit.closeDoor(locker);
    }
  },
};

const breakIn: Scenario = {
  summary: "one box after the other is broken open",
  count: 50,
  seconds: 20,
  async play(stage) {
    const { fleet, clock, count, seconds, signal } = stage;
    const boxes = fleet.lockers.slice(0, count);
    const started = clock.monotonic();
    for (const [index, locker] of boxes.entries()) {
      await pause(stage, (index * seconds * 1_000) / boxes.length - (clock.monotonic() - started));
      if (signal.aborted) return;
      fleet.unitOf(locker).force(locker);
    }
  },
};

export const SCENARIOS = {
  "normal-day": day,
  "night-opening": nightOpening,
  forced,
  tamper,
  offline,
  "clock-lost": clockLost,
  burst,
  "break-in": breakIn,
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}

/** Plays the act `times` times, at random moments within the stage's time; resolves when all are over. */
async function spread(stage: Stage, times: number, act: () => Promise<void>): Promise<void> {
  const { clock, random, seconds, signal } = stage;
  const moments = Array.from({ length: times }, () => random.next() * seconds * 1_000).sort((a, b) => a - b);
  const started = clock.monotonic();
  const running: Promise<void>[] = [];
  for (const moment of moments) {
    await pause(stage, moment - (clock.monotonic() - started));
    if (signal.aborted) break;
    running.push(act());
  }
  await Promise.all(running);
}

/** Waits; at once where the moment has passed or the scenario was ended. */
function pause({ clock, signal }: Stage, ms: number): Promise<void> {
  if (signal.aborted || ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener("abort", end, { once: true });
  });
}

function box({ fleet, random }: Stage): { readonly unit: Unit; readonly locker: string } {
  const locker = random.pick(nonEmpty(fleet.lockers));
  return { unit: fleet.unitOf(locker), locker };
}

/** A fleet has a unit and a unit a locker (createFleet sees to it). */
function nonEmpty<T>(items: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new RangeError("A fleet without lockers has nothing to play.");
  return [first, ...rest];
}
