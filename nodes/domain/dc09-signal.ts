import type { Reported } from "./dc09-codes.ts";

/** What SIA-DCS and ADM-CID say of an alarm, each in its own form (ANSI/SIA DC-09, 5.5.1.7). */

export const TOKENS = ["SIA-DCS", "ADM-CID"] as const;
export type Dc09Token = (typeof TOKENS)[number];

/** An alarm or its end, at a place that the alarm receiving centre knows by numbers. */
export interface Signal extends Pick<Reported, "ends"> {
  /** SIA DC-03 letters and Contact ID digits; "" where that form does not report it. */
  readonly sia: string;
  readonly cid: string;
  /** Area (SIA) or partition (Contact ID), 0 to 99. */
  readonly area: number;
  /** Zone: the locker's number, 0 where it has none. */
  readonly number: number;
}

/** Three digits of Contact ID do not number all lockers of a large branch: each thousand is a partition of its own. */
const CID_ZONES = 1_000;
const CID_PARTITIONS = 100;
/** Of a locker. */
export const LARGEST_NUMBER = 99_999;

/** Null where the code of this form is empty, and so nothing is reported. */
export function signalOf({ code, ends }: Reported, area: number, number: number): Signal | null {
  const sia = ends ? code.restore : code.sia;
  const cid = ends && code.restore === "" ? "" : code.cid;
  return sia === "" && cid === "" ? null : { sia, cid, ends, area, number };
}

/** The first brackets of a message; null where this form does not report it. */
export function dataOf(signal: Signal, token: Dc09Token, account: string): string | null {
  const { sia, cid, ends, area, number } = signal;
  if (token === "SIA-DCS")
    return sia === "" ? null : `#${account}|Nri${area}/${sia}${String(number).padStart(3, "0")}`;
  if (cid === "") return null;
  const partition = area + Math.floor(number / CID_ZONES);
  const [group, zone] = partition < CID_PARTITIONS ? [partition, number % CID_ZONES] : [area, 0];
  return `#${account}|${ends ? 3 : 1}${cid} ${String(group).padStart(2, "0")} ${String(zone).padStart(3, "0")}`;
}

/** A locker that the bank has given another number than its name ends with. */
export interface Zone {
  readonly locker: string;
  readonly number: number;
}

/** The number of a locker: its own in the table, otherwise that which its name ends with, otherwise 0. */
export function numberOf(locker: string | null, zones: readonly Zone[]): number {
  if (locker === null) return 0;
  const given = zones.find((zone) => zone.locker === locker);
  if (given !== undefined) return given.number;
  const own = Number(/(\d+)$/.exec(locker)?.[1] ?? 0);
  return own <= LARGEST_NUMBER ? own : 0;
}

/** Characters of an alarm text; the standard has room for more. */
const TEXT_CHARACTERS = 200;

/** Extended data "I": the alarm in words. Brackets, bars and quotes would end it early. */
export function alarmText(text: string): string {
  const plain = text
    .replace(/[[\]|"]/g, " ")
    .replace(/[^\x20-\x7e\xa0-\xff]+/g, " ")
    .replace(/ {2,}/g, " ");
  return `I${plain.slice(0, TEXT_CHARACTERS).trim()}`;
}
