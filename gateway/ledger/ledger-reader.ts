import type { DatabaseSync, StatementSync } from "node:sqlite";
import { LEDGER_FORMAT } from "../../nodes/domain/ledger.ts";
import { type LedgerLine, writeLine } from "../../nodes/domain/ledger-lines.ts";
import { blob, integer, integerOrNull, type Row, text, textOrNull } from "../../nodes/journal/columns.ts";
import { type ChainRange, rangesAround, rangesOf } from "./chain-ranges.ts";

export interface ExportScope {
  /** A site's id, or `gateway`; null: all. */
  readonly site: string | null;
  /** Records made from this moment on, and before that one, milliseconds since 1970. */
  readonly from: number | null;
  readonly to: number | null;
}

/** A record as it is asked about: whether its content goes out. */
export interface FoundRecord {
  readonly site: string;
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly ref: string;
  /** Null where it concerns no single one. */
  readonly locker: string | null;
  readonly body: string;
}

/** Goes out of some chains only, and of those with the content of some records only. */
export interface Selection {
  /** Sites, or `gateway`. */
  readonly chains: ReadonlySet<string>;
  /** Asked once for each record that has a content, in the order of the ledger. */
  readonly gives: (record: FoundRecord) => boolean;
}

/** Records that are read at once: between them the gateway can move its log on. */
const BATCH = 2000;

/**
 * The lines of an export, in the order in which the records were made. Each read stands by itself, so that a
 * gateway that runs is not held up; what it writes meanwhile is not exported.
 * @param now milliseconds since 1970
 * @param selection left out: all that the scope asks for. With one, each chain begins with the last record before the
 *   span and goes on to the first one after it, without their contents: nothing in between can have been left out
 * @throws Error when records were pruned meanwhile
 */
export function* ledgerLines(
  db: DatabaseSync,
  scope: ExportScope,
  now: number,
  selection: Selection | null = null,
): Generator<string> {
  const ledger = text(db.prepare("SELECT ledger FROM ledger_state").get() ?? {}, "ledger");
  const last = integerOrNull(db.prepare("SELECT max(position) AS last FROM ledger").get() ?? {}, "last");
  const ranges =
    selection === null
      ? rangesOf(db, scope, last ?? 0)
      : rangesAround(db, selection.chains, scope, last ?? 0);
  let lines = 0;
  const written = (line: LedgerLine): string => {
    lines += 1;
    return writeLine(line);
  };
  yield written({ type: "ledger", format: LEDGER_FORMAT, ledger, exportedAt: now, ...scope });
  for (const row of db.prepare("SELECT id, public_key FROM ledger_key ORDER BY id").all())
    yield written({ type: "key", id: text(row, "id"), publicKey: text(row, "public_key") });
  for (const { site, first, link } of ranges.values())
    yield written({ type: "chain", site, after: first - 1, link });
  const ends = new Map<number, number>();
  const reading = new Batches(db);
  for (let after = startOf(db, ranges, last ?? 0); after < (last ?? 0); ) {
    const { records, checkpoints, through } = reading.read(after, last ?? 0);
    let signed = 0;
    const signatures = function* (before: number): Generator<string> {
      for (; isBefore(checkpoints[signed], before); signed += 1) {
        const line = checkpointOf(checkpoints[signed] ?? {}, ledger, ranges);
        if (line) yield written(line);
      }
    };
    for (const row of records) {
      const position = integer(row, "position");
      yield* signatures(position);
      const range = ranges.get(integer(row, "chain"));
      if (!range || !isWithin(range, integer(row, "n"))) continue;
      ends.set(range.chain, integer(row, "n"));
      yield written(selection === null ? recordOf(row, range) : selected(row, range, selection));
    }
    yield* signatures(through + 1);
    after = through;
  }
  const chains = [...ranges.values()].map(({ chain, site, first }) => ({
    site,
    n: ends.get(chain) ?? first - 1,
  }));
  pruned(db, ranges);
  yield written({ type: "end", lines: lines + 1, chains });
}

