import { type ParseArgsConfig, parseArgs } from "node:util";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { CHAIN } from "../../nodes/domain/ledger.ts";
import { WrongUse } from "./wrong-use.ts";

export interface ExportOptions {
  /** Node-RED's user directory; null: where Node-RED keeps it by itself. */
  readonly userDir: string | null;
  readonly site: string | null;
  /** Milliseconds since 1970: records from then on, and before then. */
  readonly from: number | null;
  readonly to: number | null;
  /** Null: standard output. */
  readonly out: string | null;
}

const OPTIONS = {
  "user-dir": { type: "string" },
  site: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

export const EXPORT_USAGE = `smart-lockers export [--site MUM01] [--from 2026-11-01] [--to 2026-11-30] [--out FILE]

Writes the gateway's ledger as lines of JSON: every event, decision, incident and notice, chained and signed so
that "smart-lockers verify" shows any change. The gateway may run meanwhile. The file holds references into the
register and no names, numbers or addresses.

Options:
  --site ID        only this site's chain, or "gateway" for the configuration's (all)
  --from DAY       records made from the beginning of this day, at this machine's clock, on
  --to DAY         records made until the end of this day; those that follow up to the next signature
                   are written without their content, because the signature covers them too
  --out FILE       a new file that only you can read (standard output)
  --user-dir DIR   Node-RED's user directory (NODE_RED_HOME, or .node-red in your home)
`;

/**
 * @returns null where help was asked for
 * @throws WrongUse with a sentence
 */
export function parseExport(args: readonly string[]): ExportOptions | null {
  const { values } = parse(args);
  if (values.help) return null;
  const { site } = values;
  if (site !== undefined && !CHAIN.test(site)) {
    throw new WrongUse(
      `--site "${site}" is no site's id: write it as in sites.csv, e.g. MUM01, or "gateway".`,
    );
  }
  const from = values.from === undefined ? null : startOfDay("from", values.from, 0);
  const to = values.to === undefined ? null : startOfDay("to", values.to, 1);
  if (from !== null && to !== null && from >= to) {
    throw new WrongUse(`--from ${values.from} is later than --to ${values.to}: exchange them.`);
  }
  return { userDir: values["user-dir"] ?? null, site: site ?? null, from, to, out: values.out ?? null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  } catch (thrown) {
    throw new WrongUse(`${sentenceOf(thrown)} (--help shows all options)`);
  }
}

/** Midnight at this machine's clock, so many days later. */
function startOfDay(option: string, text: string, later: number): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) {
    const written = new Date(year, month - 1, day);
    const exists = written.getMonth() === month - 1 && written.getDate() === day;
    if (exists) return new Date(year, month - 1, day + later).getTime();
  }
  throw new WrongUse(`--${option} "${text}" is no day: write year-month-day, e.g. 2026-11-30.`);
}
