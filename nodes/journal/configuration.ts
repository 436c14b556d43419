import { createHmac } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { GATEWAY_CHAIN } from "../domain/ledger.ts";
import { blob, text } from "./columns.ts";
import type { ConfigurationPart } from "./journal.ts";
import type { Ledger } from "./ledger.ts";

/** Records when the flows, a calendar or the register are not what they were when that was last recorded. */
export class Configuration {
  readonly #ledger: Ledger;
  readonly #secret: Buffer;
  readonly #read: StatementSync;
  readonly #save: StatementSync;

  constructor(db: DatabaseSync, ledger: Ledger) {
    this.#ledger = ledger;
    this.#secret = blob(db.prepare("SELECT secret FROM ledger_state").get() ?? {}, "secret");
    this.#read = db.prepare("SELECT hash FROM configuration WHERE part = ?");
    this.#save = db.prepare("INSERT OR REPLACE INTO configuration (part, hash) VALUES (?, ?)");
  }

  /**
   * Only what depends on the secret is kept: of a small register the hash alone would tell whoever knows all but a
   * telephone number that number.
   */
  add(parts: readonly ConfigurationPart[], at: number): null {
    for (const { part, digest } of parts) {
      const hash = createHmac("sha256", this.#secret).update(`${part}\n${digest}`).digest("hex");
      const row = this.#read.get(part);
      const before = row ? text(row, "hash") : null;
      if (hash === before) continue;
      this.#save.run(part, hash);
      const body = JSON.stringify({ part, before, now: hash });
      this.#ledger.add({ site: GATEWAY_CHAIN, locker: null, kind: "configuration", at, ref: part, body });
    }
    return null;
  }
}