/** Reads on where it stopped, with the checkpoints that belong between the records. */
class Batches {
  readonly #records: StatementSync;
  readonly #checkpoints: StatementSync;

  constructor(db: DatabaseSync) {
    this.#records = db.prepare(`
      SELECT ledger.position AS position, chain, n, ledger.at AS at, kind, seal, link, salt, ref, ledger.locker AS locker,
        coalesce(ledger.body, event.body, notice.body) AS body
      FROM ledger
      LEFT JOIN event ON ledger.kind = 'event' AND event.position = ledger.source
      LEFT JOIN notice ON ledger.kind = 'notice' AND notice.position = ledger.source
      WHERE ledger.position > ? AND ledger.position <= ? ORDER BY ledger.position LIMIT ${BATCH}
    `);
    this.#checkpoints = db.prepare(
      "SELECT after, chain, n, link, at, key, signature FROM checkpoint WHERE after > ? AND after <= ? ORDER BY after, position",
    );
  }

  read(after: number, last: number): { records: Row[]; checkpoints: Row[]; through: number } {
    const records = this.#records.all(after, last);
    const end = records.at(-1);
    const through = end === undefined ? last : integer(end, "position");
    return { records, checkpoints: this.#checkpoints.all(after, through), through };
  }
}

/** What lies before the first record of a range needs not be read. */
function startOf(db: DatabaseSync, ranges: ReadonlyMap<number, ChainRange>, last: number): number {
  const first = db.prepare(
    "SELECT min(position) AS first FROM ledger WHERE chain = ? AND n >= ? AND position <= ?",
  );
  const positions = [...ranges.values()].flatMap((range) => {
    const row = first.get(range.chain, range.first, last) ?? {};
    return row.first === null || row.first === undefined ? [] : [integer(row, "first")];
  });
  return positions.length === 0 ? last : Math.min(...positions) - 1;
}

function isBefore(checkpoint: Row | undefined, position: number): boolean {
  return checkpoint !== undefined && integer(checkpoint, "after") < position;
}

function isWithin({ first, end }: ChainRange, n: number): boolean {
  return n >= first && n <= end;
}

function recordOf(row: Row, { site, last }: ChainRange): LedgerLine {
  const n = integer(row, "n");
  const body = textOrNull(row, "body");
  // Beyond what was asked for only the links are needed, up to the next signature.
  const isGiven = n <= last && row.salt !== null && body !== null && body !== "";
  return {
    type: "record",
    site,
    n,
    at: integer(row, "at"),
    kind: text(row, "kind"),
    content: isGiven ? { salt: blob(row, "salt").toString("hex"), ref: text(row, "ref"), body } : null,
    seal: blob(row, "seal").toString("hex"),
    link: blob(row, "link").toString("hex"),
  };
}

function selected(row: Row, range: ChainRange, { gives }: Selection): LedgerLine {
  const line = recordOf(row, range);
  if (line.type !== "record" || line.content === null) return line;
  const { site, n, at, kind } = line;
  const { ref, body } = line.content;
  return gives({ site, n, at, kind, ref, locker: textOrNull(row, "locker"), body })
    ? line
    : { ...line, content: null };
}

function checkpointOf(row: Row, ledger: string, ranges: ReadonlyMap<number, ChainRange>): LedgerLine | null {
  const range = ranges.get(integer(row, "chain"));
  const n = integer(row, "n");
  if (!range || !isWithin(range, n)) return null;
  return {
    type: "checkpoint",
    ledger,
    site: range.site,
    n,
    link: blob(row, "link").toString("hex"),
    at: integer(row, "at"),
    key: text(row, "key"),
    signature: blob(row, "signature").toString("base64"),
  };
}

/** A gateway that prunes in the middle of an export would leave a hole in it. */
function pruned(db: DatabaseSync, ranges: ReadonlyMap<number, ChainRange>): void {
  for (const row of db.prepare("SELECT chain, pruned FROM ledger_chain").all()) {
    const range = ranges.get(integer(row, "chain"));
    if (range && integer(row, "pruned") >= range.first)
      throw new Error("The gateway pruned old records meanwhile, so this export has a hole: export again.");
  }
}
