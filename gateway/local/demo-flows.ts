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

/** The broker inside the local run: without TLS, on this machine only, MQTT 3.1.1. */
export function localLink(brokerUrl: string) {
  const { hostname, port } = new URL(brokerUrl);
  return { kind: "private", host: hostname, port: Number(port), protocol: "mqtt", version: "4" } as const;
}

/** The same flows at the demonstration's broker, with its site and its hours in this zone. */
export function demoFlows(
  flows: readonly FlowNode[],
  { brokerUrl, timeZone }: { readonly brokerUrl: string; readonly timeZone: string },
): readonly FlowNode[] {
  const settings: Readonly<Record<string, object>> = {
    "mqtt-link": localLink(brokerUrl),
    "site-calendar": { ...DAILY_HOURS, timeZone },
    // A test alarm in between would be mistaken for what the demonstration shows: it waits for its button.
    "locker-drill": { site: "MUM01", times: "" },
    // Nobody stands at the demonstration's counter: each opening would be an alarm.
    "locker-visit": { sites: "none", folder: "" },
  };
  return flows.map((node) => ({ ...node, ...settings[node.type] }));
}
