import { rowProblems } from "../config/rows.ts";
import { parseYears } from "../domain/calendar-text.ts";
import { element } from "../editor/element.ts";
import { type Row, rowsFrom, table } from "../editor/table.ts";
import { type DialogText, sentencesOf } from "../editor/words.ts";
import { COLUMNS, holidayRow } from "./config.ts";
import { importPanel } from "./editor-import.ts";

export interface HolidaysWidget {
  readonly element: HTMLElement;
  rows(): readonly Row[];
}

/**
 * The table of holidays, with what brings them in.
 * @param years the field that names the years whose holidays are complete
 */
export function holidaysWidget(
  text: DialogText,
  given: unknown,
  years: HTMLInputElement,
  changed: () => void,
): HolidaysWidget {
  const rows = table({
    columns: [
      { name: "date", label: text._("site-calendar.column.date"), kind: "date", width: "35%" },
      { name: "name", label: text._("site-calendar.column.name"), kind: "text", width: "60%" },
    ],
    grows: {
      addLabel: text._("site-calendar.holidays.add"),
      removeLabel: text._("site-calendar.row.remove"),
      blank: () => ({ date: "", name: "" }),
    },
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, holidayRow, row)),
    changed,
  });
  rows.show(rowsFrom(given));
  const panel = importPanel(text, {
    known: () => new Set(rows.rows().map(({ date }) => date ?? "")),
    accept(holidays, complete) {
      const merged = [...rows.rows(), ...holidays.map(({ date, name }) => ({ date, name }))];
      rows.show(merged.sort((a, b) => (a.date ?? "").localeCompare(b.date ?? "")));
      const all = new Set([...(parseYears(years.value) ?? []), ...complete]);
      years.value = [...all].sort((a, b) => a - b).join(", ");
      years.dispatchEvent(new Event("change"));
      changed();
    },
  });
  return { element: element("div", {}, rows.element, panel), rows: rows.rows };
}
