import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAILY_HOURS, localLink } from "../../gateway/local/demo-flows.ts";
import { lockerName, SITE, unitName } from "./events.ts";

export const CLIENT_ID = "bench-gateway";

export interface LockerFlow {
  readonly brokerPort: number;
  readonly snsUrl: string;
  /** In which it is night during the run. */
  readonly timeZone: string;
}

/** Our nodes as the bundled flows use them, ending in one topic; the rates are no limit. */
export function lockerFlow({ brokerPort, snsUrl, timeZone }: LockerFlow): readonly object[] {
  const z = "c0";
  return [
    { id: z, type: "tab", label: "smart lockers" },
    { id: "c1", type: "locker-register", name: "" },
    {
      id: "c2",
      type: "mqtt-link",
      register: "c1",
      ...localLink(`mqtt://127.0.0.1:${brokerPort}`),
      version: "5",
      clientId: CLIENT_ID,
    },
    { id: "c3", type: "site-calendar", ...DAILY_HOURS, timeZone },
    {
      id: "c4",
      type: "aws-account",
      region: "eu-central-1",
      identity: "default",
      snsEndpoint: snsUrl,
      smsPerSecond: 10_000,
      topicPerSecond: 100_000,
    },
    { id: "c5", type: "locker-event-in", z, link: "c2", types: [], wires: [["c6"], [], []] },
    { id: "c6", type: "access-window", z, calendar: "c3", wires: [[], ["c7"]] },
    {
      id: "c7",
      type: "switch",
      z,
      property: "payload.type",
      propertyType: "msg",
      rules: [{ t: "eq", v: "opened", vt: "str" }],
      checkall: "true",
      repair: false,
      outputs: 1,
      wires: [["c8"]],
    },
    {
      id: "c8",
      type: "sns-notify",
      z,
      account: "c4",
      register: "c1",
      to: "topic",
      topic: "arn:aws:sns:eu-central-1:000000000000:control-room",
      subject: "SOS {{locker}}",
      text: "SOS: locker {{locker}} {{type}} at {{time}} on {{date}}. {{reason}} Event {{eventId}}",
      wires: [[], []],
    },
  ];
}

/** A register of one site where each unit guards one locker. */
export function placeLockers(userDir: string, units: number): void {
  const folder = join(userDir, "smart-lockers", "register");
  mkdirSync(folder, { recursive: true });
  const all = Array.from({ length: units }, (_, unit) => unit);
  const tables: Readonly<Record<string, readonly string[]>> = {
    sites: ["site,name,redress,time_zone", `${SITE},The bench,1800 000 111,Asia/Kolkata`],
    units: ["unit,site", ...all.map((unit) => `${unitName(unit)},${SITE}`)],
    lockers: [
      "locker,unit,closure_kind,closure_announced,closure_effective",
      ...all.map((unit) => `${lockerName(unit)},${unitName(unit)},,,`),
    ],
    contacts: ["role,site,name,language,phones,emails,topic"],
    hirers: ["hirer,locker,name,language,phones,emails"],
    subscriptions: [
      "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
    ],
  };
  for (const [name, lines] of Object.entries(tables)) {
    writeFileSync(join(folder, `${name}.csv`), `${lines.join("\n")}\n`, { mode: 0o600 });
  }
}
