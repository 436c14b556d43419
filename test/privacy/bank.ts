import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PersonalData } from "./people.ts";

/** Sites, units and lockers of the run; the first locker has two hirers. */
export const SITE = "MUM01";
export const UNITS = ["MUM01-U01", "MUM01-U02"] as const;
export const LOCKERS = { joint: "MUM01-0001", single: "MUM01-0002", third: "MUM01-0003" } as const;

/** Hirers whom nobody else may be told of, the gateway's own files included. */
export const HIRERS: readonly (PersonalData & { readonly id: string; readonly locker: string })[] = [
  {
    ...{ id: "H-7001", locker: LOCKERS.joint, names: ["Zubeida Quettarvala"] },
    ...{ phones: ["+919876540123"], emails: ["zubeida.q7x@mail-one.example"] },
  },
  {
    ...{ id: "H-7002", locker: LOCKERS.joint, names: ["Wilhelmina Oyelaran-Fx"] },
    ...{ phones: ["+919765430988", "+919654320877"], emails: ["wil.oyelfx@mail-two.example"] },
  },
  {
    ...{ id: "H-7003", locker: LOCKERS.single, names: ["अनामिका चट्टोपाध्याय"] },
    ...{ phones: ["+919543210766"], emails: ["anamika9chatto@mail-three.example"] },
  },
  {
    ...{ id: "H-7004", locker: LOCKERS.third, names: ["Xavierine Tholasz"] },
    ...{ phones: ["+919432109655"], emails: ["xtholasz@mail-four.example"] },
  },
];

/** People and desks of the bank. */
export const CONTACTS: readonly (PersonalData & { readonly id: string; readonly role: string })[] = [
  {
    ...{ id: "night-desk", role: "control-room", names: ["Ngozi Brzeczyszcz"] },
    ...{ phones: ["+919321098544"], emails: ["ngozi.brz@desk.example"] },
  },
  {
    ...{ id: "fort-manager", role: "branch-manager", names: ["Fionnghuala Desrivieres"] },
    ...{ phones: ["+919210987433"], emails: ["fdesriv@branch.example"] },
  },
  {
    ...{ id: "security", role: "security-head", names: ["Kaikhushru Vankadia"] },
    ...{ phones: ["+919109876322"], emails: ["k.vankadia@security.example"] },
  },
];

/** In rows that cannot be used, of which the register speaks. */
export const FAULTY: readonly PersonalData[] = [
  {
    names: ["Oluwadamilola Przybylski"],
    phones: ["+919098765211"],
    emails: ["olu.przyb@mail-five.example"],
  },
];

export const PEOPLE: readonly PersonalData[] = [...HIRERS, ...CONTACTS, ...FAULTY];

export const topicOf = (name: string) => `arn:aws:sns:ap-south-1:000000000000:${name}`;
export const TOPICS = ["locker-sos", "insurer-arka"] as const;

const [faulty] = FAULTY;

/** Rows with values that cannot be used: each is a problem that is told. */
const SPOILT: readonly string[] = [
  `H-7005,${LOCKERS.third},${faulty?.names[0]},zz-not,${faulty?.phones[0]?.replace("+91", "")},${faulty?.emails[0]?.replace("@", "(at)")}`,
  `${faulty?.names[0]},${LOCKERS.third},,en,${faulty?.phones[0]}x,${faulty?.emails[0]}@`,
  `${faulty?.emails[0]},${faulty?.phones[0]},"${faulty?.names[0]}`,
];

/** Writes the register where the bundled flows look for it. @param spoilt with rows that cannot be used */
export function writeRegister(userDir: string, spoilt = false): void {
  const folder = join(userDir, "smart-lockers", "register");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files: Readonly<Record<string, readonly string[]>> = {
    "sites.csv": ["site,name,redress,time_zone", `${SITE},Fort,1800 000 111,Asia/Kolkata`],
    "units.csv": ["unit,site", ...UNITS.map((unit) => `${unit},${SITE}`)],
    "lockers.csv": [
      "locker,unit",
      ...Object.values(LOCKERS).map(
        (locker) => `${locker},${locker === LOCKERS.third ? UNITS[1] : UNITS[0]}`,
      ),
    ],
    "hirers.csv": [
      "hirer,locker,name,language,phones,emails",
      ...HIRERS.map((one) => [one.id, one.locker, ...personCells(one)].join(",")),
      ...(spoilt ? SPOILT : []),
    ],
    "contacts.csv": [
      "contact,role,site,name,language,phones,emails,topic",
      ...CONTACTS.map((one) =>
        [
          one.id,
          one.role,
          SITE,
          ...personCells(one),
          one.role === "control-room" ? topicOf(TOPICS[0]) : "",
        ].join(","),
      ),
      ...(spoilt
        ? [`${faulty?.names[0]},security-head,,${faulty?.names[0]},en,${faulty?.phones[0]},,arn:x`]
        : []),
    ],
    "subscriptions.csv": [
      "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
      `SUB-ARKA,Arka General,P-1,,,theft-suspected,2025-01-01,,C-1,no,topic,${topicOf(TOPICS[1])}`,
      `SUB-SETU,Setu Assurance,P-2,,,theft-suspected,2025-01-01,,C-2,no,email,claims-desk@setu.example`,
    ],
  };
  for (const [name, rows] of Object.entries(files))
    writeFileSync(join(folder, name), rows.map((row) => `${row}\n`).join(""), { mode: 0o600 });
}

function personCells({ names, phones, emails }: PersonalData): readonly string[] {
  return [names[0] ?? "", "en", phones.join(";"), emails.join(";")];
}
