import { type ExportScope, ledgerLines } from "../../gateway/ledger/ledger-reader.ts";
import type { LedgerVerdict } from "../../nodes/domain/ledger-verdict.ts";
import { LedgerVerifier, type LedgerVerifierOptions } from "../../nodes/domain/ledger-verify.ts";
import { inJournal } from "../in-journal.ts";
import { NOW } from "../journal/making.ts";

export const ALL: ExportScope = { site: null, from: null, to: null };

/** The lines of an export, without their line feeds. */
export function exported(file: string, scope: ExportScope = ALL): string[] {
  return inJournal(file, (db) => [...ledgerLines(db, scope, NOW + 20_000)]);
}

export function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(""));
}

/** What verifying the file says. */
export function verdictOf(bytes: Buffer, options: LedgerVerifierOptions = {}): LedgerVerdict {
  const verifier = new LedgerVerifier(options);
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    verifier.line(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start < bytes.length) verifier.line(bytes.subarray(start));
  return verifier.end(start === bytes.length);
}
