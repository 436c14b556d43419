import { isEnv } from "../config/define.ts";
import { button, element, iconButton } from "./element.ts";

/** One row as the editor keeps it: text in every cell. */
export type Row = Record<string, string>;

export interface Column {
  readonly name: string;
  readonly label: string;
  /** A `heading` names its row and cannot be changed. */
  readonly kind: "text" | "number" | "date" | "datetime-local" | "choice" | "heading";
  /** Of a choice or a heading: value and label. */
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
  /** How rows are added and removed; left out: there are always the same rows. */
  readonly grows?: { readonly addLabel: string; readonly removeLabel: string; blank(): Row };
  /** What a row holds that nobody has changed; cells that hold something else stand out. */
  usual?(row: Row): Row;
  problems(row: Row): readonly CellSentence[];
  changed(): void;
}

export interface Table {
  readonly element: HTMLElement;
  rows(): readonly Row[];
  show(rows: readonly Row[]): void;
}

/** An editable table: what is wrong with a row stands below it. */
export function table(options: TableOptions): Table {
  let rows: Row[] = [];
  const body = element("tbody");
  const { grows } = options;
  const heading = element("tr", {}, ...options.columns.map(headingCell), ...(grows ? [element("th")] : []));
  const whole = element("table", { className: "sl-table" }, element("thead", {}, heading), body);
  const adding = grows && [
    button(grows.addLabel, "plus", () => {
      const row = grows.blank();
      rows.push(row);
      body.append(...lines(row));
      whole.hidden = false;
      options.changed();
      body
        .querySelector<HTMLInputElement>("tr:nth-last-child(2) input, tr:nth-last-child(2) select")
        ?.focus();
    }),
  ];

  function lines(row: Row): readonly HTMLElement[] {
    const inputs = new Map<string, HTMLInputElement | HTMLSelectElement>();
    const sentences = element("td", {
      className: "sl-check",
      colSpan: options.columns.length + (grows ? 1 : 0),
      role: "alert",
    });
    const below = element("tr", {}, sentences);
    const mark = () => {
      const found = options.problems(row);
      sentences.textContent = found.map(({ text }) => text).join(" ");
      below.hidden = found.length === 0;
      const usual = options.usual?.(row);
      for (const [name, input] of inputs) {
        input.classList.toggle(
          "input-error",
          found.some(({ column }) => column === name),
        );
        input.classList.toggle("sl-changed", usual !== undefined && usual[name] !== row[name]);
      }
    };
    const line = element("tr");
    const title = titleOf(options.columns, row);
    for (const column of options.columns) {
      if (column.kind === "heading") {
        line.append(element("th", { textContent: title, scope: "row" }));
        continue;
      }
      const input = inputOf(column, row[column.name] ?? "", title);
      input.addEventListener("input", () => {
        row[column.name] = input.value;
        mark();
        options.changed();
      });
      inputs.set(column.name, input);
      line.append(element("td", {}, input));
    }
    if (grows) {
      const remove = iconButton(grows.removeLabel, "trash", () => {
        rows = rows.filter((other) => other !== row);
        line.remove();
        below.remove();
        whole.hidden = rows.length === 0;
        options.changed();
        for (const add of adding ?? []) add.focus();
      });
      line.append(element("td", {}, remove));
    }
    mark();
    return [line, below];
  }

  return {
    element: element("div", {}, whole, ...(adding ?? [])),
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

/** What the row's heading says; empty in a table without one. */
function titleOf(columns: readonly Column[], row: Row): string {
  const heading = columns.find(({ kind }) => kind === "heading");
  const value = heading === undefined ? "" : (row[heading.name] ?? "");
  return heading?.choices?.find(([choice]) => choice === value)?.[1] ?? value;
}

/** @param title of the row, which tells its inputs from those of other rows where they are read out */
function inputOf(column: Column, value: string, title: string): HTMLInputElement | HTMLSelectElement {
  const ariaLabel = title === "" ? column.label : `${title}: ${column.label}`;
  if (column.kind === "choice") {
    const known = column.choices ?? [];
    // What an environment variable stands for is chosen where Node-RED runs.
    const all = isEnv(value) ? [...known, [value, value] as const] : known;
    const options = all.map(([choice, label]) =>
      element("option", { value: choice, textContent: label, selected: choice === value }),
    );
    return element("select", { ariaLabel }, ...options);
  }
  return element("input", {
    // A date picker cannot show the name of an environment variable.
    type: isEnv(value) || column.kind === "heading" ? "text" : column.kind,
    value: column.kind === "datetime-local" ? value.replace(" ", "T") : value,
    placeholder: column.placeholder ?? "",
    ariaLabel,
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
