import type { DatabaseSync } from "node:sqlite";
import { blob, integer, integerOrNull, text } from "../../nodes/journal/columns.ts";
import type { ExportScope } from "./ledger-reader.ts";

/** Which records of a chain an export holds. */
export interface ChainRange {
  readonly chain: number;
  readonly site: string;
  readonly first: number;
  /** The link before the first. */
  readonly link: string;
  /** The last one whose content was asked for. */
  readonly last: number;
  /** The last one: with the first signature at or after `last`, where there is one. */
  readonly end: number;
}

/**
 * By number of the chain; a chain of which nothing was asked for is left out.
 * @param position of the newest record to look at
 */
export function rangesOf(
  db: DatabaseSync,
  { site, from, to }: ExportScope,
  position: number,
): ReadonlyMap<number, ChainRange> {
  const whole = new Map<number, ChainRange>();
  for (const row of db
    .prepare("SELECT chain, site, pruned, pruned_link FROM ledger_chain ORDER BY site")
    .all()) {
    const range = {
      chain: integer(row, "chain"),
      site: text(row, "site"),
      first: integer(row, "pruned") + 1,
      link: blob(row, "pruned_link").toString("hex"),
      last: Number.MAX_SAFE_INTEGER,
      end: Number.MAX_SAFE_INTEGER,
    };
    if (site === null || range.site === site) whole.set(range.chain, range);
  }
  return from === null && to === null ? whole : cut(db, whole, from, to, position);
}

/**
 * The ranges of these chains with the last record before the span and the first one after it, up to the next
 * signature. A chain of which there is nothing is in it all the same, with its last record.
 * @param position of the newest record to look at
 */
export function rangesAround(
  db: DatabaseSync,
  chains: ReadonlySet<string>,
  { from, to }: Pick<ExportScope, "from" | "to">,
  position: number,
): ReadonlyMap<number, ChainRange> {
  const kept = rangesOf(db, { site: null, from: null, to: null }, position);
  const whole = new Map([...kept].filter(([, { site }]) => chains.has(site)));
  const spans = db
    .prepare(`
      SELECT chain, min(n) AS oldest, max(n) AS newest,
        min(n) FILTER (WHERE at >= ?) AS first, max(n) FILTER (WHERE at < ?) AS last
      FROM ledger WHERE position <= ? GROUP BY chain
    `)
    .all(from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER, position);
  const byChain = new Map(spans.map((span) => [integer(span, "chain"), span]));
  const signature = db.prepare(
    "SELECT min(n) AS n FROM checkpoint WHERE chain = ? AND n >= ? AND after <= ?",
  );
  const ranges = new Map<number, ChainRange>();
  for (const range of whole.values()) {
    const span = byChain.get(range.chain);
    if (span === undefined) {
      ranges.set(range.chain, { ...range, end: range.first - 1 });
      continue;
    }
    const newest = integer(span, "newest");
    const before = (integerOrNull(span, "first") ?? newest + 1) - 1;
    const after = (integerOrNull(span, "last") ?? integer(span, "oldest") - 1) + 1;
    const first = Math.max(range.first, Math.min(before, after));
    const last = Math.min(newest, Math.max(before, after));
    const signed = signature.get(range.chain, last, position) ?? {};
    ranges.set(range.chain, { ...range, first, end: integerOrNull(signed, "n") ?? last });
  }
  return withLinks(db, whole, ranges, position);
}

function cut(
  db: DatabaseSync,
  whole: ReadonlyMap<number, ChainRange>,
  from: number | null,
  to: number | null,
  position: number,
): ReadonlyMap<number, ChainRange> {
  const ranges = new Map<number, ChainRange>();
  const spans = db
    .prepare(`
      SELECT chain, min(n) FILTER (WHERE at >= ?) AS first, max(n) FILTER (WHERE at < ?) AS last
      FROM ledger WHERE position <= ? GROUP BY chain
    `)
    .all(from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER, position);
  const signature = db.prepare(
    "SELECT min(n) AS n FROM checkpoint WHERE chain = ? AND n >= ? AND after <= ?",
  );
  const byChain = new Map(spans.map((span) => [integer(span, "chain"), span]));
  for (const range of whole.values()) {
    const span = byChain.get(range.chain) ?? { first: null, last: null };
    const first = Math.max(integerOrNull(span, "first") ?? Number.MAX_SAFE_INTEGER, range.first);
    const last = integerOrNull(span, "last") ?? 0;
    if (first > last) continue;
    const signed = signature.get(range.chain, last, position) ?? {};
    ranges.set(range.chain, { ...range, first, last, end: integerOrNull(signed, "n") ?? last });
  }
  return withLinks(db, whole, ranges, position);
}

/** Looks up the link before the first record of each. */
function withLinks(
  db: DatabaseSync,
  whole: ReadonlyMap<number, ChainRange>,
  ranges: ReadonlyMap<number, ChainRange>,
  position: number,
): ReadonlyMap<number, ChainRange> {
  const links = new Map<number, string>();
  const wanted = new Map(
    [...ranges.values()]
      .filter(({ chain, first }) => first !== whole.get(chain)?.first)
      .map(({ chain, first }) => [chain, first - 1]),
  );
  const page = db.prepare(
    "SELECT position, chain, n, link FROM ledger WHERE position > ? AND position <= ? ORDER BY position LIMIT 10000",
  );
  for (let after = 0; links.size < wanted.size; ) {
    const rows = page.all(after, position);
    if (rows.length === 0) break;
    for (const row of rows) {
      const chain = integer(row, "chain");
      if (wanted.get(chain) === integer(row, "n")) links.set(chain, blob(row, "link").toString("hex"));
    }
    after = integer(rows.at(-1) ?? {}, "position");
  }
  return new Map(
    [...ranges].map(([chain, range]) => [chain, { ...range, link: links.get(chain) ?? range.link }]),
  );
}
