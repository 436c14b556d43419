import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planFleet, type UnitPlan } from "../../firmware/simulator/plan.ts";

/** A hirer of one or more lockers. */
export interface Hirer {
  readonly id: string;
  readonly lockers: readonly string[];
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

/** Somebody the bank named for a role: at one site, or (null) wherever a site names nobody of its own. */
export interface Desk {
  readonly role: "control-room" | "branch-manager";
  readonly site: string | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly topics: readonly string[];
}

/** An insurer's subscription. */
export interface Insurer {
  readonly id: string;
  /** Empty: everywhere. */
  readonly sites: readonly string[];
  /** Empty: all of them. */
  readonly lockers: readonly string[];
  readonly classes: readonly string[];
  readonly until: string;
  readonly withdrawn: boolean;
  readonly channel: "topic" | "email";
  readonly address: string;
}

/** Who is who, as the harness knows it; the register's files are written from it and never read back. */
export interface Bank {
  readonly units: readonly UnitPlan[];
  readonly hirers: readonly Hirer[];
  readonly desks: readonly Desk[];
  readonly insurers: readonly Insurer[];
}

const SITES = ["MUM01", "DEL02"] as const;
const UNITS_PER_SITE = 4;
const LOCKERS_PER_UNIT = 4;

export const topicOf = (name: string) => `arn:aws:sns:ap-south-1:000000000000:${name}`;

/** Two sites with 32 lockers: single and joint hirers, two lockers of one hirer, two numbers, no mailbox. */
export function makeBank(): Bank {
  const units = SITES.flatMap((site) =>
    planFleet({ site, units: UNITS_PER_SITE, lockersPerUnit: LOCKERS_PER_UNIT }),
  );
  const lockers = units.flatMap((unit) => unit.lockers);
  const hirers = lockers.flatMap((locker, index) => {
    const own = hirer(`H-${1001 + index}`, [locker], index);
    return index % 8 === 0 ? [own, hirer(`H-${2001 + index}`, [locker], 100 + index)] : [own];
  });
  const [first = "", second = "", third = ""] = [lockers[1], lockers[6], lockers[20]];
  return {
    units,
    hirers: [
      ...hirers,
      hirer("H-3001", [first, third], 200),
      { ...hirer("H-3002", [second], 201), phones: [phone(201), phone(202)] },
      { ...hirer("H-3003", [third], 203), emails: [] },
    ],
    desks: [
      desk("control-room", null, 300, ["locker-sos"]),
      desk("control-room", "DEL02", 310, ["locker-sos-delhi"]),
      { ...desk("control-room", "DEL02", 311, []), emails: [] },
      desk("branch-manager", "MUM01", 320, []),
      desk("branch-manager", "DEL02", 321, []),
    ],
    insurers: [
      insurer("SUB-ALL", { channel: "topic", address: topicOf("insurer-all") }),
      insurer("SUB-MUM", { channel: "topic", address: topicOf("insurer-mumbai"), sites: ["MUM01"] }),
      insurer("SUB-FEW", { lockers: [first, second, third], address: "claims@few.example" }),
      insurer("SUB-GONE", { withdrawn: true, address: "claims@gone.example" }),
      insurer("SUB-PAST", { until: "2025-06-30", address: "claims@past.example" }),
      insurer("SUB-ELSE", { classes: ["closure-surrendered"], address: "claims@else.example" }),
    ],
  };
}

/** Every topic that somebody of the bank is told by. */
export function topicsOf({ desks, insurers }: Bank): readonly string[] {
  return [
    ...desks.flatMap(({ topics }) => topics),
    ...insurers.flatMap(({ channel, address }) => (channel === "topic" ? [address] : [])),
  ];
}

/** Writes the register where the bundled flows look for it, below Node-RED's user directory. */
export function writeRegister(bank: Bank, userDir: string): void {
  const folder = join(userDir, "smart-lockers", "register");
  mkdirSync(folder, { recursive: true });
  const several = (values: readonly string[]) => values.join(";");
  const files: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "sites.csv": [
      ["site", "name", "redress"],
      ...SITES.map((site) => [site, `Branch ${site}`, "1800 000 111"]),
    ],
    "units.csv": [["unit", "site"], ...bank.units.map(({ unit, site }) => [unit, site])],
    "lockers.csv": [
      ["locker", "unit"],
      ...bank.units.flatMap(({ unit, lockers }) => lockers.map((locker) => [locker, unit])),
    ],
    "hirers.csv": [
      ["hirer", "locker", "name", "language", "phones", "emails"],
      ...bank.hirers.flatMap(({ id, lockers, phones, emails }) =>
        lockers.map((locker) => [
          id,
          locker,
          `Hirer ${id}`,
          "en",
          several(phones),
          several(emails) || "none",
        ]),
      ),
    ],
    "contacts.csv": [
      ["role", "site", "name", "language", "phones", "emails", "topic"],
      ...bank.desks.map(({ role, site, phones, emails, topics }, index) => [
        ...[role, site ?? "", `Desk ${index + 1}`, "en"],
        ...[several(phones), several(emails), several(topics)],
      ]),
    ],
    "subscriptions.csv": [
      [
        ...["subscription", "insurer", "policy", "sites", "lockers", "classes"],
        ...["since", "until", "consent", "withdrawn", "channel", "address"],
      ],
      ...bank.insurers.map((one) => [
        ...[one.id, `Insurer ${one.id}`, `P-${one.id}`, several(one.sites), several(one.lockers)],
        ...[several(one.classes), "2025-01-01", one.until, `C-${one.id}`],
        ...[one.withdrawn ? "yes" : "", one.channel, one.address],
      ]),
    ],
  };
  for (const [name, rows] of Object.entries(files)) {
    const file = join(folder, name);
    writeFileSync(file, `${rows.map((cells) => cells.join(",")).join("\n")}\n`);
    chmodSync(file, 0o600);
  }
}

/** Numbers that could exist, in a range that the demonstration does not use. */
const phone = (number: number) => `+91812347${String(number).padStart(4, "0")}`;

function hirer(id: string, lockers: readonly string[], number: number): Hirer {
  return { id, lockers, phones: [phone(number)], emails: [`${id.toLowerCase()}@hirers.example`] };
}

function desk(role: Desk["role"], site: string | null, number: number, topics: readonly string[]): Desk {
  const emails = [`${role}-${number}@bank.example`];
  return { role, site, phones: [phone(number)], emails, topics: topics.map(topicOf) };
}

function insurer(id: string, given: Partial<Insurer> & Pick<Insurer, "address">): Insurer {
  return {
    ...{ id, sites: [], lockers: [], classes: ["theft-suspected"], until: "", withdrawn: false },
    ...{ channel: "email" as const },
    ...given,
  };
}
