import type { Access } from "../domain/access.ts";
import { type EventCode, type Reported, reportedChange, reportedEvent } from "../domain/dc09-codes.ts";
import { alarmText, numberOf, type Signal, signalOf, type Zone } from "../domain/dc09-signal.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Incident } from "../domain/incident.ts";
import type { TemplateValues } from "../domain/notice.ts";
import type { Register } from "../domain/register.ts";

/** How the alarm receiving centre knows the branch. */
export interface Numbering {
  readonly codes: readonly EventCode[];
  readonly zones: readonly Zone[];
  readonly area: number;
}

type About = Pick<LockerEvent, "site" | "unit" | "locker">;

/** What is to be reported of an incident's change or, without one, of an event; null where nothing is. */
export function signalFor(
  incident: Incident | null,
  event: LockerEvent | null,
  access: Access | null,
  numbering: Numbering,
  register: Register,
): Signal | null {
  const about = incident ?? event;
  const reported = incident ? reportedChange(incident, numbering.codes) : ofEvent(event, access, numbering);
  if (about === null || reported === null) return null;
  return signalOf(reported, numbering.area, numberOf(lockerOf(about, register), numbering.zones));
}

function ofEvent(event: LockerEvent | null, access: Access | null, { codes }: Numbering): Reported | null {
  if (event === null) return null;
  if (event.type === "opened" && access?.inside === false)
    return reportedChange({ cause: "opened-outside-hours", change: "raised" }, codes);
  return reportedEvent(event, codes);
}

/** A unit that serves one locker only stands for that one. */
function lockerOf({ unit, locker }: About, register: Register): string | null {
  if (locker !== null) return locker;
  const [only, ...more] = register.units.get(unit)?.lockers ?? [];
  return more.length === 0 ? (only ?? null) : null;
}

/** A signal, as the outbox keeps it with the notice. */
export function valuesOf(signal: Signal, summary: string): TemplateValues {
  return { ...signal, "incident.summary": summary };
}

/** What `valuesOf` kept. */
export function signalIn(values: TemplateValues): { readonly signal: Signal; readonly words: string } {
  const { sia, cid, ends, area, number } = values;
  return {
    signal: {
      sia: String(sia ?? ""),
      cid: String(cid ?? ""),
      ends: ends === true,
      area: Number(area ?? 0),
      number: Number(number ?? 0),
    },
    words: alarmText(String(values["incident.summary"] ?? "")),
  };
}
