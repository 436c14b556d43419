import { WEEKDAYS, type Weekday } from "../domain/calendar.ts";
import { element } from "../editor/element.ts";

/** The hours of each weekday as people write them: "10:00-13:30, 14:30-17:00". */
export type Week = Record<Weekday, string>;

export interface HoursWidgetOptions {
  /** Name of a weekday. */
  label(day: Weekday): string;
  readonly placeholder: string;
  /** What is wrong with a day's text, or null. */
  problem(day: Weekday, text: string): string | null;
  changed(week: Week): void;
}

/** Whatever edits a week: this one by text, a line a day. Another one with the same two members can take its place. */
export interface HoursWidget {
  readonly element: HTMLElement;
  show(week: Week): void;
}

export function hoursWidget(options: HoursWidgetOptions): HoursWidget {
  let week: Week = { mon: "", tue: "", wed: "", thu: "", fri: "", sat: "", sun: "" };
  const days = WEEKDAYS.map((day) => {
    const input = element("input", {
      type: "text",
      id: `sl-cal-hours-${day}`,
      placeholder: options.placeholder,
      autocomplete: "off",
    });
    const sentence = element("div", { className: "sl-check", role: "alert" });
    const mark = () => {
      const found = options.problem(day, input.value);
      sentence.textContent = found ?? "";
      input.classList.toggle("input-error", found !== null);
    };
    input.addEventListener("input", () => {
      week = { ...week, [day]: input.value };
      mark();
      options.changed(week);
    });
    const label = element("label", { htmlFor: input.id, textContent: options.label(day) });
    const line = element(
      "tr",
      {},
      element("th", { scope: "row" }, label),
      element("td", {}, input, sentence),
    );
    return { day, input, line, mark };
  });
  return {
    element: element(
      "table",
      { className: "sl-table sl-cal-week" },
      element("tbody", {}, ...days.map(({ line }) => line)),
    ),
    show(shown) {
      week = { ...shown };
      for (const { day, input, mark } of days) {
        input.value = week[day];
        mark();
      }
    },
  };
}
