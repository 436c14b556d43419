import { readRegister } from "../../nodes/domain/register-read.ts";
import type { RegisterFile, RegisterTexts } from "../../nodes/domain/register-table.ts";

/** A small register without a fault. */
export const GOOD: RegisterTexts = {
  "sites.csv": lines(
    "site,name,redress,time_zone,closure_kind,closure_announced,closure_effective",
    "MUM01,Fort Branch,+91 22 6600 0000,,,,",
    'BER01,"Mitte, Unter den Linden",+49 30 1234567,Europe/Berlin,branch-closing,2026-11-01,2027-01-31',
  ),
  "units.csv": lines("unit,site", "MUM01-U07,MUM01", "MUM01-U08,MUM01", "BER01-U01,BER01"),
  "lockers.csv": lines(
    "locker,unit,closure_kind,closure_announced,closure_effective",
    "MUM01-0001,MUM01-U07,,,",
    "MUM01-0002,MUM01-U07,surrendered,2026-11-20,2026-12-31",
    "MUM01-0003,MUM01-U08,,,",
    "BER01-0001,BER01-U01,,,",
  ),
  "contacts.csv": lines(
    "role,site,name,language,phones,emails,topic",
    "control-room,,Duty desk,en,+919820012345,desk@bank.example,arn:aws:sns:ap-south-1:123456789012:control-room",
    "control-room,BER01,Leitstelle,de,+4915123456789,,",
    "branch-manager,MUM01,A. Rao,mr-in,,rao@bank.example;deputy@bank.example,",
  ),
  "hirers.csv": lines(
    "hirer,locker,name,language,phones,emails",
    'H-1,MUM01-0001,"Kulkarni, Meera",hi-in,+91 98200 11111;+919820022222,meera@mail.example',
    "H-2,MUM01-0001,Arjun Kulkarni,en-IN,+919820033333,none",
    "H-1,MUM01-0002,,,,",
  ),
  "subscriptions.csv": lines(
    "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
    "S-1,Bima Ltd,P-77,,MUM01-0001;MUM01-0002,theft-suspected;closure-surrendered,2026-01-01,2026-12-31,C-1,no,email,claims@bima.example",
    "S-2,Rueck AG,P-1,BER01,,theft-suspected;closure-branch-closing,,,C-2,,topic,arn:aws:sns:eu-central-1:123456789012:rueck",
  ),
};

/** A file's text, with a line end after each line. */
export function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}

/** The good register with other files in place of its own. */
export function registerWith(changes: Partial<RegisterTexts>) {
  return readRegister({ ...GOOD, ...changes });
}

/** A file of the good register with another last line, or more of them. */
export function withRows(file: RegisterFile, ...rows: readonly string[]): Partial<RegisterTexts> {
  return { [file]: `${GOOD[file]}${lines(...rows)}` };
}
