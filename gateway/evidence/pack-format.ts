/**
 * The format of an evidence pack. Every file of a pack but the ledger itself and the facts in its manifest follows from
 * these two, byte for byte: that is how `smart-lockers verify` checks it. Whatever changes a byte of what is written
 * needs another name here.
 */
export const PACK_FORMAT = "smart-lockers-evidence-1";

export const LEDGER_FILE = "ledger.jsonl";
export const KEY_FILE = "ledger-public.pem";
export const REPORT_FILE = "report.html";
export const CERTIFICATE_FILE = "certificate.txt";
export const MANIFEST_FILE = "manifest.json";
export const SUMS_FILE = "SHA256SUMS";

/** Where a record stands: number `n` in the chain of the site. */
export interface Place {
  readonly site: string;
  readonly n: number;
}

/** A part of a file, and the record that it tells of; null where it is about no single one. */
export interface Piece {
  readonly file: string;
  readonly text: string;
  readonly place: Place | null;
  /** Id of the event or incident, or what the record is about; "" where it is about none. */
  readonly about: string;
}
