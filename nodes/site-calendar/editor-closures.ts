import { rowProblems } from "../config/rows.ts";
import { element } from "../editor/element.ts";
import { type Row, rowsFrom, table } from "../editor/table.ts";
import { type DialogText, sentencesOf } from "../editor/words.ts";
import { COLUMNS, closureRow } from "./config.ts";

export interface ClosuresWidget {
  readonly element: HTMLElement;
  rows(): readonly Row[];
  /** Follows edits of the time zone, in which "now" is meant. */
  refresh(): void;
}

/**
 * The switch for an emergency, above the table of all closures. Past ones stay, because an event that arrives
 * late is judged by what was in force when it happened.
 * @param now the local time at the branch, as 2026-11-22T02:13
 */
export function closuresWidget(
  text: DialogText,
  given: unknown,
  now: () => string,
  changed: () => void,
): ClosuresWidget {
  const closed = element("input", { type: "checkbox", id: "sl-cal-emergency", className: "sl-flag" });
  const rows = table({
    columns: [
      { name: "from", label: text._("site-calendar.column.from"), kind: "datetime-local", width: "30%" },
      { name: "until", label: text._("site-calendar.column.until"), kind: "datetime-local", width: "30%" },
      { name: "reason", label: text._("site-calendar.column.reason"), kind: "text", width: "35%" },
    ],
    grows: {
      addLabel: text._("site-calendar.closures.add"),
      removeLabel: text._("site-calendar.row.remove"),
      blank: () => ({ from: "", until: "", reason: "" }),
    },
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, closureRow, row)),
    changed: () => {
      refresh();
      changed();
    },
  });
  closed.addEventListener("change", () => {
    const time = now();
    const kept = rows.rows();
    rows.show(
      closed.checked
        ? [...kept, { from: time, until: "", reason: "" }]
        : // One that has not begun is called off, one in force ends now.
          kept
            .filter((row) => !(inForce(row, time) && row.from === time))
            .map((row) => (inForce(row, time) ? { ...row, until: time } : row)),
    );
    changed();
  });

  function refresh(): void {
    const time = now();
    closed.checked = rows.rows().some((row) => inForce(row, time));
  }

  rows.show(rowsFrom(given));
  refresh();
  const label = element("label", { htmlFor: closed.id, textContent: text._("site-calendar.closures.now") });
  return {
    element: element("div", {}, element("div", { className: "sl-cal-bar" }, closed, label), rows.element),
    rows: rows.rows,
    refresh,
  };
}

function inForce({ from = "", until = "" }: Row, time: string): boolean {
  return from !== "" && from <= time && (until === "" || time < until);
}
