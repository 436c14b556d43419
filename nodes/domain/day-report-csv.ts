import type { DayException, DayReport, Opening, Told } from "./day-report.ts";
import { channelName, localTime } from "./day-report-text.ts";

/**
 * A line for each hirer and channel of each opening, or one for an opening of which nobody had to be told, and then
 * one for each exception; the first column says which.
 */
const COLUMNS = [
  "record",
  "site",
  "branch",
  "day",
  "local_time",
  "not_before",
  "locker",
  "event",
  "kind",
  "drill",
  "reported_late",
  "access",
  "reason",
  "calendar_version",
  "visit",
  "hirer",
  "channel",
  "state",
  "too_late",
  "accepted_at",
  "provider_id",
  "attempts",
  "error_code",
] as const;

type Line = Partial<Record<(typeof COLUMNS)[number], string>>;

/** By it a spreadsheet knows that the text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The report as a table for a spreadsheet: RFC 4180, UTF-8 with its mark, times by the branch's clock. */
export function toCsv(report: DayReport): string {
  return [...csvPieces(report)].join("");
}

/** As `toCsv`, one opening or exception after the other, for who has other things to do in between. */
export function* csvPieces(report: DayReport): Generator<string> {
  yield `${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`;
  for (const opening of report.openings) yield linesOf(opening, report).map(row).join("");
  for (const exception of report.exceptions) yield row(lineOf(exception, report));
}

function row(line: Line): string {
  return `${COLUMNS.map((name) => cell(line[name] ?? "")).join(",")}\r\n`;
}

function linesOf(opening: Opening, report: DayReport): readonly Line[] {
  const { eventId, locker, at, earliest, type, late, drill, access, visit, notices } = opening;
  const line: Line = {
    ...ofReport(report),
    record: "opening",
    local_time: localTime(at, report.timeZone),
    not_before: earliest === at ? "" : localTime(earliest, report.timeZone),
    ...{ locker, event: eventId, kind: type, drill: yes(drill), reported_late: yes(late) },
    access: access === null ? "not decided" : access.inside ? "inside" : "outside",
    reason: access?.reason ?? "",
    calendar_version: access?.calendarVersion ?? "",
    visit: visit ?? "",
  };
  return notices.length === 0 ? [line] : notices.map((told) => ({ ...line, ...ofTold(told, report) }));
}

function ofTold(told: Told, { timeZone }: DayReport): Line {
  const { hirer, channel, state, late, at, providerId, attempts, code } = told;
  return {
    ...{ record: "notice", hirer, channel: channelName(channel), state, too_late: yes(late) },
    accepted_at: at === null ? "" : localTime(at, timeZone),
    provider_id: providerId ?? "",
    attempts: attempts === null ? "" : `${attempts}`,
    error_code: code ?? "",
  };
}

function lineOf({ at, kind, locker, eventId, drill, text }: DayException, report: DayReport): Line {
  return {
    ...ofReport(report),
    ...{ record: "exception", local_time: localTime(at, report.timeZone), locker: locker ?? "" },
    ...{ event: eventId ?? "", kind, drill: yes(drill), reason: text },
  };
}

function ofReport({ site, siteName, day }: DayReport): Line {
  return { site, branch: siteName, day };
}

function yes(is: boolean): string {
  return is ? "yes" : "no";
}

/** What a spreadsheet would take for a formula begins with an apostrophe: then it is text. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
