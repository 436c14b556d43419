import { createPublicKey, type KeyObject } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SignedCheckpoint } from "../domain/ledger.ts";
import { type LedgerKey, ledgerKeyOf, signCheckpoint } from "../domain/ledger-checkpoint.ts";
import type { Head, Ledger } from "./ledger.ts";
import { ledgerKey, placePublicKey } from "./ledger-key.ts";

/** A chain that was added to is signed this often, and sooner after this many records. */
export const SIGNED_EVERY_MS = 15 * 60_000;
export const SIGNED_EVERY_RECORDS = 10_000;
/** Signatures made together, some 0.1 ms each. */
const TOGETHER = 50;

export interface SignedNow {
  readonly checkpoints: readonly SignedCheckpoint[];
  /** The key they are signed with. */
  readonly key: LedgerKey;
  /** Whether there are more to sign: ask again. */
  readonly more: boolean;
}

/** Signs the newest record of each chain, from time to time. */
export class Checkpoints {
  readonly #ledger: Ledger;
  /** Null for a journal in memory: there is nothing to sign with, and nothing that lasts. */
  readonly #folder: string | null;
  readonly #insert: StatementSync;
  readonly #saveSigned: StatementSync;
  readonly #insertKey: StatementSync;
  #signer: { readonly privateKey: KeyObject; readonly key: LedgerKey } | null = null;

  constructor(db: DatabaseSync, ledger: Ledger, folder: string | null) {
    this.#ledger = ledger;
    this.#folder = folder;
    this.#insert = db.prepare(
      "INSERT INTO checkpoint (after, chain, n, link, at, key, signature) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#saveSigned = db.prepare("UPDATE ledger_chain SET signed = ?, signed_at = ? WHERE chain = ?");
    this.#insertKey = db.prepare(
      "INSERT INTO ledger_key (id, public_key) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
    );
  }

  /**
   * Signs the chains whose time has come; each with something new, where `all` is true.
   * @param now milliseconds since 1970
   * @throws LockerError `journal-unavailable` when the key cannot be used
   */
  sign(now: number, all: boolean): SignedNow | null {
    if (this.#folder === null) return null;
    const heads = [...this.#ledger.heads].filter((head) => (all ? head.n > head.signed : isDue(head, now)));
    if (heads.length === 0) return null;
    const { privateKey, key } = this.#signerIn(this.#folder);
    const checkpoints = heads.slice(0, TOGETHER).map((head) => this.#signed(head, now, privateKey, key));
    // Nothing before a checkpoint need be read again at a start, and nothing before one is missed when it is pruned.
    this.#ledger.saveHeads();
    return { checkpoints, key, more: heads.length > TOGETHER };
  }

  #signed(head: Head, at: number, privateKey: KeyObject, { id: key }: LedgerKey): SignedCheckpoint {
    const { chain, site, n, link } = head;
    const checkpoint = signCheckpoint({ ledger: this.#ledger.id, site, n, link, at, key }, privateKey);
    const signature = Buffer.from(checkpoint.signature, "base64");
    this.#insert.run(this.#ledger.last, chain, n, Buffer.from(link, "hex"), at, key, signature);
    this.#saveSigned.run(n, at, chain);
    head.signed = n;
    head.signedAt = at;
    return checkpoint;
  }

  #signerIn(folder: string): { readonly privateKey: KeyObject; readonly key: LedgerKey } {
    if (this.#signer) return this.#signer;
    const privateKey = ledgerKey(folder);
    placePublicKey(folder, createPublicKey(privateKey));
    this.#signer = { privateKey, key: ledgerKeyOf(privateKey) };
    this.#insertKey.run(this.#signer.key.id, this.#signer.key.publicKey);
    return this.#signer;
  }
}

/** The first records of a chain are signed at once; a clock that was set back does not hold signatures up. */
function isDue({ n, signed, signedAt }: Head, now: number): boolean {
  if (n === signed) return false;
  return n - signed >= SIGNED_EVERY_RECORDS || Math.abs(now - signedAt) >= SIGNED_EVERY_MS;
}
