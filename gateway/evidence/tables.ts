import { type Body, flagOf, numberOf, partOf, textOf } from "./body.ts";
import type { Cell } from "./csv.ts";
import type { GivenRecord } from "./given-record.ts";
import { type LocalTime, utc } from "./local-time.ts";

/** One kind of thing that a pack tells of: a JSON file and a CSV file with the same rows. */
export interface Table {
  readonly name: string;
  /** What it holds, for the report. */
  readonly holds: string;
  /** Behind those of every table: `chain`, `record`, `recordedAt`. */
  readonly columns: readonly string[];
  /** The cells of a record that belongs here, in the order of the columns; null for any other record. */
  readonly cells: (record: GivenRecord, clock: LocalTime) => readonly Cell[] | null;
}

const VISITS: ReadonlySet<string> = new Set([
  "visit-opened",
  "visit-closed",
  "no-visit",
  "unattended",
  "still-inside",
]);
export const THEFTS: ReadonlySet<string> = new Set(["theft-confirmed", "police-report", "theft-unfounded"]);
const ACTS: ReadonlySet<string> = new Set(["acknowledged", "shelved", "reset"]);
const OUTCOME = /^notice-(.+)$/;

export const TABLES: readonly Table[] = [
  {
    name: "events",
    holds: "what the locker and its unit reported, and what the gateway found",
    columns: [
      ...[
        "event",
        "type",
        "locker",
        "unit",
        "boot",
        "seq",
        "happenedAt",
        "happenedLocal",
        "earliestAt",
        "unitTime",
      ],
      ...["clock", "late", "marks", "door", "tamper", "uptimeMs", "data", "extra"],
    ],
    cells: ({ kind, ref, body }, clock) => {
      if (kind !== "event") return null;
      const { latest, earliest } = happened(body);
      return [
        ...[ref, textOf(body, "type"), textOf(body, "locker"), textOf(body, "unit"), numberOf(body, "boot")],
        ...[
          numberOf(body, "seq"),
          utc(latest),
          clock.local(latest),
          utc(earliest),
          utc(numberOf(body, "at")),
        ],
        ...[textOf(body, "clock"), flagOf(body, "late"), listed(body.marks), textOf(body, "door")],
        ...[flagOf(body, "tamper"), numberOf(body, "uptime"), partOf(body, "data"), partOf(body, "extra")],
      ];
    },
  },
  {
    name: "decisions",
    holds: "whether an opening was inside the access hours, why, and by which version of the calendar",
    columns: [
      ...[
        "event",
        "node",
        "inside",
        "code",
        "reason",
        "localTime",
        "timeZone",
        "calendarVersion",
        "uncertain",
      ],
    ],
    cells: ({ kind, ref, body }) => {
      if (kind !== "decision") return null;
      const access = partOf(body, "access");
      return [
        ...[
          ref,
          textOf(body, "node"),
          flagOf(access, "inside"),
          textOf(access, "code"),
          textOf(access, "reason"),
        ],
        ...[textOf(access, "localTime"), textOf(access, "timeZone"), textOf(access, "calendarVersion")],
        flagOf(access, "uncertain"),
      ];
    },
  },
  {
    name: "incidents",
    holds: "every change of every incident, with what gave cause for it",
    columns: [
      ...[
        "incident",
        "transition",
        "change",
        "state",
        "condition",
        "cause",
        "priority",
        "tier",
        "events",
        "summary",
      ],
      ...["raisedAt", "locker", "unit", "event", "by", "remark", "silent", "drill"],
    ],
    cells: ({ kind, ref, body }) => {
      if (kind !== "incident") return null;
      const incident = partOf(body, "incident");
      return [
        ...[ref, numberOf(incident, "transition"), textOf(body, "change"), textOf(incident, "state")],
        ...[textOf(incident, "condition"), textOf(incident, "cause"), numberOf(incident, "priority")],
        ...[numberOf(incident, "tier"), numberOf(incident, "count"), textOf(incident, "summary")],
        ...[utc(numberOf(incident, "raisedAt")), textOf(incident, "locker"), textOf(incident, "unit")],
        ...[textOf(body, "event"), textOf(body, "by"), textOf(body, "remark"), flagOf(incident, "silent")],
        flagOf(incident, "drill") ?? false,
      ];
    },
  },
  {
    name: "acknowledgements",
    holds: "who acknowledged, shelved or reset an incident, by the name they sign in with, and when",
    columns: ["incident", "transition", "change", "by", "doneAt", "doneLocal", "event"],
    cells: (record, clock) => {
      const act = actIn(record);
      if (act === null) return null;
      const { incident, transition, change, by, at } = act;
      return [incident, transition, change, by, utc(at), clock.local(at), record.ref];
    },
  },
  {
    name: "visits",
    holds: "registered visits, and what did not fit to one; the hirer as a reference, never by name",
    columns: ["event", "type", "happenedAt", "happenedLocal", "visit", "hirer", "by", "data"],
    cells: ({ kind, ref, body }, clock) => {
      const type = textOf(body, "type");
      if (kind !== "event" || type === null || !VISITS.has(type)) return null;
      const { latest } = happened(body);
      const data = partOf(body, "data");
      return [
        ...[ref, type, utc(latest), clock.local(latest), textOf(data, "visit"), textOf(data, "hirer")],
        ...[textOf(data, "by"), data],
      ];
    },
  },
  {
    name: "theft",
    holds: "what named officers said of a suspected theft; that it is suspected says the incident",
    columns: ["kind", "ref", "stage", "by", "remark", "data"],
    cells: ({ kind, ref, body }) => {
      const type = textOf(body, "type");
      const isEvent = kind === "event" && type !== null && THEFTS.has(type);
      if (!isEvent && !kind.startsWith("theft")) return null;
      const said = isEvent ? partOf(body, "data") : body;
      return [kind, ref, isEvent ? type : stageIn(said), officerIn(said), textOf(said, "remark"), said];
    },
  },
  {
    name: "notices",
    holds: "every message that was to be sent: to whom (as references), about what, and by when",
    columns: [
      ...[
        "notice",
        "subject",
        "channel",
        "recipientKind",
        "recipient",
        "class",
        "severity",
        "locker",
        "drill",
      ],
      ...["askedAt", "askedLocal", "dueAt", "text", "values"],
    ],
    cells: ({ kind, ref, body }, clock) => {
      if (kind !== "notice") return null;
      const recipient = partOf(body, "recipient");
      const asked = numberOf(body, "createdAt");
      return [
        ...[
          textOf(body, "key"),
          ref,
          textOf(body, "channel"),
          textOf(recipient, "kind"),
          recipientIn(recipient),
        ],
        ...[textOf(body, "class"), textOf(body, "severity"), textOf(body, "locker"), flagOf(body, "drill")],
        ...[utc(asked), clock.local(asked), utc(numberOf(body, "overdueAt"))],
        ...[textOf(partOf(body, "template"), "text"), partOf(body, "values")],
      ];
    },
  },
  {
    name: "outcomes",
    holds: "what became of each message: accepted, with the provider's id; parked; dead; overdue",
    columns: ["notice", "result", "resultLocal", "attempts", "providerId", "code"],
    cells: ({ kind, ref, at, body }, clock) => {
      const result = OUTCOME.exec(kind)?.[1];
      if (result === undefined) return null;
      return [
        ...[ref, result, clock.local(at), numberOf(body, "attempts"), textOf(body, "providerId")],
        textOf(body, "code"),
      ];
    },
  },
  {
    name: "configuration",
    holds: "when the flows, a calendar or the register were not what they were before, as keyed hashes",
    columns: ["part", "before", "now"],
    cells: ({ kind, ref, body }) =>
      kind === "configuration" ? [ref, textOf(body, "before"), textOf(body, "now")] : null,
  },
  {
    name: "other",
    holds: "everything else that is recorded, such as erasures and earlier exports",
    columns: ["kind", "ref", "body"],
    cells: ({ kind, ref, body }) => (isToldElsewhere(kind) ? null : [kind, ref, body]),
  },
];

