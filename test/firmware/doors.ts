import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../../firmware/simulator/random.ts";
import type { FlashRecord } from "./flash-record.ts";
import { UnitGone, type UnitProcess } from "./unit-process.ts";

/** A look at the unit, short against the debounce time. */
const LOOK_MS = 5;
/** A little more than the firmware's debounce time. */
const STEADY_MS = 70;
/** One opening of so many is done with the bolt thrown: broken open. */
const FORCED_EACH = 20;

/** People at lockers, who go on whatever becomes of the unit. */
export class Doors {
  opened = 0;
  readonly #unit: UnitProcess;
  readonly #record: FlashRecord;
  readonly #random: Random;
  readonly #total: number;

  /** @param total openings, after which all doors stay closed */
  constructor(unit: UnitProcess, record: FlashRecord, random: Random, total: number) {
    this.#unit = unit;
    this.#record = record;
    this.#random = random;
    this.#total = total;
  }

  /** Opens and closes each of the lockers again and again; resolves when the last door is closed. */
  async use(lockers: readonly string[]): Promise<void> {
    await Promise.all(lockers.map((locker) => this.#visit(locker)));
  }

  async #visit(locker: string): Promise<void> {
    while (this.opened < this.#total) {
      this.opened += 1;
      if (this.#random.integer(1, FORCED_EACH) > 1) {
        await this.#do(`bolt ${locker} withdrawn`);
        await pause(STEADY_MS);
      }
      await this.#move(locker, "open");
      await this.#move(locker, "closed");
      await this.#do(`bolt ${locker} thrown`);
    }
  }

  /** Moves the door, and leaves it so until the unit has noticed and all that it noticed has been read. */
  async #move(locker: string, door: "open" | "closed"): Promise<void> {
    await this.#do(`door ${locker} ${door}`);
    for (;;) {
      const state = await this.#state();
      if (state.lockers.find((one) => one.locker === locker)?.door === door) break;
      await pause(LOOK_MS);
    }
    await this.#record.read();
  }

  /** What is done while the unit is dead is done all the same: its wires say so when it is back. */
  async #do(command: string): Promise<void> {
    await this.#again(() => this.#unit.tell(command));
  }

  #state() {
    return this.#again(() => this.#unit.state());
  }

  async #again<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act();
      } catch (thrown) {
        if (!(thrown instanceof UnitGone)) throw thrown;
        await pause(LOOK_MS);
      }
    }
  }
}
