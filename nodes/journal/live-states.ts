import { randomInt } from "node:crypto";
import type { ChangedStates, LockerState, States, UnitState } from "./journal.ts";
import type { Lockers } from "./lockers.ts";
import type { Input } from "./protocol.ts";
import type { Units } from "./units.ts";

/**
 * What a control room's board shows of units and lockers, and which of them have changed. While nobody watches, nothing
 * is collected.
 */
export class LiveStates {
  readonly #units: Units;
  readonly #lockers: Lockers;
  /** Tells apart what was collected before this journal was opened anew. */
  readonly #era = randomInt(1, 2 ** 47);
  readonly #changedUnits = new Set<string>();
  readonly #changedLockers = new Set<string>();
  #isWatched = false;

  constructor(units: Units, lockers: Lockers) {
    this.#units = units;
    this.#lockers = lockers;
  }

  /** @returns the era from which on changes are collected; 0 where they are not any more */
  watch(on: boolean): number {
    this.#isWatched = on;
    this.#clear();
    this.#units.watch(on ? this.#changedUnits : null);
    this.#lockers.watch(on ? this.#changedLockers : null);
    return on ? this.#era : 0;
  }

  states({ units, lockers }: Input<"states">): States {
    return {
      units: units.map((unit) => this.#units.state(unit)).filter(isKnown<UnitState>),
      lockers: lockers.map((locker) => this.#lockers.state(locker)).filter(isKnown<LockerState>),
    };
  }

  /** What has changed since the last call. */
  changed(era: number): ChangedStates | null {
    if (!this.#isWatched || era !== this.#era) return null;
    const changed = this.states({ units: [...this.#changedUnits], lockers: [...this.#changedLockers] });
    this.#clear();
    return changed;
  }

  #clear(): void {
    this.#changedUnits.clear();
    this.#changedLockers.clear();
  }
}

function isKnown<T>(state: T | null): state is T {
  return state !== null;
}
