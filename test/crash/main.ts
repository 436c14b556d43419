import { writeFileSync } from "node:fs";
import { Closers } from "../../gateway/local/closers.ts";
import { interruption } from "../../gateway/local/interruption.ts";
import { carryOutAndExit } from "../command.ts";
import { find, PROGRAMS } from "../needs.ts";
import { type CrashOptions, parseOptions, USAGE } from "./options.ts";
import { complaintsOf, derivedOf, figuresOf, isKept, recordsOf } from "./report.ts";
import { crash } from "./run.ts";

const tell = (sentence: string) => console.error(sentence);

/** Resolves to the exit code. */
async function run(options: CrashOptions): Promise<number> {
  if (find("mosquitto") === null) {
    tell(`Mosquitto is needed as the broker: apt-get install --yes ${PROGRAMS.mosquitto}`);
    return 2;
  }
  tell(
    `Seed ${options.seed}: ${options.kills} kills at ${options.rate} events a second; faults: ${[...options.only].join(", ")}.`,
  );
  const closers = new Closers(tell);
  try {
    const outcome = await Promise.race([crash(options, closers, tell), interruption()]);
    if (outcome === null) return 130;
    for (const line of complaintsOf(outcome)) tell(line);
    tell(`Alarms of the gateway's own: ${derivedOf(outcome).join(", ") || "none"}.`);
    if (options.records !== null) writeFileSync(options.records, recordsOf(outcome));
    if (!isKept(outcome)) tell(`Repeat it with --seed ${options.seed}.`);
    console.log(JSON.stringify(figuresOf(outcome)));
    return isKept(outcome) ? 0 : 1;
  } finally {
    await closers.close();
  }
}

carryOutAndExit({ usage: USAGE, parse: parseOptions, run });
