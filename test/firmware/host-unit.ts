import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBroker, type TestBroker } from "../simulator/broker.ts";
import { BUILT } from "./make.ts";
import { UnitProcess } from "./unit-process.ts";

export const PROGRAM = `${BUILT}/sanitized/locker-unit`;
export const PLAN = { unit: "MUM01-U01", site: "MUM01", lockers: ["MUM01-0001", "MUM01-0002"] } as const;
export const TOPICS = `lockers/v1/${PLAN.site}/${PLAN.unit}`;

/** A unit of two lockers beside a broker of the test's own, which answers nothing by itself. */
export class HostBench {
  readonly broker: TestBroker;
  readonly unit: UnitProcess;
  readonly #folder: string;

  private constructor(broker: TestBroker, unit: UnitProcess, folder: string) {
    this.broker = broker;
    this.unit = unit;
    this.#folder = folder;
  }

  /** @param args of every process of the unit; without any, all contacts of two lockers are wired */
  static async open(...args: readonly string[]): Promise<HostBench> {
    const folder = mkdtempSync(join(tmpdir(), "smart-lockers-unit-"));
    const broker = await startBroker();
    const lockers = PLAN.lockers.flatMap((locker) => ["--locker", locker]);
    const unit = new UnitProcess({
      program: PROGRAM,
      plan: PLAN,
      folder,
      port: broker.port,
      args: [...(args.includes("--locker") ? [] : lockers), ...args],
    });
    return new HostBench(broker, unit, folder);
  }

  async close(): Promise<void> {
    await this.unit.kill();
    await this.broker.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
