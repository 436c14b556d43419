import type {
  BoardGateway,
  BoardIncident,
  BoardLocker,
  BoardSite,
  BoardUnit,
  BoardVisit,
  HistoryItem,
  IncidentDetail,
} from "../../nodes/control-room/protocol.ts";
import type { DayReport, Opening } from "../../nodes/domain/day-report.ts";
import type { Cause, IncidentState, Priority } from "../../nodes/domain/incident.ts";

/** Things as a gateway would tell a board of them, made up for tests. */

/** Monday 23 November 2026, 03:14:07 in Mumbai. */
export const NIGHT = Date.UTC(2026, 10, 22, 21, 44, 7);
const ZONE = "Asia/Kolkata";

export function gateway(change: Partial<BoardGateway> = {}): BoardGateway {
  return {
    version: "1.0.0",
    now: NIGHT,
    timeZone: ZONE,
    user: "asha",
    canAct: true,
    whyNot: null,
    canRead: true,
    canVisit: true,
    whyNotVisit: null,
    canClaim: true,
    signIn: true,
    problems: [],
    ...change,
  };
}

/** Who may register visits, and nothing else. */
export const COUNTER: Partial<BoardGateway> = {
  ...{ user: "counter", canRead: false, canAct: false, whyNot: "You may not act.", canClaim: false },
};

export function site(id: string, name = id): BoardSite {
  return { id, name, timeZone: ZONE, lastTest: null };
}

export function unit(id: string, change: Partial<BoardUnit> = {}): BoardUnit {
  return {
    id,
    site: id.slice(0, id.indexOf("-")),
    online: true,
    seenAt: NIGHT - 20_000,
    clock: "sntp",
    boot: 17,
    firmware: "1.0.0",
    ...change,
  };
}

export function locker(id: string, unit: string, change: Partial<BoardLocker> = {}): BoardLocker {
  return {
    id,
    site: id.slice(0, id.indexOf("-")),
    unit,
    door: "closed",
    tamper: false,
    at: NIGHT - 3_600_000,
    ...change,
  };
}

export function incident(id: string, change: Partial<BoardIncident> = {}): BoardIncident {
  const locker = change.locker === undefined ? "MUM01-0001" : change.locker;
  return {
    id,
    transition: 1,
    state: "raised",
    cause: "forced",
    priority: 1,
    tier: 1,
    site: "MUM01",
    unit: "MUM01-U01",
    count: 1,
    raisedAt: NIGHT,
    alarmedAt: NIGHT,
    lastEventAt: NIGHT,
    summary: `Locker ${locker} at MUM01 was forced open at 03:14 on 2026-11-23.`,
    condition: "standing",
    acknowledged: null,
    shelved: null,
    reset: null,
    silent: false,
    ...change,
    locker,
  };
}

const PLACES = [
  "Fort, Mumbai",
  "MG Road, Pune",
  "T. Nagar, Chennai",
  "Salt Lake, Kolkata",
  "Indiranagar, Bengaluru",
];
const CITIES = ["MUM", "PUN", "CHE", "KOL", "BLR"];
const CAUSES: readonly (readonly [Cause, Priority, string])[] = [
  [
    "opened-outside-hours",
    1,
    "was opened outside the access hours. The access hours on Mondays are 10:00-17:00",
  ],
  ["held-open", 2, "is held open since 02:51"],
  ["offline", 1, "is offline: what happens there goes unseen until it is back"],
  ["tamper", 1, "reports tampering"],
  ["repeated-denial", 2, "refused access again and again"],
  ["battery-low", 3, "has a low battery"],
];
const STATES: readonly IncidentState[] = [
  "raised",
  "raised",
  "acknowledged",
  "returned",
  "latched",
  "shelved",
];

export interface Bank {
  readonly sites: BoardSite[];
  readonly units: BoardUnit[];
  readonly lockers: BoardLocker[];
  readonly incidents: BoardIncident[];
  /** Absent: no site registers visits. */
  readonly visits?: BoardVisit[];
}

/** A bank of any size, the same one each time; a few lockers stand open or are cut off. */
export function bank(lockers: number, incidents: number, lockersPerSite = 400): Bank {
  const sites = Array.from({ length: Math.ceil(lockers / lockersPerSite) }, (_, at) =>
    site(
      `${CITIES[at % 5]}${String(Math.floor(at / 5) + 1).padStart(2, "0")}`,
      PLACES[at % 5] + (at < 5 ? "" : ` ${Math.floor(at / 5) + 1}`),
    ),
  );
  const units: BoardUnit[] = [];
  const made: BoardLocker[] = [];
  for (let at = 0; at < lockers; at++) {
    const place = sites[Math.floor(at / lockersPerSite)]?.id ?? "";
    const number = at % lockersPerSite;
    const unitId = `${place}-U${String(Math.floor(number / 8) + 1).padStart(2, "0")}`;
    if (number % 8 === 0)
      units.push(
        unit(unitId, { online: at % 504 !== 0 || at === 0, clock: at % 1_208 === 8 ? "estimated" : "sntp" }),
      );
    made.push(
      locker(`${place}-${String(number + 1).padStart(4, "0")}`, unitId, {
        door: at % 97 === 13 ? "open" : "closed",
        tamper: at % 1_501 === 40,
      }),
    );
  }
  return {
    sites,
    units,
    lockers: made,
    incidents: Array.from({ length: incidents }, (_, at) => someIncident(at, made)),
  };
}

