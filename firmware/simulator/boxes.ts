import type { StatusLocker } from "../../nodes/domain/contract.ts";

/** The contacts of the lockers that one unit serves. */
export class Boxes {
  readonly #states: Map<string, StatusLocker>;

  constructor(lockers: readonly string[]) {
    this.#states = new Map(
      lockers.map((locker) => [locker, { locker, door: "closed" as const, tamper: false }]),
    );
  }

  get all(): readonly StatusLocker[] {
    return [...this.#states.values()];
  }

  /** @throws RangeError for a locker that the unit does not serve */
  state(locker: string): StatusLocker {
    const state = this.#states.get(locker);
    if (!state)
      throw new RangeError(`This unit serves ${[...this.#states.keys()].join(", ")}, not ${locker}.`);
    return state;
  }

  setDoor(locker: string, door: StatusLocker["door"]): void {
    this.#states.set(locker, { ...this.state(locker), door });
  }

  setTamper(locker: string, tamper: boolean): void {
    this.#states.set(locker, { ...this.state(locker), tamper });
  }
}
