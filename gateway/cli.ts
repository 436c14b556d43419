#!/usr/bin/env node
import { sentenceOf } from "../nodes/domain/errors.ts";
import { checkpoint } from "./commands/checkpoint.ts";
import { dayReport } from "./commands/day-report.ts";
import { exportLedger } from "./commands/export.ts";
import { simulate } from "./commands/simulate.ts";
import { verify } from "./commands/verify.ts";
import { WrongUse } from "./commands/wrong-use.ts";

const USAGE = `smart-lockers <command>

Commands:
  export      the evidence about one locker, as a folder; or the gateway's ledger, as a file
  verify      whether such a folder or file is as the gateway recorded it
  checkpoint  the ledger's newest signatures, to be kept somewhere else
  day-report  a branch's openings of one day, and who was told of each
  simulate    units that open, break and vanish, against a broker of yours

"smart-lockers <command> --help" says more about one.`;

/** Resolves to the exit code: 0 done, 1 not reached or not proven, 2 wrongly called. */
async function main(args: readonly string[]): Promise<number> {
  const [command = "--help", ...rest] = args;
  switch (command) {
    case "export":
      return exportLedger(rest);
    case "verify":
      return verify(rest);
    case "checkpoint":
      return checkpoint(rest);
    case "day-report":
      return dayReport(rest);
    case "simulate":
      return simulate(rest);
    case "--help":
    case "-h":
    case "help":
      console.log(USAGE);
      return args.length === 0 ? 2 : 0;
    default:
      throw new WrongUse(`There is no command "${command}".\n\n${USAGE}`);
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    console.error(sentenceOf(thrown));
    process.exitCode = thrown instanceof WrongUse ? 2 : 1;
  },
);
