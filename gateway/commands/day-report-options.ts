import { type ParseArgsConfig, parseArgs } from "node:util";
import { isDay } from "../../nodes/domain/day-report-clock.ts";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { WrongUse } from "./wrong-use.ts";

export interface DayReportOptions {
  readonly site: string;
  /** ISO date by the branch's clock. */
  readonly day: string;
  /** Folder of the two files. */
  readonly out: string;
  /** Node-RED's user directory; null: where Node-RED keeps it by itself. */
  readonly userDir: string | null;
  /** Folder of the register; null: where a locker-register looks by itself. */
  readonly register: string | null;
  /** True: with what tells of duress. */
  readonly silent: boolean;
}

const OPTIONS = {
  site: { type: "string" },
  day: { type: "string" },
  out: { type: "string", default: "." },
  "user-dir": { type: "string" },
  register: { type: "string" },
  silent: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

export const DAY_REPORT_USAGE = `smart-lockers day-report --site MUM01 --day 2026-11-22 [--out DIR]

Writes all openings of a branch on one day, and for each hirer whether an SMS and an e-mail were accepted, with what
the bank should look at: day-report-MUM01-2026-11-22.csv for a spreadsheet and the same as .html to print. The
gateway may run meanwhile. The files hold references into the register and no names, numbers or addresses.

Options:
  --site ID        the branch, as in sites.csv
  --day DAY        by the branch's own clock; before it is over, what is still on its way can change
  --out DIR        where to write the two files, which only you can read (the current folder)
  --register DIR   the register's folder (smart-lockers/register in the user directory)
  --silent         also alarms that must not be seen near the lockers (duress): keep such a report apart
  --user-dir DIR   Node-RED's user directory (NODE_RED_HOME, or .node-red in your home)
`;

const SITE = /^[A-Z0-9-]{2,16}$/;

/**
 * @returns null where help was asked for
 * @throws WrongUse with a sentence
 */
export function parseDayReport(args: readonly string[]): DayReportOptions | null {
  const { values } = parse(args);
  if (values.help) return null;
  const { site, day, out, register, silent } = values;
  if (site === undefined || !SITE.test(site)) {
    throw new WrongUse(`Name one branch with --site, written as in sites.csv, e.g. --site MUM01.`);
  }
  if (day === undefined || !isDay(day)) {
    throw new WrongUse(`Name one day with --day as year-month-day, e.g. --day 2026-11-30.`);
  }
  return { site, day, out, userDir: values["user-dir"] ?? null, register: register ?? null, silent };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  } catch (thrown) {
    throw new WrongUse(`${sentenceOf(thrown)} (--help shows all options)`);
  }
}
