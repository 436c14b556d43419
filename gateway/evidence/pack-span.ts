import { daySpan } from "../../nodes/domain/day-report-clock.ts";
import type { PackFacts } from "./pack-facts.ts";

/** Days of the branch's clock, both inclusive, as moments; null: all. */
export function spanOf(
  fromDay: string | null,
  toDay: string | null,
  timeZone: string,
): Pick<PackFacts, "from" | "to"> {
  return {
    from: fromDay === null ? null : daySpan(fromDay, timeZone).from,
    to: toDay === null ? null : daySpan(toDay, timeZone).to,
  };
}
