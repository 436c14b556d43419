import { checkField } from "../config/define.ts";
import { isPlaced } from "../config/problem.ts";
import { rowProblems } from "../config/rows.ts";
import { PRIORITIES } from "../domain/incident-policy.ts";
import { button, byId, element } from "../editor/element.ts";
import type { EditorNode } from "../editor/red.ts";
import { type Row, rowsFrom, table } from "../editor/table.ts";
import { type DialogText, sentencesOf, textOf } from "../editor/words.ts";
import { CAUSES, COLUMNS, escalationRow, priorityRow, sosAlert, USUAL_ESCALATION } from "./config.ts";

const PRIORITY_NAMES = ["1", "2", "3"];

/** The tables of one open dialog. */
export interface AlertDialog {
  /** What the tables hold, as flow files keep it. */
  tables(): { readonly priorities: readonly Row[]; readonly escalation: readonly Row[] };
}

/**
 * Puts the tables into the dialog that has just been opened.
 * @param saved what the node holds, as today's version would have saved it
 */
export function openAlertDialog(node: EditorNode, saved: Readonly<Record<string, unknown>>): AlertDialog {
  const text = textOf(node);
  const escalation = escalationTable(text, changed);
  const priorities = prioritiesTable(text, changed);
  const tables = () => ({
    priorities: priorities.rows().filter(isUnusual),
    escalation: escalation.rows(),
  });
  const show = (held: Readonly<Record<string, unknown>>) => {
    escalation.show(escalationRows(held.escalation));
    priorities.show(priorityRows(held.priorities));
  };
  show(saved);
  for (const [name, shown] of [
    ["escalation", escalation.element],
    ["priorities", element("div", { className: "sl-long", tabIndex: 0 }, priorities.element)],
  ] as const)
    byId(`node-input-${name}-widget`).replaceChildren(shown);
  byId("node-input-priorities-widget").append(
    button(text._("sos-alert.usual"), "undo", () => {
      show({});
      changed();
    }),
  );
  changed();
  return { tables };

  /** The sentence of each table as a whole; rows have their own. */
  function changed(): void {
    const held = tables();
    for (const name of ["priorities", "escalation"] as const) {
      const found = checkField(sosAlert.fields[name], held[name]);
      byId(`sl-check-${name}`).textContent = found && !isPlaced(found) ? text.problem(found) : "";
    }
  }
}

function escalationTable(text: DialogText, changed: () => void) {
  return table({
    columns: [
      {
        ...{ name: "priority", label: text._(`${COLUMNS}.priority`), kind: "heading", width: "26%" },
        choices: PRIORITY_NAMES.map((one) => [one, text._(`sos-alert.priority.${one}`)]),
      },
      {
        ...{ name: "escalate", label: text._(`${COLUMNS}.escalate`), kind: "text", width: "44%" },
        placeholder: text._("sos-alert.placeholder.escalate"),
      },
      { name: "repeat", label: text._(`${COLUMNS}.repeat`), kind: "number", width: "30%" },
    ],
    usual: ({ priority }) => ({ ...USUAL_ESCALATION.find((row) => row.priority === priority) }),
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, escalationRow, row)),
    changed,
  });
}

function prioritiesTable(text: DialogText, changed: () => void) {
  const choices = PRIORITY_NAMES.map((one) => [one, text._(`sos-alert.priority.${one}`)] as const);
  return table({
    columns: [
      {
        ...{ name: "cause", label: text._(`${COLUMNS}.cause`), kind: "heading", width: "46%" },
        choices: CAUSES.map((cause) => [cause, text._(`sos-alert.cause.${cause}`)]),
      },
      { name: "open", label: text._(`${COLUMNS}.open`), kind: "choice", choices, width: "27%" },
      { name: "closed", label: text._(`${COLUMNS}.closed`), kind: "choice", choices, width: "27%" },
    ],
    usual: usualOf,
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, priorityRow, row)),
    changed,
  });
}

/** Every priority has its row, in order, whatever the flow file holds. */
function escalationRows(saved: unknown): readonly Row[] {
  const given = rowsFrom(saved);
  return USUAL_ESCALATION.map(
    (usual) => given.find(({ priority }) => priority === usual.priority) ?? { ...usual },
  );
}

/** Every cause has its row, whether it is as usual or not. */
function priorityRows(saved: unknown): readonly Row[] {
  const given = rowsFrom(saved);
  return CAUSES.map((cause) => given.find((row) => row.cause === cause) ?? usualOf({ cause }));
}

function usualOf(row: Row): Row {
  const cause = CAUSES.find((one) => one === row.cause);
  if (cause === undefined) return {};
  const { open, closed } = PRIORITIES[cause];
  return { cause, open: String(open), closed: String(closed) };
}

function isUnusual(row: Row): boolean {
  const { open, closed } = usualOf(row);
  return row.open !== open || row.closed !== closed;
}
