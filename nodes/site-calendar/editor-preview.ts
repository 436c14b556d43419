import { parseConfig } from "../config/define.ts";
import { CalendarJudge } from "../domain/calendar-judge.ts";
import { parseDateTime } from "../domain/calendar-text.ts";
import { clockAt } from "../domain/calendar-zone.ts";
import { element } from "../editor/element.ts";
import type { DialogText } from "../editor/words.ts";
import { calendarOf, siteCalendar } from "./config.ts";

const MONTH_MS = 30 * 86_400_000;

export interface Preview {
  readonly element: HTMLElement;
  /** Which years' holidays are missing now or within a month; empty where none are. */
  readonly missing: HTMLElement;
  refresh(): void;
}

/**
 * "Is it open at ...?", answered by the code that judges events, from what the dialog holds at this moment.
 * @param values the configuration as it would be saved
 */
export function preview(text: DialogText, values: () => Readonly<Record<string, unknown>>): Preview {
  const at = element("input", { type: "datetime-local", id: "sl-cal-preview" });
  const answer = element("div", { role: "status" });
  const missing = element("div", { className: "sl-cal-missing", role: "status" });

  function refresh(): void {
    const judge = judgeOf(values());
    const local = parseDateTime(at.value);
    answer.className = "";
    missing.textContent = "";
    if (!judge) {
      answer.textContent = text._("site-calendar.preview.mend");
      return;
    }
    const now = Date.now();
    const years = judge.unloadedYears(now, now + MONTH_MS);
    if (years.length > 0)
      missing.textContent = text._("site-calendar.holidays.missing", { years: years.join(", ") });
    if (!local) {
      answer.textContent = text._("site-calendar.preview.when");
      return;
    }
    const moment = local.toZonedDateTime(judge.timeZone).epochMilliseconds;
    const { inside, reason } = judge.judge({ earliest: moment, latest: moment }, "opened");
    answer.className = inside ? "sl-cal-inside" : "sl-cal-outside";
    answer.textContent = `${text._(inside ? "site-calendar.preview.inside" : "site-calendar.preview.outside")} ${reason}`;
  }

  at.value = localNow(String(values().timeZone));
  at.addEventListener("input", refresh);
  const label = element("label", { htmlFor: at.id, textContent: text._("site-calendar.preview.at") });
  return {
    element: element("div", {}, element("div", { className: "sl-cal-bar" }, label, at), answer),
    missing,
    refresh,
  };
}

function judgeOf(values: Readonly<Record<string, unknown>>): CalendarJudge | null {
  const parsed = parseConfig(siteCalendar, values);
  return parsed.ok ? new CalendarJudge(calendarOf(parsed.config)) : null;
}

/** What the branch's clock shows now, to the minute; the browser's where the zone is none. */
export function localNow(timeZone: string): string {
  const shown = (zone: string) =>
    clockAt(Date.now(), zone).toPlainDateTime().toString({ smallestUnit: "minute" });
  try {
    return shown(timeZone);
  } catch {
    return shown(Intl.DateTimeFormat().resolvedOptions().timeZone);
  }
}
