import { randomBytes } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { chainOf, type LedgerKind, linkOf, refOf, sealOf, startOf } from "../domain/ledger.ts";
import { blob, integer, integerOrNull, type Row, text } from "./columns.ts";

/** What becomes a record. */
export interface LedgerEntry {
  /** The site it concerns. */
  readonly site: string;
  /** The locker it concerns, by which it is kept or erased; null for what concerns no single one. */
  readonly locker: string | null;
  readonly kind: LedgerKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Id of what it is about. */
  readonly ref: string;
  /** JSON. */
  readonly body: string;
  /** Where the table of this kind (event, notice) holds the body: then it is not written a second time. */
  readonly source?: number;
}

/** The chain's newest record. */
export interface Head {
  readonly chain: number;
  readonly site: string;
  n: number;
  link: string;
  /** When its last checkpoint was signed, and of which record; 0 where there is none. */
  signed: number;
  signedAt: number;
}

interface Sealed {
  readonly entry: LedgerEntry;
  readonly salt: Buffer;
  /** As a record may have it. */
  readonly ref: string;
  readonly seal: string;
}

interface Linked {
  readonly record: Sealed;
  readonly chain: number;
  readonly n: number;
  readonly link: string;
}

/** Records between two savings of the heads: so many are read again at a start. */
const HEADS_EVERY = 4096;
const SALT_BYTES = 16;
/** Drawn at once: single draws cost more than the hashes. */
const SALTS = 256;
const HASH_BYTES = 32;

/**
 * Writes the chains: a row at the end of one table for each record, and the heads in memory. In the same
 * transaction as what it records, whatever that is.
 */
export class Ledger {
  /** Identity of this ledger, 32 hex digits. */
  readonly id: string;
  readonly #heads = new Map<string, Head>();
  readonly #byChain = new Map<number, Head>();
  readonly #insertBody: StatementSync;
  readonly #insertSource: StatementSync;
  readonly #insertChain: StatementSync;
  readonly #saveHead: StatementSync;
  readonly #saveState: StatementSync;
  #added: LedgerEntry[] = [];
  #next: number;
  #saved: number;
  #salts = Buffer.alloc(0);
  #salted = 0;
  /** Written over for each record: SQLite takes copies. */
  readonly #seal = Buffer.alloc(HASH_BYTES);
  readonly #link = Buffer.alloc(HASH_BYTES);

