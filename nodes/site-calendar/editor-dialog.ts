import { checkField } from "../config/define.ts";
import { isPlaced } from "../config/problem.ts";
import { rowProblems } from "../config/rows.ts";
import { byId, element } from "../editor/element.ts";
import type { EditorNode } from "../editor/red.ts";
import { rowsFrom, table } from "../editor/table.ts";
import { sentencesOf, textOf } from "../editor/words.ts";
import { COLUMNS, exceptionRow, siteCalendar, timeZones } from "./config.ts";
import { closuresWidget } from "./editor-closures.ts";
import { holidaysWidget } from "./editor-holidays.ts";
import { localNow, preview } from "./editor-preview.ts";
import { schedulesWidget } from "./editor-schedules.ts";

const PREFIX = "node-config-input";
const TABLES = ["schedules", "holidays", "exceptions", "closures"] as const;

/** The tables of one open dialog. */
export interface CalendarDialog {
  /** What the tables hold, as flow files keep it. */
  tables(): Readonly<Record<(typeof TABLES)[number], readonly unknown[]>>;
}

/** Puts the tables, the import and the preview into the dialog that has just been opened. */
export function openCalendarDialog(node: EditorNode): CalendarDialog {
  const text = textOf(node);
  const timeZone = input("timeZone");
  const years = input("years");
  const observes = byId(`${PREFIX}-observes`);

  const schedules = schedulesWidget(text, node.schedules, changed);
  const holidays = holidaysWidget(text, node.holidays, years, changed);
  const exceptions = table({
    columns: [
      { name: "from", label: text._("site-calendar.column.from"), kind: "datetime-local", width: "24%" },
      { name: "to", label: text._("site-calendar.column.to"), kind: "datetime-local", width: "24%" },
      {
        name: "kind",
        label: text._("site-calendar.column.kind"),
        kind: "choice",
        choices: [
          ["open", text._("site-calendar.kind.open")],
          ["closed", text._("site-calendar.kind.closed")],
        ],
        width: "14%",
      },
      { name: "approvedBy", label: text._("site-calendar.column.approvedBy"), kind: "text", width: "16%" },
      { name: "reason", label: text._("site-calendar.column.reason"), kind: "text", width: "18%" },
    ],
    grows: {
      addLabel: text._("site-calendar.exceptions.add"),
      removeLabel: text._("site-calendar.row.remove"),
      blank: () => ({ from: "", to: "", kind: "open", approvedBy: "", reason: "" }),
    },
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, exceptionRow, row)),
    changed,
  });
  exceptions.show(rowsFrom(node.exceptions));
  const closures = closuresWidget(text, node.closures, () => localNow(timeZone.value), changed);
  const tables = () => ({
    schedules: schedules.value(),
    holidays: holidays.rows(),
    exceptions: exceptions.rows(),
    closures: closures.rows(),
  });
  const answer = preview(text, () => ({
    timeZone: timeZone.value,
    years: years.value,
    observes: observes instanceof HTMLSelectElement ? observes.value : "",
    ...tables(),
  }));

  /** Anything may have changed: the sentence of each table as a whole (rows have their own), and the preview. */
  function changed(): void {
    const held = tables();
    for (const name of TABLES) {
      const found = checkField(siteCalendar.fields[name], held[name]);
      byId(`sl-check-${name}`).textContent = found && !isPlaced(found) ? text.problem(found) : "";
    }
    answer.refresh();
  }

  for (const field of [timeZone, years, observes])
    for (const event of ["input", "change"])
      field.addEventListener(event, () => {
        closures.refresh();
        changed();
      });
  timeZone.setAttribute("list", "sl-cal-zones");
  timeZone.after(
    element("datalist", { id: "sl-cal-zones" }, ...timeZones().map((value) => element("option", { value }))),
  );
  for (const [name, widget] of [
    ["schedules", schedules],
    ["holidays", holidays],
    ["exceptions", exceptions],
    ["closures", closures],
  ] as const)
    byId(`${PREFIX}-${name}-widget`).replaceChildren(widget.element);
  byId("sl-cal-missing").replaceChildren(answer.missing);
  byId("sl-cal-preview-place").replaceChildren(answer.element);
  changed();
  return { tables };
}

function input(name: string): HTMLInputElement {
  const found = byId(`${PREFIX}-${name}`);
  if (!(found instanceof HTMLInputElement)) throw new Error(`The dialog has no input ${name}`);
  return found;
}
