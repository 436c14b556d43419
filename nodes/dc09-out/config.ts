import * as v from "valibot";
import { defineConfig, type FieldProblem, isEnv } from "../config/define.ts";
import { choice, credential, flag, list, nodeRef, number, text } from "../config/fields.ts";
import { matching } from "../config/matching.ts";
import { problem } from "../config/problem.ts";
import { cell, choiceCell, requiredCell, rowsOf } from "../config/rows.ts";
import { REPORTED_CAUSES } from "../domain/dc09-codes.ts";
import { isKey } from "../domain/dc09-key.ts";
import { LARGEST_NUMBER, TOKENS } from "../domain/dc09-signal.ts";

/** Where the columns of the tables have their names. */
export const COLUMNS = "dc09-out.column";
const ROW = "dc09-out.place.row";

const HOST = matching(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.:-]+)$/, "dc09-out.check.host");
const letters = cell(
  (given) => (/^([A-Z]{2})?$/.test(given) ? given : null),
  problem("dc09-out.check.letters"),
);
const digits = cell((given) => (/^(\d{3})?$/.test(given) ? given : null), problem("dc09-out.check.digits"));

/** One row of each table, as the editor keeps it and flow files hold it: text in every cell. */
export const codeRow = v.object({
  cause: choiceCell(REPORTED_CAUSES),
  sia: letters,
  restore: letters,
  cid: digits,
});

export const zoneRow = v.object({
  locker: requiredCell(32),
  number: cell(
    (given) => (/^\d{1,5}$/.test(given) && Number(given) <= LARGEST_NUMBER ? Number(given) : null),
    problem("dc09-out.check.zone", { most: LARGEST_NUMBER }),
  ),
});

function oncePer<R>(key: (row: R) => unknown, found: string): v.CheckAction<readonly R[], string> {
  return v.check((rows: readonly R[]) => new Set(rows.map(key)).size === rows.length, found);
}

export const dc09Out = defineConfig({
  fields: {
    name: text({ max: 80 }),
    register: nodeRef("locker-register"),
    /** The site that the account stands for. */
    site: text({
      required: true,
      max: 16,
      check: matching(/^[A-Z0-9-]{2,16}$/, "dc09-out.check.site"),
    }),
    account: text({
      required: true,
      max: 16,
      check: matching(/^[0-9A-Fa-f]{3,16}$/, "dc09-out.check.account"),
    }),
    host: text({ required: true, max: 253, check: HOST }),
    port: number({ value: 9999, min: 1, max: 65_535, integer: true }),
    /** Empty: no back-up receiver. */
    backupHost: text({ max: 253, check: HOST }),
    backupPort: number({ value: 9999, min: 1, max: 65_535, integer: true }),
    token: choice(TOKENS, "SIA-DCS"),
    /** Empty: none is sent. */
    receiver: text({ max: 6, check: matching(/^[0-9A-Fa-f]{1,6}$/, "dc09-out.check.prefix") }),
    line: text({
      value: "0",
      required: true,
      max: 6,
      check: matching(/^[0-9A-Fa-f]{1,6}$/, "dc09-out.check.prefix"),
    }),
    area: number({ value: 1, min: 0, max: 99, integer: true }),
    /** Sends the alarm in words, too. */
    words: flag(false),
    /** Seconds. */
    supervision: number({ value: 90, min: 10, max: 86_400, integer: true }),
    /** Seconds. */
    timeout: number({ value: 5, min: 1, max: 60, integer: true }),
    attempts: number({ value: 3, min: 1, max: 10, integer: true }),
    /** Seconds. */
    lostAfter: number({ value: 180, min: 30, max: 86_400, integer: true }),
    /** Causes that are reported by another code than usual. */
    codes: list(
      [],
      v.pipe(
        rowsOf(ROW, COLUMNS, codeRow),
        oncePer(({ cause }) => cause, problem("dc09-out.check.same-cause")),
      ),
    ),
    zones: list(
      [],
      v.pipe(
        rowsOf(ROW, COLUMNS, zoneRow),
        oncePer(({ locker }) => locker, problem("dc09-out.check.same-locker")),
      ),
    ),
  },
  credentials: {
    /** Empty: messages go in plain. */
    key: credential({ max: 64, check: (given) => (isKey(given) ? null : problem("dc09-out.check.key")) }),
  },
  rule({ supervision, lostAfter, host, port, backupHost, backupPort }): readonly FieldProblem[] {
    const same = Boolean(host) && host === backupHost && Number(port) === Number(backupPort);
    return [
      // In the editor numbers are text; of an environment variable nothing can be said there.
      ...(Number(lostAfter) <= Number(supervision)
        ? [{ field: "lostAfter", problem: problem("dc09-out.check.lost-after") }]
        : []),
      ...(same && !isEnv(host) ? [{ field: "backupHost", problem: problem("dc09-out.check.same") }] : []),
    ];
  },
});