  constructor(db: DatabaseSync) {
    const insert = (held: "body" | "source") =>
      db.prepare(`
        INSERT INTO ledger (position, chain, n, at, kind, seal, link, salt, ref, locker, ${held})
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      `);
    this.#insertBody = insert("body");
    this.#insertSource = insert("source");
    this.#insertChain = db.prepare(
      "INSERT INTO ledger_chain (chain, site, n, link, pruned, pruned_link) VALUES (?, ?, 0, ?, 0, ?)",
    );
    this.#saveHead = db.prepare("UPDATE ledger_chain SET n = ?, link = ? WHERE chain = ?");
    this.#saveState = db.prepare("UPDATE ledger_state SET heads_at = ?");
    const state = db.prepare("SELECT ledger, heads_at FROM ledger_state").get() ?? {};
    this.id = text(state, "ledger");
    this.#saved = integer(state, "heads_at");
    const last = db.prepare("SELECT max(position) AS last FROM ledger").get() ?? {};
    this.#next = Math.max(integerOrNull(last, "last") ?? 0, this.#saved) + 1;
    this.#readHeads(db);
  }

  /** The record is made by the next `write`. */
  add(entry: LedgerEntry): void {
    this.#added.push(entry);
  }

  /**
   * Makes the records that were added: to be called before their transaction ends, and before somebody reads the
   * ledger's table. Step by step for all of them, because the same work done over and over is twice as quick as the
   * same work in between other work.
   */
  write(): void {
    if (this.#added.length === 0) return;
    const sealed = this.#added.map((entry) => this.#sealed(entry));
    this.#added = [];
    const linked = sealed.map((record) => this.#linked(record));
    for (const record of linked) this.#insert(record);
    if (this.#next - this.#saved > HEADS_EVERY) this.saveHeads();
  }

  /** @throws Error for a number that no chain has */
  siteOf(chain: number): string {
    const head = this.#byChain.get(chain);
    if (!head) throw new Error(`There is no chain ${chain}`);
    return head.site;
  }

  /** The newest position, 0 where there is none. */
  get last(): number {
    return this.#next - 1;
  }

  get heads(): Iterable<Head> {
    return this.#heads.values();
  }

  /** Spares a start the reading of what came before. */
  saveHeads(): void {
    for (const { chain, n, link } of this.#heads.values())
      this.#saveHead.run(n, Buffer.from(link, "hex"), chain);
    this.#saved = this.last;
    this.#saveState.run(this.#saved);
  }

  #sealed(entry: LedgerEntry): Sealed {
    const salt = this.#salt();
    const ref = refOf(entry.ref);
    return { entry, salt, ref, seal: sealOf({ salt: salt.toString("hex"), ref, body: entry.body }) };
  }

  #linked(record: Sealed): Linked {
    const { at, kind, site } = record.entry;
    const head = this.#heads.get(site) ?? this.#headOf(chainOf(site));
    head.n += 1;
    head.link = linkOf(head.link, record.seal, { site: head.site, n: head.n, at, kind });
    return { record, chain: head.chain, n: head.n, link: head.link };
  }

  #insert({ record, chain, n, link }: Linked): void {
    const { entry, salt, ref, seal } = record;
    const { at, kind, locker, body, source } = entry;
    this.#seal.write(seal, "hex");
    this.#link.write(link, "hex");
    const insert = source === undefined ? this.#insertBody : this.#insertSource;
    insert.run(this.#next, chain, n, at, kind, this.#seal, this.#link, salt, ref, locker, source ?? body);
    this.#next += 1;
  }

  #headOf(site: string): Head {
    const known = this.#heads.get(site);
    if (known) return known;
    const start = startOf(this.id, site);
    const head: Head = { chain: this.#heads.size + 1, site, n: 0, link: start, signed: 0, signedAt: 0 };
    const link = Buffer.from(start, "hex");
    this.#insertChain.run(head.chain, site, link, link);
    this.#heads.set(site, head);
    this.#byChain.set(head.chain, head);
    return head;
  }

  /** As they were saved, and moved on by what was written since. */
  #readHeads(db: DatabaseSync): void {
    const rows = db.prepare(
      "SELECT chain, site, n, link, signed, signed_at FROM ledger_chain ORDER BY chain",
    );
    for (const row of rows.all()) {
      const head = headOf(row);
      this.#byChain.set(head.chain, head);
      this.#heads.set(head.site, head);
    }
    const since = db.prepare("SELECT chain, max(n) AS n, link FROM ledger WHERE position > ? GROUP BY chain");
    for (const row of since.all(this.#saved)) {
      const head = this.#byChain.get(integer(row, "chain"));
      if (!head) continue;
      head.n = integer(row, "n");
      head.link = blob(row, "link").toString("hex");
    }
  }

  #salt(): Buffer {
    if (this.#salted === this.#salts.length) {
      this.#salts = randomBytes(SALT_BYTES * SALTS);
      this.#salted = 0;
    }
    const begin = this.#salted;
    this.#salted += SALT_BYTES;
    return this.#salts.subarray(begin, this.#salted);
  }
}

function headOf(row: Row): Head {
  return {
    chain: integer(row, "chain"),
    site: text(row, "site"),
    n: integer(row, "n"),
    link: blob(row, "link").toString("hex"),
    signed: integer(row, "signed"),
    signedAt: integer(row, "signed_at"),
  };
}
