import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../../firmware/simulator/random.ts";
import type { Chronicle } from "../crash/chronicle.ts";
import type { Gateway } from "../crash/gateway.ts";
import type { Broker } from "../mosquitto.ts";
import { UnitGone, type UnitProcess } from "./unit-process.ts";

/** Bytes within which the unit is killed where the kill is to meet a write: about three events. */
const CUT_BYTES = 400;
/** When nothing is written for so long, nothing happens any more. */
const NO_WRITE_MS = 3_000;

/** How many of the kills come while another process still starts. */
const IN_A_ROW = 0.5;

export type Victim = "firmware" | "broker" | "gateway";

/** Kills one after the other, in random order, until it is told to stop; all three run when it has. */
export class Attack {
  readonly kills = { firmware: 0, broker: 0, gateway: 0 };
  cuts = 0;
  readonly #unit: UnitProcess;
  readonly #broker: Broker;
  readonly #gateway: Gateway;
  readonly #random: Random;
  readonly #chronicle: Chronicle;

  constructor(on: {
    readonly unit: UnitProcess;
    readonly broker: Broker;
    readonly gateway: Gateway;
    readonly random: Random;
    readonly chronicle: Chronicle;
  }) {
    this.#unit = on.unit;
    this.#broker = on.broker;
    this.#gateway = on.gateway;
    this.#random = on.random;
    this.#chronicle = on.chronicle;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const soon = this.#random.next() < IN_A_ROW;
      await pause(soon ? this.#random.integer(0, 400) : this.#random.integer(200, 2_500));
      await this.#strike(this.#random.pick(["firmware", "firmware", "broker", "gateway"]));
    }
  }

  async #strike(victim: Victim): Promise<void> {
    switch (victim) {
      case "firmware":
        await this.#killUnit();
        break;
      case "broker":
        this.#chronicle.note("SIGKILL the broker");
        await this.#broker.kill();
        await pause(this.#random.integer(0, 1_000));
        await this.#broker.start();
        break;
      case "gateway":
        // Killed before it has started it would never get anything done.
        await this.#gateway.running();
        await this.#gateway.kill();
        this.#gateway.start();
    }
    this.kills[victim] += 1;
  }

  /** Every other time in the middle of a write, of which there are many while doors move. */
  async #killUnit(): Promise<void> {
    if (this.#random.next() < 0.5) {
      this.#chronicle.note("SIGKILL the unit in its next writes");
      await this.#cutWithin(this.#random.integer(0, CUT_BYTES));
      await Promise.race([this.#unit.ended(), pause(NO_WRITE_MS)]);
      if (!this.#unit.runs) this.cuts += 1;
    } else this.#chronicle.note("SIGKILL the unit");
    await this.#unit.kill();
    await pause(this.#random.integer(0, 500));
    await this.#unit.start("--reset", "watchdog");
  }

  /** The write may come before the answer is read: then the unit is gone, which is what was asked for. */
  async #cutWithin(bytes: number): Promise<void> {
    try {
      await this.#unit.tell(`cut ${bytes}`);
    } catch (thrown) {
      if (!(thrown instanceof UnitGone)) throw thrown;
      await this.#unit.ended();
    }
  }
}
