import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DaySums } from "../../nodes/domain/day-report.ts";
import { daySpan } from "../../nodes/domain/day-report-clock.ts";
import { toCsv } from "../../nodes/domain/day-report-csv.ts";
import { toHtml } from "../../nodes/domain/day-report-html.ts";
import { NOT_KEPT } from "../../nodes/domain/day-report-text.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import { findFilesSync, forEachFile } from "../../nodes/locker-register/register-files.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { defaultUserDir } from "../ledger/user-dir.ts";
import { withSqlite } from "../ledger/with-sqlite.ts";
import { DAY_REPORT_USAGE, type DayReportOptions, parseDayReport } from "./day-report-options.ts";
import { notWritten } from "./not-written.ts";
import { WrongUse } from "./wrong-use.ts";

/** `smart-lockers day-report`: resolves to the exit code. */
export async function dayReport(args: readonly string[]): Promise<number> {
  const options = parseDayReport(args);
  if (options === null) {
    console.log(DAY_REPORT_USAGE);
    return 0;
  }
  return withSqlite(() => carryOut(options));
}

async function carryOut({ site, day, out, silent, ...where }: DayReportOptions): Promise<number> {
  // Only now, because not every Node has it without the flags.
  const { openForReading } = await import("../ledger/journal-reading.ts");
  const { DayRows } = await import("../../nodes/journal/day-report-rows.ts");
  const { gatherDay } = await import("../../nodes/journal/day-report.ts");
  const userDir = where.userDir ?? defaultUserDir(process.env);
  const register = registerIn(where.register ?? resolve(userDir, "smart-lockers", "register"));
  const branch = register.sites.get(site);
  if (branch === undefined) {
    throw new WrongUse(`The register has no branch ${site}: write it as in its sites.csv.`);
  }
  const timeZone = branch.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = systemClock.now();
  if (now < daySpan(day, timeZone).from) {
    throw new WrongUse(`${day} has not begun at ${site} (${timeZone}): name a day that has.`);
  }
  const asked = { site, day, timeZone, register, now, seesSilent: silent };
  const db = openForReading(userDir);
  try {
    if (
      db.prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'outbox'").get()?.tables !== 1
    ) {
      throw new WrongUse(
        "The journal is of an older version: start Node-RED once with this version of the package.",
      );
    }
    // One state of the journal, whatever the gateway writes meanwhile.
    db.exec("BEGIN");
    const rows = new DayRows(db);
    const report = await gatherDay((step) => rows.page(step), asked);
    db.exec("COMMIT");
    try {
      mkdirSync(out, { recursive: true, mode: 0o700 });
      for (const [kind, text] of [
        ["csv", toCsv(report)],
        ["html", toHtml(report)],
      ] as const) {
        console.log(written(join(out, `day-report-${site}-${day}.${kind}`), text));
      }
    } catch (thrown) {
      notWritten(out)(thrown);
    }
    console.log(inWords(report.sums));
    for (const { text } of report.exceptions.filter(({ kind }) => kind === NOT_KEPT)) console.log(text);
    return 0;
  } finally {
    db.close();
  }
}

function registerIn(folder: string) {
  if (!existsSync(folder)) {
    throw new WrongUse(
      `There is no register at ${folder}: name the folder that the node "locker-register" reads with --register.`,
    );
  }
  const files = findFilesSync(folder);
  return readRegister(forEachFile((file) => files[file].text)).register;
}

/** Under its name only when it is whole. */
function written(file: string, text: string): string {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    writeFileSync(part, text, { flag: "wx", mode: 0o600, flush: true });
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
  return file;
}

function inWords({ openings, told, notTold, withoutHirers, exceptions }: DaySums): string {
  return `${openings} openings: ${told} told by SMS and e-mail, ${notTold} not, ${withoutHirers} of lockers without a hirer; ${exceptions} exceptions`;
}
