import { type ParseArgsConfig, parseArgs } from "node:util";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { canSign } from "../../nodes/domain/incident-act.ts";
import { isPurpose, PURPOSE_LONGEST } from "../../nodes/domain/ledger-export.ts";
import { WrongUse } from "./wrong-use.ts";

export interface PackOptions {
  /** Node-RED's user directory; null: where Node-RED keeps it by itself. */
  readonly userDir: string | null;
  /** Folder of the register; null: where the bundled flows have it. */
  readonly register: string | null;
  readonly locker: string;
  /** ISO dates by the branch's clock, both inclusive; null: all. */
  readonly fromDay: string | null;
  readonly toDay: string | null;
  readonly out: string;
  readonly masked: boolean;
  readonly by: string | null;
  readonly purpose: string | null;
}

const OPTIONS = {
  "user-dir": { type: "string" },
  register: { type: "string" },
  locker: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  out: { type: "string" },
  unmasked: { type: "boolean", default: false },
  purpose: { type: "string" },
  by: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

export const EXPORT_PACK_USAGE = `smart-lockers export --locker MUM01-0001 --out DIR [--from 2026-11-01] [--to 2026-11-30]
                     [--unmasked --purpose "claim 2026-118, asked by ..." --by NAME]

Makes an evidence pack of one locker: a new folder with what happened, what was decided and why, who was told
and who acted, as tables (JSON and CSV), as a report to read and print, and with the ledger that proves them.
"smart-lockers verify DIR" and "sha256sum -c SHA256SUMS" check it. People are in it as references.

Options:
  --locker ID      the locker, as in lockers.csv
  --from DAY       what was recorded from the beginning of this day on, by the branch's clock
  --to DAY         what was recorded until the end of this day
  --out DIR        a new folder that only you can look into
  --unmasked       with names, numbers and addresses from the register, and with what people wrote. The gateway
                   has to run: it records who asks for it and why, before anything is written
  --purpose TEXT   what it is for
  --by NAME        who asks for it: the name they sign in with
  --register DIR   the register's folder (smart-lockers/register in the user directory)
  --user-dir DIR   Node-RED's user directory (NODE_RED_HOME, or .node-red in your home)
`;

/** Whether these arguments of `export` ask for a pack. */
export function asksForPack(args: readonly string[]): boolean {
  return args.some((arg) => arg === "--locker" || arg.startsWith("--locker="));
}

/** @throws WrongUse with a sentence */
export function parseExportPack(args: readonly string[]): PackOptions {
  const values = parse(args);
  const { locker, out, from = null, to = null, unmasked, purpose = null, by = null } = values;
  if (locker === undefined || !/^[A-Za-z0-9-]{2,32}$/.test(locker))
    throw new WrongUse(
      `--locker "${locker}" is no locker's id: write it as in lockers.csv, e.g. MUM01-0001.`,
    );
  if (out === undefined || out === "")
    throw new WrongUse("Say with --out which folder to make, e.g. --out evidence-MUM01-0001.");
  checkDay("from", from);
  checkDay("to", to);
  if (from !== null && to !== null && from > to)
    throw new WrongUse(`--from ${from} is later than --to ${to}: exchange them.`);
  if (unmasked && (purpose === null || by === null))
    throw new WrongUse(
      'A pack with personal data needs to say what it is for and who asks: --unmasked --purpose "claim 2026-118, asked by ..." --by NAME.',
    );
  if (purpose !== null && !isPurpose(purpose))
    throw new WrongUse(`--purpose has to be one line of 1 to ${PURPOSE_LONGEST} characters.`);
  if (by !== null && !canSign(by))
    throw new WrongUse(
      "--by has to be a name that can be read: without spaces around it, and up to 80 characters.",
    );
  const { "user-dir": userDir = null, register = null } = values;
  return { userDir, register, locker, fromDay: from, toDay: to, out, masked: !unmasked, by, purpose };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (thrown) {
    throw new WrongUse(`${sentenceOf(thrown)} (--help shows all options)`);
  }
}

function checkDay(option: string, text: string | null): void {
  if (text === null) return;
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text)) return;
  throw new WrongUse(`--${option} "${text}" is no day: write year-month-day, e.g. 2026-11-30.`);
}
