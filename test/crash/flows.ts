import { resolve } from "node:path";
import { DAILY_HOURS, localLink } from "../../gateway/local/demo-flows.ts";
import { type FlowNode, readFlows } from "../../gateway/local/merge-flows.ts";
import type { Hours } from "./hours.ts";

const FLOWS = resolve(import.meta.dirname, "../../flows");
/** Above the traffic, so that buckets do not decide how long a run takes. */
const PER_SECOND = 300;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Tell how an open incident stands, and so name that instead of an event: "control room: who acts". */
const TELLS_UPDATES: ReadonlySet<string> = new Set(["2a00000000000015", "4a00000000000016"]);

/**
 * The bundled flows, with this run's broker and hours. Each event renews the alarm, time alone tells nobody anything,
 * and the control room's short messages name the event too: so what must arrive follows from each event alone.
 */
export function crashFlows(brokerUrl: string, hours: Hours): readonly FlowNode[] {
  const schedule = { id: "run", validFrom: "2020-01-01", rules: [] };
  const settings: Readonly<Record<string, object>> = {
    "mqtt-link": { ...localLink(brokerUrl), version: "5" },
    "site-calendar": {
      ...DAILY_HOURS,
      timeZone: hours.timeZone,
      schedules: [{ ...schedule, ...Object.fromEntries(DAYS.map((day) => [day, hours.text])) }],
    },
    "access-window": { lateClose: false },
    "locker-drill": { site: "MUM01", times: "" },
    // Nobody registers visits: each opening would be an alarm.
    "locker-visit": { sites: "none", folder: "" },
    "aws-account": { smsPerSecond: PER_SECOND, topicPerSecond: PER_SECOND },
    "email-notify": { perSecond: PER_SECOND },
    "sos-alert": {
      alarmAgainAfter: 0,
      escalation: ["1", "2", "3"].map((priority) => ({ priority, escalate: "", repeat: "0" })),
    },
  };
  return readFlows(FLOWS).map((node) => ({
    ...node,
    ...settings[node.type],
    ...(node.type === "sns-notify" && node.to === "control-room"
      ? { text: `${node.text} Event {{eventId}}` }
      : {}),
    ...(TELLS_UPDATES.has(node.id) ? { text: "Event update{{incident.transition}}-{{incident.id}}" } : {}),
  }));
}