/** Columns that every table begins with. */
export const COLUMNS = ["chain", "record", "recordedAt"] as const;

export interface Act {
  readonly incident: string | null;
  readonly transition: number | null;
  readonly change: string;
  readonly by: string | null;
  readonly at: number | null;
}

/**
 * What a person did with an incident. It is told by an event that is written together with the change, and without the
 * remark, so that it can be shown also where the remark is not.
 */
export function actIn({ kind, body }: GivenRecord): Act | null {
  if (kind !== "event" || textOf(body, "type") !== "incident-changed") return null;
  const data = partOf(body, "data");
  const incident = partOf(data, "incident");
  const change = textOf(data, "change");
  if (change === null || !ACTS.has(change)) return null;
  // An incident keeps each deed under the name of the change.
  const deed = partOf(incident, change);
  return {
    incident: textOf(incident, "id"),
    transition: numberOf(incident, "transition"),
    change,
    by: textOf(deed, "by"),
    at: numberOf(deed, "at") ?? numberOf(body, "receivedAt"),
  };
}

/** When an event happened; two moments where that is not known exactly. Milliseconds since 1970. */
export function happened(body: Body): { readonly earliest: number | null; readonly latest: number | null } {
  const occurred = partOf(body, "occurred");
  return { earliest: numberOf(occurred, "earliest"), latest: numberOf(occurred, "latest") };
}

/** The recipient as a reference into the register. */
export function recipientIn(recipient: Body | null): string | null {
  const kind = textOf(recipient, "kind");
  if (kind === "contact") return `${textOf(recipient, "role")} ${textOf(recipient, "contact")}`;
  return textOf(recipient, "id") ?? textOf(recipient, "arn") ?? textOf(recipient, "account");
}

function stageIn(said: Body | null): string | null {
  return textOf(said, "stage") ?? textOf(partOf(said, "case"), "stage");
}

function officerIn(said: Body | null): string | null {
  return textOf(said, "by");
}

function listed(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

const ELSEWHERE: ReadonlySet<string> = new Set(["event", "decision", "incident", "notice", "configuration"]);

function isToldElsewhere(kind: string): boolean {
  return ELSEWHERE.has(kind) || OUTCOME.test(kind) || kind.startsWith("theft");
}
