import assert from "node:assert/strict";
import { REGISTER_FILES } from "../../nodes/domain/register-table.ts";
import { openMemory } from "../../nodes/journal/database.ts";
import { dataMap, isMapped } from "./data-map.ts";

describe("the data map in docs/privacy.md", () => {
  const map = dataMap();

  it("says of every table and column of the journal what becomes of it, and of no other", () => {
    const db = openMemory();
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all()
      .map(({ name }) => String(name));
    const columns = (table: string) =>
      db
        .prepare(`SELECT name FROM pragma_table_info('${table}')`)
        .all()
        .map(({ name }) => String(name));
    const inSchema = tables.map((table) => `${table}: ${columns(table).toSorted().join(" ")}`);
    const inMap = [...map.tables].map(([table, named]) => `${table}: ${named.toSorted().join(" ")}`);
    assert.deepEqual(inMap.toSorted(), inSchema.toSorted());
    db.close();
  });

  it("names the register's files and the journal's, and nothing that it has not heard of", () => {
    for (const file of REGISTER_FILES) assert.ok(isMapped(map, `smart-lockers/register/${file}`), file);
    for (const file of ["journal.sqlite", "journal.sqlite-wal", "ledger-key.pem"])
      assert.ok(isMapped(map, `smart-lockers/${file}`), file);
    assert.ok(!isMapped(map, "smart-lockers/people.json"));
    assert.ok(!isMapped(map, "hirers.csv"));
  });
});
