import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { UnitPlan } from "../../firmware/simulator/plan.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { problemText, readRegister } from "../../nodes/domain/register-read.ts";

const FOLDER = resolve(import.meta.dirname, "../demo/register");

/** Copies the demonstration's register to where the flows look for it. */
export function placeRegister(userDir: string): void {
  cpSync(FOLDER, join(userDir, "smart-lockers", "register"), { recursive: true });
}

/** @throws Error when a row of it cannot be used */
export function readDemoRegister(): Register {
  const text = (file: string) => readFileSync(join(FOLDER, file), "utf8");
  const { register, problems } = readRegister({
    "sites.csv": text("sites.csv"),
    "units.csv": text("units.csv"),
    "lockers.csv": text("lockers.csv"),
    "contacts.csv": text("contacts.csv"),
    "hirers.csv": text("hirers.csv"),
    "subscriptions.csv": text("subscriptions.csv"),
  });
  if (problems.length > 0) throw new Error(problems.map(problemText).join("\n"));
  return register;
}

/** The units of the register, as the simulator plays them. */
export function unitsOf(register: Register): readonly UnitPlan[] {
  return [...register.units.values()].map(({ id, site, lockers }) => ({
    unit: id,
    site,
    lockers: [...lockers],
  }));
}
