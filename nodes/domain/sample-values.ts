import type { EventType } from "./event.ts";
import { localMoment } from "./local-moment.ts";
import type { TemplateValues } from "./notice.ts";
import type { Audience } from "./recipients.ts";
import type { TextKind, Words } from "./texts.ts";

/** Values for the preview of a text: an invented opening at night, of common length. */

const PLACE = { site: "MUM01", siteName: "Example Bank, Mumbai Fort", redress: "1800 123 4567" };

const STAFF: TemplateValues = {
  ...PLACE,
  unit: "MUM01-U07",
  locker: "MUM01-0001",
  type: "opened",
  date: "22 Nov 2026",
  time: "02:45",
  late: false,
  eventId: "MUM01-U07-4211-a1b2c3d4e5f6",
  reason:
    "Opened at 02:45 on Sunday 22 November 2026 at the branch's clock; the branch has no access hours on Sundays.",
  drill: false,
  "incident.id": "5d2e8a7b-3a54-4d27-9f1c-0b9f6c1e6c31",
  "incident.transition": 2,
  "incident.change": "escalated",
  "incident.news": "nobody has acknowledged it, tier 2",
  "incident.urgency": "SOS",
  "incident.by": "",
  "incident.cause": "opened outside hours",
  "incident.priority": 1,
  "incident.tier": 2,
  "incident.state": "raised",
  "incident.count": 1,
  "incident.summary":
    "Locker MUM01-0001 at MUM01 was opened outside the access hours. Opened at 02:45 on Sunday 22 November 2026 at the branch's clock; the branch has no access hours on Sundays.",
};

export const SAMPLE_VALUES: Readonly<Record<Audience, TemplateValues>> = {
  hirers: {
    ...PLACE,
    locker: "XX0001",
    type: "opened",
    date: "22 Nov 2026",
    time: "10:15",
    late: false,
    eventId: "4211-a1b2c3d4e5f6",
    from: "10:02",
    minutes: 13,
  },
  contact: STAFF,
  "control-room": STAFF,
  topic: STAFF,
  subscriber: {
    ...PLACE,
    locker: "MUM01-0001",
    eventId: "MUM01-U07-4211-a1b2c3d4e5f6",
    insurer: "Example Insurance",
    policy: "P-2026-0815",
    subscription: "S-001",
    consent: "C-77",
    class: "theft-suspected",
    className: "theft suspected",
    location: "MUM01/MUM01-0001",
    description:
      "Locker MUM01-0001 at MUM01 was forced open at 02:45 on 2026-11-22. Theft is suspected; the bank has not confirmed it.",
    timeOfLoss: "2026-11-22T02:45:10+05:30",
    announced: "2026-10-01",
    effective: "2026-12-01",
    noticeDays: 61,
    stage: "police-report",
    previously: "theft suspected on 2026-11-22T02:45:12+05:30, reference MUM01-U07-4211-a1b2c3d4e5f6",
    policeReport: "FIR 118/2026, Fort, 2026-11-22",
    news: "changed",
    refersTo: "MUM01:*:branch-closing:2026-11-15",
  },
};

/** The opening of the preview, in the words of a language; a visit that is over for `visit-summary`. */
export function hirerSample(words: Words, kind: TextKind): TemplateValues {
  const { date, time } = localMoment(SAMPLED_AT, "Asia/Kolkata", words.language);
  const { from, minutes, ...values } = SAMPLE_VALUES.hirers;
  const type = SAMPLE_TYPES[kind];
  const sample = { ...values, date, time, type: words.types[type] ?? type.replaceAll("-", " ") };
  return kind === "visit-summary" ? { ...sample, from: from ?? "", minutes: minutes ?? 0 } : sample;
}

/** 10:15 on 22 November 2026 in Mumbai, milliseconds since 1970. */
const SAMPLED_AT = Date.UTC(2026, 10, 22, 4, 45);

const SAMPLE_TYPES: Readonly<Record<TextKind, EventType>> = {
  opened: "opened",
  closed: "closed",
  "visit-summary": "closed",
  "left-open": "held-open",
  other: "visit-opened",
};
