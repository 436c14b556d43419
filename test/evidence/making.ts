import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Derivation } from "../../gateway/evidence/derivation.ts";
import { FileWriter } from "../../gateway/evidence/file-writer.ts";
import { readManifest } from "../../gateway/evidence/manifest.ts";
import type { PackFacts } from "../../gateway/evidence/pack-facts.ts";
import { type PackAsked, scopeOf } from "../../gateway/evidence/pack-scope.ts";
import { registerIn } from "../../gateway/evidence/register-texts.ts";
import { type PackOrder, writePack } from "../../gateway/evidence/write-pack.ts";
import { placeRegister } from "../../gateway/local/demo-bank.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { readLine } from "../../nodes/domain/ledger-lines.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { eventOf, incidentRequest, NOW, noticeOf } from "../journal/making.ts";
import { access, FileLine, folder } from "../ledger/making.ts";

export const LOCKER = "MUM01-0001";
export const REMARK = "अशोक ने कहा: Schlüssel fehlt, call Asha Menon at +918123456701";
export const PURPOSE = 'claim 2026-118, asked by "Setu" (Ä)';
const UNIT = "MUM01-U01";
const MINUTE = 60_000;

/** Of the locker, a minute after the one before. */
export function eventOfLocker(seq: number, over: Partial<LockerEvent> = {}): LockerEvent {
  const at = NOW + seq * MINUTE;
  const id = `${UNIT}-${seq}-00000000000a`;
  const times = { at, receivedAt: at, occurred: { earliest: at, latest: at } };
  return eventOf({ id, unit: UNIT, locker: LOCKER, seq, ...times, ...over });
}

/**
 * A locker that was forced and acted upon, beside one of the same unit and one of another branch; with a visit, a theft,
 * texts of every script, and a text that a spreadsheet would run.
 */
export async function aBank(line = new FileLine()): Promise<FileLine> {
  placeRegister(line.userDir);
  const journal = new WorkerJournal(line);
  await journal.configure([{ part: "flows", digest: "first" }], NOW);
  await journal.append(eventOfLocker(1, { type: "boot", locker: null, data: { reset: "power" } }));
  const opened = eventOfLocker(2, { data: { note: '=HYPERLINK("http://example")', und: 'ü, "q"\r\n' } });
  await journal.append(opened, ["in"]);
  await journal.decide({ event: opened, node: "window", access, at: opened.receivedAt });
  const forced = eventOfLocker(3, { type: "forced", extra: { "-2+3": "'quoted" } });
  await journal.append(forced);
  await journal.append(eventOfLocker(4, { locker: "MUM01-0002", data: { other: "another hirer's" } }));
  await journal.append(
    eventOf({ id: "DEL02-U01-1-00000000000a", site: "DEL02", unit: "DEL02-U01", locker: "DEL02-0001" }),
  );
  const { incident } = await journal.raise(incidentRequest({ event: forced, at: forced.receivedAt, access }));
  const notice = noticeOf({
    ...{ subject: { kind: "event", id: opened.id }, locker: LOCKER, createdAt: opened.receivedAt },
    recipient: { kind: "hirer", id: "H-1001" },
    template: { text: "@SUM(1) <b>{{locker}}</b> लॉकर" },
  });
  await journal.enqueue([notice]);
  await journal.settle([{ position: 1, result: "accepted", at: NOW + 5 * MINUTE, providerId: "+p-1" }]);
  if (incident === null) throw new Error("no incident");
  for (const what of ["acknowledge", "reset"] as const)
    await journal.act(
      { do: what, incident: incident.id, by: "priya", remark: REMARK, despite: true },
      NOW + 6 * MINUTE,
    );
  const visit = { type: "visit-opened", data: { visit: "v1", hirer: "H-1001", by: "priya" } } as const;
  await journal.append(eventOfLocker(7, { ...visit, seq: null, id: `${UNIT}-visit-opened-00000000000a` }));
  const theft = { type: "theft-confirmed", data: { incident: incident.id, by: "priya" } } as const;
  await journal.append(eventOfLocker(8, { ...theft, seq: null, id: `${UNIT}-theft-confirmed-00000000000a` }));
  await journal.sign(NOW + 9 * MINUTE, true);
  return line;
}

export const ALL: PackAsked = { locker: LOCKER, fromDay: null, toDay: null };

/** Makes a pack of what is in the journal. @returns its folder */
export async function packOf(
  userDir: string,
  asked: Partial<PackAsked> = {},
  over: Partial<PackOrder> = {},
): Promise<string> {
  const db = new DatabaseSync(join(userDir, "smart-lockers", "journal.sqlite"), { readOnly: true });
  try {
    const register = registerIn(join(userDir, "smart-lockers", "register"));
    const scope = scopeOf(db, register, { ...ALL, ...asked });
    const out = join(folder(), "pack");
    const nobody = { by: null, purpose: null, recorded: null };
    await writePack(db, { scope, register, masked: true, ...nobody, now: NOW + 3_600_000, ...over }, out);
    return out;
  } finally {
    db.close();
  }
}

export function filesOf(pack: string): string[] {
  return readdirSync(pack).sort();
}

/** A copy with one file that is another, in a folder of its own. */
export function withFile(pack: string, name: string, bytes: Buffer | null): string {
  const copy = join(folder(), "copy");
  cpSync(pack, copy, { recursive: true });
  if (bytes !== null) writeFileSync(join(copy, name), bytes);
  return copy;
}

/** What a forger does who knows of the sums, and of nothing else. */
export function sumAnew(pack: string): void {
  const names = filesOf(pack).filter((name) => name !== "SHA256SUMS");
  const lines = names.map((name) => `${hash("sha256", readFileSync(join(pack, name)))}  ${name}\n`);
  writeFileSync(join(pack, "SHA256SUMS"), lines.join(""));
}

/** What a forger does who has the program and a pack, but no key: all files but the ledger, of other facts. */
export async function madeAnew(pack: string, change: Partial<PackFacts>): Promise<string> {
  const told = readManifest(readFileSync(join(pack, "manifest.json"), "utf8"));
  if (typeof told === "string") throw new Error(told);
  const copy = join(folder(), "copy");
  mkdirSync(copy);
  const ledger = readFileSync(join(pack, "ledger.jsonl"));
  const writer = new FileWriter(copy);
  const derivation = new Derivation({ ...told, ...change }, writer.write);
  for (const text of ledger.toString().trimEnd().split("\n")) {
    const line = readLine(text);
    if (line !== null) derivation.line(line);
  }
  derivation.end(hash("sha256", ledger));
  writer.end();
  writeFileSync(join(copy, "ledger.jsonl"), ledger);
  return copy;
}

/** coreutils: the exit code, and the files that it says are not as they were. */
export function sha256sum(pack: string): Promise<{ code: number; failed: string[] }> {
  return new Promise((done) => {
    execFile("sha256sum", ["-c", "SHA256SUMS"], { cwd: pack }, (error, stdout) => {
      const failed = stdout.split("\n").flatMap((line) => /^(.*): FAILED/.exec(line)?.[1] ?? []);
      done({ code: error === null ? 0 : 1, failed });
    });
  });
}
