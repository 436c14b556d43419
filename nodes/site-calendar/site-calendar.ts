import type { NodeAPI } from "node-red";
import { CalendarJudge } from "../domain/calendar-judge.ts";
import { defineConfigNode } from "../runtime/define-node.ts";
import { calendarOf, siteCalendar } from "./config.ts";
import { serveHolidays } from "./endpoint.ts";

const DAY_MS = 86_400_000;
/** Bank holidays are published weeks ahead; a new year without any would turn every opening into an alarm. */
const WARN_AHEAD_MS = 30 * DAY_MS;

const register = defineConfigNode("site-calendar", siteCalendar, (node) => {
  const calendar = new CalendarJudge(calendarOf(node.config));
  watchYears();
  return {
    service: {
      id: node.id,
      timeZone: calendar.timeZone,
      judge: (occurred, type) => calendar.judge(occurred, type),
      ends: (after, until, grace) => calendar.ends(after, until, grace),
      unloadedYears: (from, until) => calendar.unloadedYears(from, until),
    },
  };

  /** Says once a day which year's holidays are missing, until somebody loads them. */
  function watchYears(): void {
    const now = node.clock.now();
    for (const year of calendar.unloadedYears(now, now + WARN_AHEAD_MS))
      node.warn(node.translate("site-calendar.warn.year-not-loaded", { year }));
    node.clock.after(DAY_MS, watchYears);
  }
});

/** The hours in which a site's lockers may be opened. */
export default function siteCalendarNode(red: NodeAPI): void {
  register(red);
  serveHolidays(red);
}
