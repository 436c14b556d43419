import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../../nodes/journal/database.ts";
import { readLeft } from "./journal-reader.ts";

describe("what a running gateway's journal still holds", () => {
  let userDir: string;
  let file: string;
  const open: DatabaseSync[] = [];

  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), "smart-lockers-left-"));
    mkdirSync(join(userDir, "smart-lockers"));
    file = join(userDir, "smart-lockers", "journal.sqlite");
  });
  afterEach(() => {
    for (const db of open.splice(0)) db.close();
    rmSync(userDir, { recursive: true });
  });

  function opened(db: DatabaseSync): DatabaseSync {
    open.push(db);
    return db;
  }

  it("is counted in the tables that the gateway makes", () => {
    opened(openDatabase(file, 0, false));
    assert.deepEqual(readLeft(userDir), { notices: 0, deliveries: 0 });
  });

  it("is not known before the journal is there, nor while it is being made", () => {
    assert.equal(readLeft(userDir), null);
    opened(new DatabaseSync(file)).exec("PRAGMA journal_mode = WAL");
    assert.equal(readLeft(userDir), null);
  });

  it("is not known while another has the journal to itself", () => {
    const db = opened(new DatabaseSync(file));
    db.exec("CREATE TABLE outbox (id); CREATE TABLE delivery (id); INSERT INTO outbox VALUES (1)");
    db.exec("PRAGMA user_version = 1; BEGIN EXCLUSIVE");
    assert.equal(readLeft(userDir), null);
    db.exec("COMMIT");
    assert.deepEqual(readLeft(userDir), { notices: 1, deliveries: 0 });
  });

  it("is an error at once where a table has another name", () => {
    opened(new DatabaseSync(file)).exec("CREATE TABLE outbox (id); PRAGMA user_version = 1");
    assert.throws(() => readLeft(userDir), /waiting will not help: no such table: delivery\. Look whether/);
  });

  it("is an error at once where the file is no journal", () => {
    writeFileSync(file, "no journal".repeat(1_000));
    assert.throws(() => readLeft(userDir), /waiting will not help: file is not a database\. Look whether/);
  });
});
