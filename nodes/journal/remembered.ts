import type { DatabaseSync, StatementSync } from "node:sqlite";
import { text } from "./columns.ts";
import type { Remembered } from "./journal.ts";

/** What nodes keep over a restart. */
export class RememberedByNodes {
  readonly #read: StatementSync;
  readonly #save: StatementSync;
  readonly #delete: StatementSync;
  readonly #nodes: StatementSync;
  readonly #forget: StatementSync;

  constructor(db: DatabaseSync) {
    this.#read = db.prepare("SELECT key, value FROM remembered WHERE node = ? ORDER BY key");
    this.#save = db.prepare("INSERT OR REPLACE INTO remembered (node, key, value) VALUES (?, ?, ?)");
    this.#delete = db.prepare("DELETE FROM remembered WHERE node = ? AND key = ?");
    this.#nodes = db.prepare("SELECT DISTINCT node FROM remembered");
    this.#forget = db.prepare("DELETE FROM remembered WHERE node = ?");
  }

  add(node: string, changes: readonly Remembered[]): null {
    for (const { key, value } of changes) {
      if (value === null) this.#delete.run(node, key);
      else this.#save.run(node, key, value);
    }
    return null;
  }

  of(node: string): readonly (Remembered & { readonly value: string })[] {
    return this.#read.all(node).map((row) => ({ key: text(row, "key"), value: text(row, "value") }));
  }

  nodes(): readonly string[] {
    return this.#nodes.all().map((row) => text(row, "node"));
  }

  forget(node: string): null {
    this.#forget.run(node);
    return null;
  }
}
