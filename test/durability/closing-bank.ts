import { readRegister } from "../../nodes/domain/register-read.ts";
import { lines } from "../domain/register-tables.ts";

const DAY_MS = 86_400_000;

/** When the branch closes, ISO date. */
export function closesOn(round: number): string {
  return new Date(Date.UTC(2027, 2, 1) + (round % 1000) * DAY_MS).toISOString().slice(0, 10);
}

/** A branch that closes, and two insurers who are told. */
export function closingBank(round: number) {
  const insurer = (id: string) => `${id},Bima Ltd,P-77,,,closure-branch-closing,,,C-1,,email,${id}@b.example`;
  return readRegister({
    "sites.csv": lines(
      "site,name,redress,closure_kind,closure_announced,closure_effective",
      `MUM01,Fort,+912266000000,branch-closing,2026-11-01,${closesOn(round)}`,
    ),
    "units.csv": lines("unit,site"),
    "lockers.csv": lines("locker,unit"),
    "contacts.csv": lines("role,site,name,language,phones,emails,topic"),
    "hirers.csv": lines("hirer,locker,name,language,phones,emails"),
    "subscriptions.csv": lines(
      "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
      insurer("S-1"),
      insurer("S-2"),
    ),
  });
}
