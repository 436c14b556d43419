import type { DayAsked, DayReport, Opening } from "../domain/day-report.ts";
import { isTold } from "../domain/day-report-made.ts";
import type { Journal } from "../journal/journal.ts";
import { type BoardOpening, type DayPage, EXCEPTIONS_SHOWN } from "./protocol.ts";

/** A report is put together once for the pages that are asked for one after the other, milliseconds. */
const KEPT_MS = 30_000;
/** Of different days, sites and persons. */
const KEPT_MOST = 4;

interface Kept {
  readonly key: string;
  readonly report: Promise<DayReport>;
  readonly until: number;
}

/** Day reports, as different people may see them. */
export class DayReports {
  #kept: readonly Kept[] = [];

  /**
   * @param isBeginning true: made now; false: as it was made for the page before, where that is known still
   * @throws LockerError `journal-unavailable`
   */
  get(journal: Pick<Journal, "dayReport">, asked: DayAsked, isBeginning: boolean): Promise<DayReport> {
    const { site, day, timeZone, seesSilent, now } = asked;
    const key = JSON.stringify([site, day, timeZone, seesSilent]);
    const known = this.#kept.find((one) => one.key === key && one.until > now);
    if (known !== undefined && !isBeginning) return known.report;
    const report = journal.dayReport(asked).then((made) => (seesSilent ? made : withoutIds(made)));
    const kept = { key, report, until: now + KEPT_MS };
    this.#kept = [...this.#kept.filter((one) => one.key !== key && one.until > now), kept].slice(-KEPT_MOST);
    report.catch(() => {
      this.#kept = this.#kept.filter((one) => one !== kept);
    });
    return report;
  }
}

/** An event's id holds its number in the unit's count, whose gaps would tell of what is not shown. */
function withoutIds(report: DayReport): DayReport {
  return {
    ...report,
    openings: report.openings.map((opening) => ({ ...opening, eventId: "" })),
    exceptions: report.exceptions.map((exception) => ({ ...exception, eventId: null })),
  };
}

export function dayPage(
  report: DayReport,
  {
    only,
    before = 0,
    limit,
  }: { readonly only?: "not-told" | undefined; readonly before?: number | undefined; readonly limit: number },
): DayPage {
  const { site, siteName, day, timeZone, from, to, madeAt, sums, exceptions, openings } = report;
  const items: BoardOpening[] = [];
  let place = before;
  for (; place < openings.length && items.length < limit; place += 1) {
    const opening = openings[place];
    if (opening === undefined) break;
    if (only === "not-told" && (opening.notices.length === 0 || isTold(opening))) continue;
    items.push(boardOpening(opening, place));
  }
  return {
    ...{ site, siteName, day, timeZone, from, to, madeAt, sums },
    exceptions: exceptions
      .slice(0, EXCEPTIONS_SHOWN)
      .map(({ at, kind, locker, drill, text }) => ({ at, kind, locker, drill, text })),
    items,
    next: place < openings.length ? place : null,
  };
}

function boardOpening(opening: Opening, place: number): BoardOpening {
  const { locker, at, earliest, late, drill, access, visit, notices } = opening;
  return { place, locker, at, earliest, late, drill, access, visit, notices };
}
