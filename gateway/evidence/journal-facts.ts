import type { DatabaseSync } from "node:sqlite";
import { integerOrNull, text, textOrNull } from "../../nodes/journal/columns.ts";
import { bodyIn, partOf, textOf } from "./body.ts";
import type { PackDevice } from "./pack-facts.ts";

/** Identity of the ledger. */
export function ledgerIn(db: DatabaseSync): string {
  return text(db.prepare("SELECT ledger FROM ledger_state").get() ?? {}, "ledger");
}

/** The sites that recorded something of the locker. */
export function sitesOf(db: DatabaseSync, locker: string): readonly string[] {
  return db
    .prepare(
      "SELECT DISTINCT site FROM ledger JOIN ledger_chain USING (chain) WHERE locker = ? AND site <> 'gateway' ORDER BY site",
    )
    .all(locker)
    .map((row) => text(row, "site"));
}

/** The units that reported something of the locker. */
export function unitsOf(db: DatabaseSync, locker: string): readonly string[] {
  return db
    .prepare(
      "SELECT DISTINCT unit FROM ledger JOIN event ON event.position = ledger.source WHERE ledger.kind = 'event' AND ledger.locker = ? ORDER BY unit",
    )
    .all(locker)
    .map((row) => text(row, "unit"));
}

/** The time zone that the newest decision about an opening of the site was made in; null where there is none. */
export function zoneIn(db: DatabaseSync, sites: readonly string[]): string | null {
  const newest = db.prepare(`
    SELECT body FROM ledger JOIN ledger_chain USING (chain)
    WHERE kind = 'decision' AND site = ? AND body IS NOT NULL ORDER BY position DESC LIMIT 1
  `);
  for (const site of sites) {
    const row = newest.get(site);
    const zone = row === undefined ? null : textOf(partOf(bodyIn(text(row, "body")), "access"), "timeZone");
    if (zone !== null) return zone;
  }
  return null;
}

/** What the journal knows of the unit, apart from its events. */
export function deviceOf(db: DatabaseSync, unit: string, listed: boolean): PackDevice {
  const row = db
    .prepare("SELECT boot, last_boot, firmware, last_seq, seen_at FROM unit WHERE unit = ?")
    .get(unit);
  // What was heard since is in the journal's memory; the newest event says it, too.
  const heard = db
    .prepare("SELECT boot, seq FROM event WHERE unit = ? AND seq IS NOT NULL ORDER BY position DESC LIMIT 1")
    .get(unit) ?? { boot: null, seq: null };
  const known = row ?? { boot: null, last_boot: null, firmware: null, last_seq: null, seen_at: null };
  return {
    ...{ unit, thingName: unit, listed },
    firmware: textOrNull(known, "firmware"),
    boot: integerOrNull(known, "boot") ?? integerOrNull(heard, "boot") ?? integerOrNull(known, "last_boot"),
    lastSeq: integerOrNull(heard, "seq") ?? integerOrNull(known, "last_seq"),
    lastSeenAt: integerOrNull(known, "seen_at"),
  };
}

/** The newest record of this export request, as the gateway made it; null where it made none. */
export function recordOf(
  db: DatabaseSync,
  id: string,
): { readonly site: string; readonly n: number; readonly at: number } | null {
  const rows = db
    .prepare(`
      SELECT site, ledger.n AS n, at, body FROM ledger JOIN ledger_chain USING (chain)
      WHERE kind = 'export' AND position > (SELECT max(position) FROM ledger) - 100000 ORDER BY position DESC
    `)
    .all();
  const row = rows.find((row) => textOf(bodyIn(textOrNull(row, "body") ?? ""), "id") === id);
  if (row === undefined) return null;
  return { site: text(row, "site"), n: integerOrNull(row, "n") ?? 0, at: integerOrNull(row, "at") ?? 0 };
}
