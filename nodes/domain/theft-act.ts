import { BY_LONGEST, canSign, lineOf, REMARK_LONGEST } from "./incident-act.ts";
import { type PoliceReport, refusedTheft, type TheftAct } from "./theft.ts";

export const THEFT_ACTS = ["confirm", "police-report", "unfounded"] as const;

/** Characters. */
export const REPORT_NUMBER_LONGEST = 60;
export const STATION_LONGEST = 80;

const ID_LONGEST = 100;
/** Where a day begins first on Earth it is so many hours ahead of UTC. */
const FIRST_DAY_MS = 14 * 3_600_000;

/**
 * What a request asks for.
 * @param now milliseconds since 1970
 * @throws LockerError `theft-refused`
 */
export function theftActFrom(asked: unknown, now: number): TheftAct {
  if (typeof asked !== "object" || asked === null)
    throw refusedTheft(
      `It does not say what to do: one of ${THEFT_ACTS.join(", ")}, with the incident's id, by, remark.`,
    );
  const { do: what, incident, by, remark, report, seen }: Record<string, unknown> = { ...asked };
  const deed = THEFT_ACTS.find((one) => one === what);
  if (deed === undefined) throw refusedTheft(`Say in "do" what is so: one of ${THEFT_ACTS.join(", ")}.`);
  if (typeof incident !== "string" || incident === "" || incident.length > ID_LONGEST)
    throw refusedTheft(`Say in "incident" which one: the id that the alarm gives.`);
  if (!canSign(by))
    throw refusedTheft(
      `Say in "by" who says so, by the name they sign in with: up to ${BY_LONGEST} characters that all can be seen, and no space around it or beside another.`,
    );
  const why = lineOf(remark, REMARK_LONGEST);
  if (why === null) throw refusedTheft(`Say in "remark" why, in 1 to ${REMARK_LONGEST} characters.`);
  if (seen !== undefined && !isCount(seen))
    throw refusedTheft(
      `Say in "seen" how many steps the case had: a whole number from 0 on, or leave it out.`,
    );
  const said = { incident, by, remark: why, ...(seen === undefined ? {} : { seen }) };
  if (deed !== "police-report") return { do: deed, ...said };
  return { do: deed, ...said, report: reportFrom(report, now) };
}

function reportFrom(given: unknown, now: number): PoliceReport {
  if (typeof given !== "object" || given === null)
    throw refusedTheft(`Say in "report" what the police gave you: number, station, date.`);
  const fields: Record<string, unknown> = { ...given };
  const number = lineOf(fields.number, REPORT_NUMBER_LONGEST);
  if (number === null)
    throw refusedTheft(
      `The number of the report is missing: write it as the police did, in 1 to ${REPORT_NUMBER_LONGEST} characters, e.g. FIR 118/2026.`,
    );
  const station = lineOf(fields.station, STATION_LONGEST);
  if (station === null)
    throw refusedTheft(
      `The police station is missing: write its name, in 1 to ${STATION_LONGEST} characters.`,
    );
  const { date } = fields;
  if (typeof date !== "string" || !isDate(date))
    throw refusedTheft("The date of the report is no date: write year-month-day, e.g. 2026-11-23.");
  if (date > new Date(now + FIRST_DAY_MS).toISOString().slice(0, 10))
    throw refusedTheft("The date of the report lies in the future: write the day on which it was filed.");
  return { number, station, date };
}

function isCount(given: unknown): given is number {
  return typeof given === "number" && Number.isSafeInteger(given) && given >= 0;
}

/** An ISO date that the calendar has. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
