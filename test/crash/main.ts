import { writeFileSync } from "node:fs";
import { Closers } from "../../gateway/local/closers.ts";
import { interruption } from "../../gateway/local/interruption.ts";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { find, PROGRAMS } from "../needs.ts";
import { type CrashOptions, misuse, parseOptions, USAGE } from "./options.ts";
import { complaintsOf, derivedOf, figuresOf, isKept, recordsOf } from "./report.ts";
import { crash } from "./run.ts";

const tell = (sentence: string) => console.error(sentence);

/** Resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (typeof options === "number") return options;
  if (find("mosquitto") === null) {
    tell(`Mosquitto is needed as the broker: apt-get install --yes ${PROGRAMS.mosquitto}`);
    return 2;
  }
  tell(
    `Seed ${options.seed}: ${options.kills} kills at ${options.rate} events a second; faults: ${[...options.only].join(", ")}.`,
  );
  const closers = new Closers(tell);
  try {
    const run = await Promise.race([crash(options, closers, tell), interruption()]);
    if (run === null) return 130;
    for (const line of complaintsOf(run)) tell(line);
    tell(`Alarms of the gateway's own: ${derivedOf(run).join(", ") || "none"}.`);
    if (options.records !== null) writeFileSync(options.records, recordsOf(run));
    if (!isKept(run)) tell(`Repeat it with --seed ${options.seed}.`);
    console.log(JSON.stringify(figuresOf(run)));
    return isKept(run) ? 0 : 1;
  } finally {
    await closers.close();
  }
}

/** An exit code where the usage has been printed instead. */
function optionsOf(args: readonly string[]): CrashOptions | number {
  try {
    const options = parseOptions(args);
    if (options === null) console.log(USAGE);
    return options ?? 0;
  } catch (thrown) {
    tell(misuse(thrown));
    return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    tell(sentenceOf(thrown));
    process.exit(1);
  },
);
