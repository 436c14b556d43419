import type { LastTest } from "../protocol.ts";
import { day, minuteOf } from "./branch-time.ts";
import { say } from "./words.ts";

/** When the way of an alarm was last tried, and how that ended. */
export function testWords({ result, at }: LastTest, zone: string, now: number): string {
  const how = at === null ? "once" : day(at, zone) === day(now, zone) ? "today" : "on";
  const when = at === null ? "" : minuteOf(at, zone, now);
  return result === "through" ? say(`test.through.${how}`, { when }) : say(`test.missing.${how}`, { when });
}
