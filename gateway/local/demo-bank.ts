import { chmodSync, cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { UnitPlan } from "../../firmware/simulator/plan.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { problemText, readRegister } from "../../nodes/domain/register-read.ts";

const REGISTER = join("smart-lockers", "register");
const DAY_MS = 86_400_000;
const FOLDER = resolve(import.meta.dirname, "../demo/register");

/** Copies the demonstration's register to where the flows look for it. */
export function placeRegister(userDir: string): void {
  const folder = join(userDir, REGISTER);
  cpSync(FOLDER, folder, { recursive: true });
  // Nobody else on this machine has to read who has hired which locker.
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o600);
}

/** Writes into the register in which time zone the branch lies. */
export function moveBranch(userDir: string, timeZone: string): void {
  const sites = readFileSync(join(FOLDER, "sites.csv"), "utf8").replace("Asia/Kolkata", timeZone);
  replaceFile(join(userDir, REGISTER, "sites.csv"), sites);
}

/**
 * Writes into the register that the hirer gives the locker up, as an officer would with a text editor.
 * @param announced ISO date, local to the branch; it takes effect 30 days later
 */
export function announceSurrender(userDir: string, locker: string, announced: string): void {
  const file = join(userDir, REGISTER, "lockers.csv");
  const effective = new Date(Date.parse(announced) + 30 * DAY_MS).toISOString().slice(0, 10);
  const lines = readFileSync(file, "utf8").split("\n");
  const closed = lines.map((line) =>
    line.startsWith(`${locker},`) && line.endsWith(",,,")
      ? `${line.slice(0, -3)},surrendered,${announced},${effective}`
      : line,
  );
  replaceFile(file, closed.join("\n"));
}

/** Whoever reads it meanwhile sees either the old file or the new one. */
function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
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
