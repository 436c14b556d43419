import { flagOf, partOf, textOf } from "./body.ts";
import type { GivenRecord } from "./given-record.ts";
import type { Place } from "./pack-format.ts";
import { actIn, happened, recipientIn } from "./tables.ts";

export interface TimelineEntry {
  readonly place: Place;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
  /** The earliest moment at which it can have happened, where that is not known exactly. */
  readonly earliest: number | null;
  readonly tone: "event" | "alarm" | "told" | "act" | "other";
  readonly what: string;
  readonly detail: string;
  readonly about: string;
}

/** The record as an entry of the report's timeline; null for one that only repeats another. */
export function entryOf(record: GivenRecord): TimelineEntry | null {
  const { site, n, at, kind, ref, body } = record;
  const entry = (tone: TimelineEntry["tone"], what: string, detail: string): TimelineEntry => ({
    ...{ place: { site, n }, at, earliest: null, tone, what, detail, about: ref },
  });
  const act = actIn(record);
  if (act !== null) {
    const done = entry(
      "act",
      `${act.by ?? "Somebody"} ${ACTS[act.change]}`,
      `incident ${act.incident ?? "unknown"}`,
    );
    return { ...done, at: act.at ?? at };
  }
  switch (kind) {
    case "event": {
      const type = textOf(body, "type") ?? "unknown";
      if (type === "incident-changed") return null;
      const { earliest, latest } = happened(body);
      const subject = textOf(body, "locker") ?? `unit ${textOf(body, "unit") ?? "unknown"}`;
      const found = entry("event", type, eventDetail(record, subject));
      return { ...found, at: latest ?? at, earliest: earliest === latest ? null : earliest };
    }
    case "decision": {
      const access = partOf(body, "access");
      const verdict =
        flagOf(access, "inside") === true ? "inside the access hours" : "outside the access hours";
      return entry(
        flagOf(access, "inside") === true ? "other" : "alarm",
        `judged ${verdict}`,
        `${textOf(access, "reason") ?? ""} Calendar ${textOf(access, "calendarVersion") ?? "unknown"}.`.trim(),
      );
    }
    case "incident": {
      const incident = partOf(body, "incident");
      const change = textOf(body, "change") ?? "changed";
      // What a person did is told by the event that was written with it.
      const remark = textOf(body, "remark");
      const by = textOf(body, "by");
      if (by !== null) return entry("act", `remark of ${by}`, `${change}: ${remark ?? ""}`);
      return entry("alarm", `incident ${change}`, textOf(incident, "summary") ?? "");
    }
    case "notice":
      return entry(
        "told",
        `${textOf(body, "channel") ?? "message"} asked for`,
        `to ${textOf(partOf(body, "recipient"), "kind") ?? ""} ${recipientIn(partOf(body, "recipient")) ?? "unknown"}, about ${textOf(body, "class") ?? "it"}`,
      );
    case "notice-accepted":
      return entry("told", "provider accepted", providerOf(record));
    case "theft":
      return entry(
        "act",
        `${textOf(body, "by") ?? "Somebody"} on theft: ${textOf(body, "stage") ?? "unknown"}`,
        textOf(body, "remark") ?? "",
      );
    case "configuration":
      return entry("other", "configuration changed", ref);
    case "export":
      return entry("other", "evidence pack asked for", exportDetail(record));
    default:
      return entry("other", kind, ref);
  }
}

const ACTS: Readonly<Record<string, string>> = {
  acknowledged: "acknowledged",
  shelved: "put on the shelf",
  reset: "reset",
};

function eventDetail({ body }: GivenRecord, subject: string): string {
  const marks = Array.isArray(body.marks) ? body.marks.filter((mark) => typeof mark === "string") : [];
  const by = textOf(partOf(body, "data"), "by");
  return [
    subject,
    ...(by === null ? [] : [`by ${by}`]),
    ...(flagOf(body, "late") === true ? ["reported late"] : []),
    ...marks,
  ].join(", ");
}

function providerOf({ body }: GivenRecord): string {
  const id = textOf(body, "providerId");
  return id === null || id === "" ? "without an id" : `id ${id}`;
}

function exportDetail({ body }: GivenRecord): string {
  const by = textOf(body, "by");
  const purpose = textOf(body, "purpose");
  const kind = flagOf(body, "masked") === false ? "with personal data" : "masked";
  return [kind, ...(by === null ? [] : [`by ${by}`]), ...(purpose === null ? [] : [`for: ${purpose}`])].join(
    ", ",
  );
}
