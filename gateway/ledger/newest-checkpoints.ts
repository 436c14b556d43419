import type { DatabaseSync } from "node:sqlite";
import { writeLine } from "../../nodes/domain/ledger-lines.ts";
import { blob, integer, text } from "../../nodes/journal/columns.ts";

/** The newest checkpoint of each chain, behind the keys they are signed with, as lines of an export. */
export function newestCheckpoints(db: DatabaseSync): string[] {
  const ledger = text(db.prepare("SELECT ledger FROM ledger_state").get() ?? {}, "ledger");
  const rows = db
    .prepare(`
      -- Of the columns without a function SQLite takes those of the row that has the maximum.
      SELECT site, checkpoint.n AS n, checkpoint.link AS link, at, key, signature, max(position) AS position
      FROM checkpoint JOIN ledger_chain USING (chain) GROUP BY chain ORDER BY site
    `)
    .all();
  const used = new Set(rows.map((row) => text(row, "key")));
  const keys = db
    .prepare("SELECT id, public_key FROM ledger_key ORDER BY id")
    .all()
    .filter((row) => used.has(text(row, "id")))
    .map((row) => writeLine({ type: "key", id: text(row, "id"), publicKey: text(row, "public_key") }));
  const checkpoints = rows.map((row) =>
    writeLine({
      type: "checkpoint",
      ledger,
      site: text(row, "site"),
      n: integer(row, "n"),
      link: blob(row, "link").toString("hex"),
      at: integer(row, "at"),
      key: text(row, "key"),
      signature: blob(row, "signature").toString("base64"),
    }),
  );
  return [...keys, ...checkpoints];
}
