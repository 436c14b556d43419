import { checkField } from "../config/define.ts";
import { isPlaced } from "../config/problem.ts";
import { rowProblems } from "../config/rows.ts";
import { DEFAULT_CODES } from "../domain/dc09-codes.ts";
import { button, byId, element } from "../editor/element.ts";
import type { EditorNode } from "../editor/red.ts";
import { type Row, rowsFrom, table } from "../editor/table.ts";
import { type DialogText, sentencesOf, textOf } from "../editor/words.ts";
import { COLUMNS, codeRow, dc09Out, zoneRow } from "./config.ts";

/** The tables of one open dialog. */
export interface ReportingTables {
  /** What they hold, as flow files keep it. */
  tables(): { readonly codes: readonly Row[]; readonly zones: readonly Row[] };
}

/** Puts the tables into the dialog that has just been opened. */
export function openReportingTables(node: EditorNode): ReportingTables {
  const text = textOf(node);
  const codes = codesTable(text, changed);
  const zones = zonesTable(text, changed);
  const tables = () => ({ codes: codes.rows().filter(isUnusual), zones: zones.rows() });
  codes.show(codeRows(node.codes));
  zones.show(rowsFrom(node.zones));
  byId("node-input-codes-widget").replaceChildren(
    element("div", { className: "sl-long", tabIndex: 0 }, codes.element),
    button(text._("dc09-out.usual"), "undo", () => {
      codes.show(codeRows([]));
      changed();
    }),
  );
  byId("node-input-zones-widget").replaceChildren(zones.element);
  changed();
  return { tables };

  /** The sentence of each table as a whole; rows have their own. */
  function changed(): void {
    const held = tables();
    for (const name of ["codes", "zones"] as const) {
      const found = checkField(dc09Out.fields[name], held[name]);
      byId(`sl-check-${name}`).textContent = found && !isPlaced(found) ? text.problem(found) : "";
    }
  }
}

function codesTable(text: DialogText, changed: () => void) {
  const named = (name: string) => ({ name, label: text._(`${COLUMNS}.${name}`) });
  return table({
    columns: [
      {
        ...{ ...named("cause"), kind: "heading", width: "43%" },
        choices: DEFAULT_CODES.map(({ cause }) => [cause, text._(`dc09-out.cause.${cause}`)]),
      },
      { ...named("sia"), kind: "text", width: "18%" },
      { ...named("restore"), kind: "text", width: "21%" },
      { ...named("cid"), kind: "text", width: "18%" },
    ],
    usual: usualOf,
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, codeRow, row)),
    changed,
  });
}

function zonesTable(text: DialogText, changed: () => void) {
  return table({
    columns: [
      {
        ...{ name: "locker", label: text._(`${COLUMNS}.locker`), kind: "text", width: "60%" },
        placeholder: "MUM01-0001",
      },
      { name: "number", label: text._(`${COLUMNS}.number`), kind: "number", width: "35%" },
    ],
    grows: {
      addLabel: text._("dc09-out.zones.add"),
      removeLabel: text._("dc09-out.zones.remove"),
      blank: () => ({ locker: "", number: "" }),
    },
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, zoneRow, row)),
    changed,
  });
}

/** Every cause has its row, whether it is as usual or not. */
function codeRows(saved: unknown): readonly Row[] {
  const given = rowsFrom(saved);
  return DEFAULT_CODES.map(({ cause }) => given.find((row) => row.cause === cause) ?? usualOf({ cause }));
}

function usualOf(row: Row): Row {
  const usual = DEFAULT_CODES.find(({ cause }) => cause === row.cause);
  return usual === undefined ? {} : { ...usual };
}

function isUnusual(row: Row): boolean {
  const usual = usualOf(row);
  return ["sia", "restore", "cid"].some((column) => row[column] !== usual[column]);
}
