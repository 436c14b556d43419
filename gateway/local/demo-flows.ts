import type { FlowNode } from "./merge-flows.ts";

const HOURS = "10:00-17:00";

/** Settings of the demonstration's calendar: the same hours every day, no holidays. */
export const DAILY_HOURS = {
  schedules: [
    {
      id: "daily",
      validFrom: "2020-01-01",
      mon: HOURS,
      tue: HOURS,
      wed: HOURS,
      thu: HOURS,
      fri: HOURS,
      sat: HOURS,
      sun: HOURS,
      rules: [],
    },
  ],
  observes: "none",
  holidays: [],
  exceptions: [],
  closures: [],
} as const;

/** The same flows with the demonstration's hours in this zone. */
export function demoFlows(flows: readonly FlowNode[], timeZone: string): readonly FlowNode[] {
  return flows.map((node) => (node.type === "site-calendar" ? { ...node, ...DAILY_HOURS, timeZone } : node));
}