function someIncident(at: number, lockers: readonly BoardLocker[]): BoardIncident {
  const place = lockers[(at * 37 + 5) % lockers.length];
  const [cause, priority, what] = CAUSES[at % CAUSES.length] ?? ["forced", 1, "was forced open"];
  const state = STATES[(at * 7) % STATES.length] ?? "raised";
  const when = NIGHT - at * 47_000;
  const deed = { by: at % 2 === 0 ? "asha" : "vikram", at: when + 60_000 };
  const ofUnit = cause === "offline";
  return incident(`incident-${at}`, {
    cause,
    priority,
    state,
    site: place?.site ?? "",
    unit: place?.unit ?? "",
    locker: ofUnit ? null : (place?.id ?? null),
    count: at % 5 === 0 ? 14 : 1,
    tier: state === "raised" && at % 4 === 0 ? 2 : 1,
    raisedAt: when,
    alarmedAt: when,
    lastEventAt: when,
    condition: state === "returned" || state === "latched" ? "returned" : "standing",
    acknowledged: state === "raised" || state === "returned" ? null : deed,
    shelved: state === "shelved" ? { ...deed, until: NIGHT + 3_600_000 } : null,
    summary: `${ofUnit ? `Unit ${place?.unit}` : `Locker ${place?.id}`} at ${place?.site} ${what}.`,
  });
}

/** What a gateway knows more of an incident. */
export function detailOf(incident: BoardIncident): IncidentDetail {
  const access = {
    inside: false,
    code: "outside-hours",
    reason:
      "Opened at 03:14 on Monday 23 November 2026 at the branch's clock; the access hours on Mondays are 10:00-17:00.",
    localTime: "2026-11-23T03:14:07+05:30",
    timeZone: ZONE,
    calendarVersion: "2026-04-01+7c1e22aa",
    uncertain: false,
  } as const;
  const { raisedAt, acknowledged } = incident;
  const first = { by: null, remark: null, state: "raised", tier: 1 } as const;
  return {
    incident,
    isCut: false,
    theft: null,
    transitions: [
      {
        ...first,
        transition: 1,
        at: raisedAt,
        change: "raised",
        event: "MUM01-U01-4211-9f02ab34cd56",
        access,
      },
      {
        ...first,
        transition: 2,
        at: raisedAt + 20_000,
        change: "counted",
        event: "MUM01-U01-4212-17b2ab34cd56",
        access: null,
      },
      ...(acknowledged === null
        ? []
        : [
            {
              transition: 3,
              at: acknowledged.at,
              change: "acknowledged" as const,
              by: acknowledged.by,
              remark: "Branch called, they are looking.",
              state: "acknowledged" as const,
              tier: 1,
              event: null,
              access: null,
            },
          ]),
    ],
  };
}

export function pastEvent(position: number, { id, unit, site }: BoardLocker): HistoryItem {
  return {
    position,
    id: `${unit}-${position}-9f02ab34cd56`,
    site,
    unit,
    locker: id,
    type: position % 2 === 0 ? "opened" : "closed",
    at: NIGHT - (1_000 - position) * 61_000,
    receivedAt: NIGHT - (1_000 - position) * 61_000 + 800,
    late: position % 7 === 0,
    marks: position % 9 === 0 ? ["sequence-gap"] : [],
    door: position % 2 === 0 ? "open" : "closed",
    incident:
      position % 6 === 0
        ? {
            id: "incident-0",
            cause: "opened-outside-hours",
            reason: "The access hours on Mondays are 10:00-17:00.",
          }
        : null,
  };
}

export function visit(id: string, change: Partial<BoardVisit> = {}): BoardVisit {
  return {
    ...{ id, site: "MUM01", locker: "MUM01-0001", hirer: "H-0001", openedBy: "counter", closedBy: null },
    ...{ openedAt: NIGHT - 600_000, dueAt: NIGHT + 1_200_000, closedAt: null, state: "open" },
    ...{ lastOpened: null, lastClosed: null },
    ...change,
  };
}

/** A day of this many openings: every seventh was told in one way only. */
export function dayReport(site: string, day: string, openings = 1_000): DayReport {
  const all = Array.from({ length: openings }, (_, at): Opening => {
    const notice = { hirer: `H-${at % 90}`, attempts: 1, at: NIGHT + at * 1_000, late: false, code: null };
    const when = NIGHT + at * 1_000;
    const isOdd = at % 7 === 0;
    return {
      ...{ eventId: `${site}-U01-${at}`, locker: `${site}-${at}`, at: when, earliest: when, type: "opened" },
      ...{ late: at % 11 === 0, drill: false, visit: at % 3 === 0 ? "visit-1" : null },
      access: {
        inside: at % 5 !== 0,
        code: at % 5 === 0 ? "outside-hours" : "weekly-hours",
        reason: "The access hours.",
        calendarVersion: "1",
      },
      notices: [
        { ...notice, channel: "sms", state: "accepted", providerId: `sms-${at}` },
        isOdd
          ? { ...notice, channel: "email", state: "dead", providerId: null, at: null, code: "mail-refused" }
          : { ...notice, channel: "email", state: "accepted", providerId: `mail-${at}` },
      ],
    };
  });
  const notTold = Math.ceil(openings / 7);
  const states = { accepted: openings, queued: 0, overdue: 0, parked: 0, dead: 0, missing: 0 };
  return {
    ...{ site, siteName: "Fort, Mumbai", day, timeZone: ZONE, from: NIGHT, to: NIGHT + 86_400_000 },
    ...{ madeAt: NIGHT, openings: all, others: [] },
    exceptions: all.slice(0, 30).map(({ at, locker, eventId }) => ({
      ...{ at, kind: "outside-hours", locker, eventId, drill: false, text: `Locker ${locker} was opened.` },
    })),
    sums: {
      ...{ openings, late: 90, inside: openings - 200, outside: 200, undecided: 0, withoutHirers: 0 },
      ...{
        told: openings - notTold,
        notTold,
        states: { sms: states, email: states },
        exceptions: 30,
        drills: 0,
      },
    },
  };
}
