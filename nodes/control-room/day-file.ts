import type { DayReport } from "../domain/day-report.ts";
import { csvPieces } from "../domain/day-report-csv.ts";
import { htmlPieces } from "../domain/day-report-html.ts";
import { breath } from "../journal/turns.ts";
import type { Response } from "./person.ts";

/** As which a whole day report is handed out, by the ending of its name. */
export const DAY_FILES = ["csv", "html"] as const;
export type DayFile = (typeof DAY_FILES)[number];

const KINDS: Readonly<
  Record<DayFile, { readonly type: string; pieces(report: DayReport): Iterable<string> }>
> = {
  csv: { type: "text/csv; charset=utf-8", pieces: csvPieces },
  html: { type: "text/html; charset=utf-8", pieces: htmlPieces },
};

/** Openings that are written at once: a few milliseconds on a small machine. */
const AT_ONCE = 50;
/** Nothing of it is run or loaded where somebody opens it as a page of the gateway. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** Answers with a report as a file, in pieces, so that a long one holds up nobody else. */
export async function sendDay(response: Response, file: DayFile, report: DayReport): Promise<undefined> {
  const { type, pieces } = KINDS[file];
  const { site, day } = report;
  response.set({
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="day-report-${site}-${day}.${file}"`,
    "Content-Security-Policy": POLICY,
  });
  let written: string[] = [];
  for (const piece of pieces(report)) {
    written.push(piece);
    if (written.length < AT_ONCE) continue;
    await sent(response, written.join(""));
    written = [];
    if (response.destroyed) return undefined;
  }
  response.end(written.join(""));
  return undefined;
}

/** Resolves when more can be sent, or nobody takes it any more. */
async function sent(response: Response, text: string): Promise<void> {
  if (response.write(text)) return breath();
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off("drain", go);
      response.off("close", go);
      resolve();
    };
    response.once("drain", go);
    response.once("close", go);
  });
}
