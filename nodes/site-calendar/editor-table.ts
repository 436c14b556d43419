import { isEnv } from "../config/define.ts";
import { button, element, iconButton } from "./editor-element.ts";

/** One row as the editor keeps it: text in every cell. */
export type Row = Record<string, string>;

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "date" | "datetime-local" | "choice";
  /** Of a choice: value and label. */
  readonly choices?: readonly (readonly [value: string, label: string])[];
  /** CSS width. */
  readonly width: string;
  readonly placeholder?: string;
}

export interface CellSentence {
  /** Null: the row as a whole. */
  readonly column: string | null;
  readonly text: string;
}

export interface TableOptions {
  readonly columns: readonly Column[];
  readonly addLabel: string;
  readonly removeLabel: string;
  blank(): Row;
  problems(row: Row): readonly CellSentence[];
  changed(): void;
}

export interface Table {
  readonly element: HTMLElement;
  rows(): readonly Row[];
  show(rows: readonly Row[]): void;
}

/** An editable table: rows can be added and removed, and what is wrong with a row stands below it. */
export function table(options: TableOptions): Table {
  let rows: Row[] = [];
  const body = element("tbody");
  const heading = element("tr", {}, ...options.columns.map(headingCell), element("th"));
  const whole = element("table", { className: "sl-cal-table" }, element("thead", {}, heading), body);
  const add = button(options.addLabel, "plus", () => {
    const row = options.blank();
    rows.push(row);
    body.append(...lines(row));
    whole.hidden = false;
    options.changed();
    body.querySelector<HTMLInputElement>("tr:nth-last-child(2) input, tr:nth-last-child(2) select")?.focus();
  });

  function lines(row: Row): readonly HTMLElement[] {
    const inputs = new Map<string, HTMLInputElement | HTMLSelectElement>();
    const sentences = element("td", {
      className: "sl-check",
      colSpan: options.columns.length + 1,
      role: "alert",
    });
    const below = element("tr", {}, sentences);
    const mark = () => {
      const found = options.problems(row);
      sentences.textContent = found.map(({ text }) => text).join(" ");
      below.hidden = found.length === 0;
      for (const [name, input] of inputs)
        input.classList.toggle(
          "input-error",
          found.some(({ column }) => column === name),
        );
    };
    const line = element("tr");
    for (const column of options.columns) {
      const input = inputOf(column, row[column.name] ?? "");
      input.addEventListener("input", () => {
        row[column.name] = input.value;
        mark();
        options.changed();
      });
      inputs.set(column.name, input);
      line.append(element("td", {}, input));
    }
    const remove = iconButton(options.removeLabel, "trash", () => {
      rows = rows.filter((other) => other !== row);
      line.remove();
      below.remove();
      whole.hidden = rows.length === 0;
      options.changed();
      add.focus();
    });
    line.append(element("td", {}, remove));
    mark();
    return [line, below];
  }

  return {
    element: element("div", {}, whole, add),
    rows: () => rows,
    show(shown) {
      rows = shown.map((row) => ({ ...row }));
      body.replaceChildren(...rows.flatMap(lines));
      whole.hidden = rows.length === 0;
    },
  };
}

function headingCell({ label, width }: Column): HTMLElement {
  const cell = element("th", { textContent: label, scope: "col" });
  cell.style.width = width;
  return cell;
}

function inputOf(column: Column, value: string): HTMLInputElement | HTMLSelectElement {
  if (column.kind === "choice") {
    const options = (column.choices ?? []).map(([choice, label]) =>
      element("option", { value: choice, textContent: label, selected: choice === value }),
    );
    return element("select", { ariaLabel: column.label }, ...options);
  }
  return element("input", {
    // A date picker cannot show the name of an environment variable.
    type: isEnv(value) ? "text" : column.kind,
    value: column.kind === "datetime-local" ? value.replace(" ", "T") : value,
    placeholder: column.placeholder ?? "",
    ariaLabel: column.label,
    autocomplete: "off",
  });
}

/** Rows out of what a flow file holds; whatever is no row becomes one that its check will name. */
export function rowsFrom(value: unknown): Row[] {
  return Array.isArray(value) ? value.map(rowFrom) : [];
}

export function rowFrom(value: unknown): Row {
  if (typeof value !== "object" || value === null) return {};
  const cells = Object.entries(value).filter(
    ([, cell]) => typeof cell === "string" || typeof cell === "number",
  );
  return Object.fromEntries(cells.map(([name, cell]) => [name, String(cell)]));
}
