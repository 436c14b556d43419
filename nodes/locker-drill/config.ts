import * as v from "valibot";
import { type ConfigOf, defineConfig } from "../config/define.ts";
import { flag, list, nodeRef, number, text } from "../config/fields.ts";
import { matching } from "../config/matching.ts";
import { problem } from "../config/problem.ts";
import { WEEKDAYS } from "../domain/calendar.ts";
import { daysOf, parseTimes, type TestSchedule } from "../domain/test-schedule.ts";

const SITE_ID = /^[A-Z0-9-]{2,16}$/;

export const lockerDrill = defineConfig({
  fields: {
    name: text({ max: 80 }),
    /** Its time zone says when the times are. */
    calendar: nodeRef("site-calendar"),
    /** Whose control room is tested. */
    site: text({ required: true, check: matching(SITE_ID, "locker-drill.check.site") }),
    times: text({
      value: "09:00",
      max: 400,
      check: (given) => (parseTimes(given) ? null : problem("locker-drill.check.times")),
    }),
    /** None: every day. */
    days: list(
      [],
      v.array(v.picklist(WEEKDAYS, problem("locker-drill.check.days")), problem("locker-drill.check.days")),
    ),
    /** Minutes. */
    within: number({ value: 10, min: 1, max: 1440 }),
    acknowledge: flag(false),
    drill: flag(false),
  },
});

export type LockerDrillConfig = ConfigOf<typeof lockerDrill>;

/** @param timeZone IANA name */
export function scheduleOf(
  config: Pick<LockerDrillConfig, "times" | "days">,
  timeZone: string,
): TestSchedule {
  return { timeZone, times: parseTimes(config.times) ?? [], days: daysOf(config.days) };
}
