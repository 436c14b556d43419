import { createHash, type Hash } from "node:crypto";
import { publicKeyOf } from "../../nodes/domain/ledger-checkpoint.ts";
import type { LedgerLine } from "../../nodes/domain/ledger-lines.ts";
import { certificateText } from "./certificate.ts";
import { type Cell, CSV_MARK, csvLine } from "./csv.ts";
import { DEVICE_COLUMNS, deviceCells } from "./devices.ts";
import { type GivenRecord, givenOf } from "./given-record.ts";
import { LocalTime, utc } from "./local-time.ts";
import { type FileSum, manifestText, sumsText } from "./manifest.ts";
import type { PackFacts } from "./pack-facts.ts";
import {
  CERTIFICATE_FILE,
  KEY_FILE,
  LEDGER_FILE,
  MANIFEST_FILE,
  type Piece,
  type Place,
  SUMS_FILE,
} from "./pack-format.ts";
import { PEOPLE_COLUMNS, peopleCells } from "./people.ts";
import { reportPieces } from "./report.ts";
import { Summary } from "./summary.ts";
import { COLUMNS, TABLES } from "./tables.ts";

/** Takes the files of a pack, piece by piece, each file from its beginning to its end. */
export type Sink = (piece: Piece) => void;

/**
 * All files of a pack but its ledger, made of the ledger's lines and the pack's facts alone: to be written, or to be
 * compared with what is there. Remembers a bounded part of the ledger.
 */
export class Derivation {
  readonly summary = new Summary();
  readonly #facts: PackFacts;
  readonly #sink: Sink;
  readonly #clock: LocalTime;
  readonly #hashes = new Map<string, Hash>();

  constructor(facts: PackFacts, sink: Sink) {
    this.#facts = facts;
    this.#sink = sink;
    this.#clock = new LocalTime(facts.timeZone);
    for (const { name, columns } of TABLES) this.#head(name, [...COLUMNS, ...columns]);
  }

  /** The lines of the ledger, in their order. */
  line(line: LedgerLine): void {
    const given = line.type === "record" ? givenOf(line) : null;
    this.summary.add(line, given);
    if (given === null) return;
    const place = { site: given.site, n: given.n };
    for (const { name, columns, cells } of TABLES) {
      const found = cells(given, this.#clock);
      if (found !== null)
        this.#row(name, [...COLUMNS, ...columns], [...where(given), ...found], place, given.ref);
    }
  }

  /** @param ledgerHash SHA-256 of the ledger's file */
  end(ledgerHash: string): void {
    const { summary } = this;
    for (const { name } of TABLES) this.#foot(name);
    this.#table("devices", DEVICE_COLUMNS, deviceCells(summary, this.#clock));
    if (this.#facts.people !== null) this.#table("people", PEOPLE_COLUMNS, peopleCells(this.#facts.people));
    this.#whole(KEY_FILE, summary.keys.map(({ publicKey }) => pemOf(publicKey)).join(""));
    for (const piece of reportPieces(this.#facts, summary, ledgerHash)) this.#put(piece);
    const sums = this.#sums(ledgerHash);
    this.#whole(CERTIFICATE_FILE, certificateText(this.#facts, sums));
    const certified = sorted([...sums, this.#sum(CERTIFICATE_FILE)]);
    this.#whole(MANIFEST_FILE, manifestText(this.#facts, certified));
    this.#whole(SUMS_FILE, sumsText(sorted([...certified, this.#sum(MANIFEST_FILE)])));
  }

  #table(
    name: string,
    columns: readonly string[],
    rows: Iterable<{ readonly cells: readonly Cell[]; readonly place: Place | null; readonly about: string }>,
  ): void {
    this.#head(name, columns);
    for (const { cells, place, about } of rows) this.#row(name, columns, cells, place, about);
    this.#foot(name);
  }

  #head(name: string, columns: readonly string[]): void {
    this.#put({ file: `${name}.json`, text: "[", place: null, about: "" });
    this.#put({ file: `${name}.csv`, text: CSV_MARK + csvLine(columns), place: null, about: "" });
  }

  #row(
    name: string,
    columns: readonly string[],
    cells: readonly Cell[],
    place: Place | null,
    about: string,
  ): void {
    const count = this.summary.rows.get(name) ?? 0;
    this.summary.rows.set(name, count + 1);
    const object = JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, cells[index]])));
    this.#put({ file: `${name}.json`, text: `${count === 0 ? "" : ","}\n${object}`, place, about });
    this.#put({ file: `${name}.csv`, text: csvLine(cells), place, about });
  }

  #foot(name: string): void {
    this.#put({ file: `${name}.json`, text: "\n]\n", place: null, about: "" });
  }

  #whole(file: string, text: string): void {
    this.#put({ file, text, place: null, about: "" });
  }

  #put(piece: Piece): void {
    const known = this.#hashes.get(piece.file) ?? createHash("sha256");
    this.#hashes.set(piece.file, known.update(piece.text));
    this.#sink(piece);
  }

  #sums(ledgerHash: string): FileSum[] {
    return sorted([
      { name: LEDGER_FILE, sha256: ledgerHash },
      ...[...this.#hashes.keys()].map((name) => this.#sum(name)),
    ]);
  }

  #sum(name: string): FileSum {
    const hash = this.#hashes.get(name) ?? createHash("sha256");
    return { name, sha256: hash.copy().digest("hex") };
  }
}

function where({ site, n, at }: GivenRecord): readonly Cell[] {
  return [site, n, utc(at)];
}

function sorted(sums: readonly FileSum[]): FileSum[] {
  return [...sums].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pemOf(publicKey: string): string {
  try {
    return publicKeyOf(publicKey).export({ type: "spki", format: "pem" }).toString();
  } catch {
    // The ledger's verifier says what is wrong with it.
    return "";
  }
}
