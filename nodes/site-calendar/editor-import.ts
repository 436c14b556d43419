import type { Holiday } from "../domain/calendar.ts";
import { holidaysFromCsv } from "../domain/calendar-csv.ts";
import { holidaysFromIcs } from "../domain/calendar-ics.ts";
import { type HolidayImport, LARGEST_IMPORT, unreadable } from "../domain/calendar-import.ts";
import { parseYears } from "../domain/calendar-text.ts";
import { button, element } from "../editor/element.ts";
import type { DialogText } from "../editor/words.ts";
import { suggestionsPanel } from "./editor-suggestions.ts";

export interface ImportTarget {
  /** Dates that are in the table already. */
  known(): ReadonlySet<string>;
  accept(holidays: readonly Holiday[], completeYears: readonly number[]): void;
}

/** A holiday that somebody may take over, and whether it is chosen to begin with. */
export interface Candidate extends Holiday {
  readonly chosen: boolean;
}

/** Brings in holidays from a file or as suggestions; a person looks through them before they count. */
export function importPanel(text: DialogText, target: ImportTarget): HTMLElement {
  const found = element("div", { className: "sl-cal-found", role: "region", ariaLive: "polite" });
  const years = element("input", {
    type: "text",
    id: "sl-cal-import-years",
    value: yearsToLoad(new Date()),
    autocomplete: "off",
  });
  const chosenYears = () => new Set(parseYears(years.value) ?? []);
  const file = element("input", {
    type: "file",
    id: "sl-cal-import-file",
    accept: ".csv,.txt,.ics,text/csv,text/calendar",
  });
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    read(chosen, chosenYears()).then(
      (read) => {
        file.value = "";
        review(
          read.holidays.map((holiday) => ({ ...holiday, chosen: true })),
          notes(text, read),
          true,
        );
      },
      () => found.replaceChildren(text._("site-calendar.import.fault.file-unreadable")),
    );
  });

  function review(candidates: readonly Candidate[], remarks: readonly string[], complete: boolean): void {
    const known = target.known();
    const days = candidates.map((candidate) => {
      const there = known.has(candidate.date);
      const box = element("input", {
        type: "checkbox",
        checked: candidate.chosen && !there,
        disabled: there,
      });
      const remark = there ? ` (${text._("site-calendar.import.there")})` : "";
      const label = element("label", {}, box, ` ${spoken(candidate.date)}: ${candidate.name}${remark}`);
      return { candidate, box, label };
    });
    const loaded = [...new Set(candidates.map(({ date }) => Number(date.slice(0, 4))))].map((year) => {
      const box = element("input", { type: "checkbox", checked: complete });
      return {
        year,
        box,
        label: element("label", {}, box, ` ${text._("site-calendar.import.complete", { year })}`),
      };
    });
    const take = button(text._("site-calendar.import.accept"), "check", () => {
      target.accept(
        days.filter(({ box }) => box.checked).map(({ candidate }) => candidate),
        loaded.filter(({ box }) => box.checked).map(({ year }) => year),
      );
      found.replaceChildren();
    });
    const leave = button(text._("site-calendar.import.cancel"), "times", () => found.replaceChildren());
    found.replaceChildren(
      element("h5", { textContent: text._("site-calendar.import.found", { count: candidates.length }) }),
      ...remarks.map((remark) => element("div", { className: "sl-check", textContent: remark })),
      ...days.map(({ label }) => label),
      ...loaded.map(({ label }) => label),
      element("div", { className: "sl-cal-bar" }, ...(candidates.length > 0 ? [take] : []), leave),
    );
  }

  return element(
    "details",
    { className: "sl-cal-import" },
    element("summary", { textContent: text._("site-calendar.import.title") }),
    element(
      "div",
      { className: "sl-cal-bar" },
      element("label", { htmlFor: years.id, textContent: text._("site-calendar.import.years") }),
      years,
    ),
    element(
      "div",
      { className: "sl-cal-bar" },
      element("label", { htmlFor: file.id, textContent: text._("site-calendar.import.file") }),
      file,
    ),
    suggestionsPanel(text, chosenYears, (candidates) =>
      review(candidates, [text._("site-calendar.suggestions.incomplete")], false),
    ),
    found,
  );
}

/** This year; from October on the next one too. */
function yearsToLoad(today: Date): string {
  const year = today.getFullYear();
  return today.getMonth() >= 9 ? `${year}, ${year + 1}` : String(year);
}

async function read(file: File, years: ReadonlySet<number>): Promise<HolidayImport> {
  if (file.size > LARGEST_IMPORT) return unreadable("file-too-large");
  const content = await file.text();
  return /^\s*BEGIN:VCALENDAR/i.test(content.replace(/^\uFEFF/, ""))
    ? holidaysFromIcs(content, years)
    : holidaysFromCsv(content, years);
}

function notes(text: DialogText, { problems, otherYears }: HolidayImport): readonly string[] {
  return [
    ...problems.map(({ fault, where }) => text._(`site-calendar.import.fault.${fault}`, { where })),
    ...(otherYears > 0 ? [text._("site-calendar.import.other-years", { count: otherYears })] : []),
  ];
}

/** The date in the words of the reader's language, weekday included: a misread date catches the eye. */
function spoken(date: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeZone: "UTC" }).format(new Date(date));
}
