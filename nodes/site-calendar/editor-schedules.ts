import { rowProblems } from "../config/rows.ts";
import { WEEKDAYS, type Weekday } from "../domain/calendar.ts";
import { button, element } from "../editor/element.ts";
import { type Row, rowFrom, rowsFrom, table } from "../editor/table.ts";
import { type DialogText, sentencesOf } from "../editor/words.ts";
import { COLUMNS, ruleRow, scheduleRow } from "./config.ts";
import { hoursWidget, type Week } from "./editor-hours.ts";

/** One dated version, as flow files hold it. */
export interface ScheduleValue {
  readonly id: string;
  readonly validFrom: string;
  readonly rules: readonly Row[];
  readonly week: Week;
}

export interface SchedulesWidget {
  readonly element: HTMLElement;
  /** As flow files hold it. */
  value(): readonly unknown[];
}

/** The dated versions of the regular hours: one is edited at a time, the others are kept as they are. */
export function schedulesWidget(text: DialogText, given: unknown, changed: () => void): SchedulesWidget {
  const schedules = Array.isArray(given) ? given.map(scheduleFrom) : [];
  if (schedules.length === 0) schedules.push(scheduleFrom({}));
  let shown = latest(schedules);

  const choice = element("select", { ariaLabel: text._("site-calendar.schedules.choose") });
  choice.addEventListener("change", () => {
    shown = Number(choice.value);
    show();
  });
  const remove = button(text._("site-calendar.schedules.remove"), "trash", () => {
    schedules.splice(shown, 1);
    shown = latest(schedules);
    show();
    changed();
  });
  const add = button(text._("site-calendar.schedules.add"), "plus", () => {
    schedules.push({ ...current(), id: "", validFrom: "" });
    shown = schedules.length - 1;
    show();
    changed();
    id.focus();
  });

  const id = element("input", { type: "text", id: "sl-cal-schedule-id", autocomplete: "off" });
  const validFrom = element("input", { type: "date", id: "sl-cal-schedule-from" });
  const heading = element("div", { className: "sl-check", role: "alert" });
  id.addEventListener("input", () => edit({ id: id.value }));
  validFrom.addEventListener("input", () => edit({ validFrom: validFrom.value }));

  const hours = hoursWidget({
    label: (day) => text._(`site-calendar.column.${day}`),
    placeholder: text._("site-calendar.hours.closed"),
    problem: (day, value) => problemsOf({ ...flat(current()), [day]: value }, day),
    changed: (week) => edit({ week }),
  });
  const rules = table({
    columns: [
      {
        name: "nth",
        label: text._("site-calendar.column.nth"),
        kind: "text",
        width: "25%",
        placeholder: "2, 4",
      },
      {
        name: "weekday",
        label: text._("site-calendar.column.weekday"),
        kind: "choice",
        choices: WEEKDAYS.map((day) => [day, text._(`site-calendar.day.${day}`)] as const),
        width: "30%",
      },
      {
        name: "hours",
        label: text._("site-calendar.column.hours"),
        kind: "text",
        width: "40%",
        placeholder: text._("site-calendar.hours.closed"),
      },
    ],
    grows: {
      addLabel: text._("site-calendar.rules.add"),
      removeLabel: text._("site-calendar.row.remove"),
      blank: () => ({ nth: "", weekday: "sat", hours: "" }),
    },
    problems: (row) => sentencesOf(text, rowProblems(COLUMNS, ruleRow, row)),
    changed: () => edit({ rules: rules.rows() }),
  });

  function current(): ScheduleValue {
    return schedules[shown] ?? scheduleFrom({});
  }

  function edit(part: Partial<ScheduleValue>): void {
    schedules[shown] = { ...current(), ...part };
    showChoices();
    changed();
  }

  function show(): void {
    const schedule = current();
    id.value = schedule.id;
    validFrom.value = schedule.validFrom;
    hours.show(schedule.week);
    rules.show(schedule.rules);
    showChoices();
  }

  function showChoices(): void {
    choice.replaceChildren(
      ...schedules.map((schedule, index) =>
        element("option", {
          value: String(index),
          selected: index === shown,
          textContent: nameOf(schedule),
        }),
      ),
    );
    remove.disabled = schedules.length < 2;
    const schedule = flat(current());
    heading.textContent = [problemsOf(schedule, "id"), problemsOf(schedule, "validFrom")]
      .filter((found) => found !== null)
      .join(" ");
  }

  /** One that is not shown has no other way to say that something in it is wrong. */
  function nameOf(schedule: ScheduleValue): string {
    const right = rowProblems(COLUMNS, scheduleRow, flat(schedule)).length === 0;
    return text._(right ? "site-calendar.schedules.one" : "site-calendar.schedules.one-wrong", {
      id: schedule.id || "?",
      date: schedule.validFrom || "?",
    });
  }

  function problemsOf(row: unknown, column: string): string | null {
    const found = rowProblems(COLUMNS, scheduleRow, row).filter((problem) => problem.column === column);
    return sentencesOf(text, found)[0]?.text ?? null;
  }

  const whole = element(
    "div",
    {},
    element("div", { className: "sl-cal-bar" }, choice, add, remove),
    element(
      "div",
      { className: "sl-cal-bar" },
      element("label", { htmlFor: id.id, textContent: text._("site-calendar.column.id") }),
      id,
      element("label", { htmlFor: validFrom.id, textContent: text._("site-calendar.column.validFrom") }),
      validFrom,
    ),
    heading,
    hours.element,
    element("h5", { textContent: text._("site-calendar.rules.title") }),
    rules.element,
  );
  show();
  return { element: whole, value: () => schedules.map(flat) };
}

function latest(schedules: readonly ScheduleValue[]): number {
  const dates = schedules.map(({ validFrom }) => validFrom);
  return Math.max(0, dates.indexOf([...dates].sort().at(-1) ?? ""));
}

function scheduleFrom(value: unknown): ScheduleValue {
  const cells = rowFrom(value);
  const of = (day: Weekday) => cells[day] ?? "";
  const rules = typeof value === "object" && value !== null && "rules" in value ? value.rules : [];
  return {
    id: cells.id ?? "",
    validFrom: cells.validFrom ?? "",
    rules: rowsFrom(rules),
    week: {
      mon: of("mon"),
      tue: of("tue"),
      wed: of("wed"),
      thu: of("thu"),
      fri: of("fri"),
      sat: of("sat"),
      sun: of("sun"),
    },
  };
}

function flat({ id, validFrom, week, rules }: ScheduleValue): Readonly<Record<string, unknown>> {
  return { id, validFrom, ...week, rules: rules.map((row) => ({ ...row })) };
}
