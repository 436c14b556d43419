import type { KeyObject } from "node:crypto";
import { CHAIN, type SignedCheckpoint } from "./ledger.ts";
import { ChainReading } from "./ledger-chain.ts";
import { isSignedBy, type LedgerKey, ledgerKeyOf, publicKeyOf } from "./ledger-checkpoint.ts";
import { type EndLine, type HeaderLine, type LedgerLine, LONGEST_LINE, readLine } from "./ledger-lines.ts";
import { Published } from "./ledger-published.ts";
import { Faults, type LedgerVerdict, type Problem, problemAt, problemOfLine } from "./ledger-verdict.ts";

export interface LedgerVerifierOptions {
  /** Keys that may have signed, known from elsewhere; without any the file's own keys are believed. */
  readonly keys?: readonly KeyObject[];
  /** Checkpoints published earlier, from elsewhere. */
  readonly checkpoints?: readonly SignedCheckpoint[];
}

/** Chains in one file: bounds what is remembered, and no gateway has more sites. */
const MOST_CHAINS = 100_000;

/**
 * Checks an export line by line and remembers a few values for each chain, however long the file is. After a
 * fault it takes the line as it stands and goes on, so that a second fault is found as well.
 */
export class LedgerVerifier {
  readonly #keys = new Map<string, KeyObject>();
  readonly #pinned: boolean;
  readonly #published: Published;
  readonly #chains = new Map<string, ChainReading>();
  readonly #faults = new Faults();
  #line = 0;
  #records = 0;
  #header: HeaderLine | null = null;
  #ended = false;

  constructor({ keys = [], checkpoints = [] }: LedgerVerifierOptions = {}) {
    for (const key of keys) this.#keys.set(ledgerKeyOf(key).id, key);
    this.#pinned = keys.length > 0;
    this.#published = new Published(checkpoints);
  }

  /**
   * @param bytes of the line without its line feed; of one longer than LONGEST_LINE one byte more is enough
   * @returns what the line says; null where it is not written as a gateway writes it
   */
  line(bytes: Uint8Array): LedgerLine | null {
    this.#line += 1;
    const text = bytes.length > LONGEST_LINE ? null : decoded(bytes);
    const line = text === null ? null : readLine(text);
    const problem = line === null ? this.#damaged(bytes.length, text ?? "") : this.#problemOf(line);
    if (problem) this.#faults.add(this.#line, problem);
    return line;
  }

  /** @param complete whether the file's last byte was a line feed */
  end(complete: boolean): LedgerVerdict {
    const lacking = this.#lacking(complete);
    const published = this.#published.end(this.#chains, this.#header, this.#keys);
    for (const problem of [...(lacking ? [lacking] : []), ...published]) this.#faults.add(0, problem);
    return {
      faults: this.#faults.told,
      moreFaults: this.#faults.more,
      ledger: this.#header?.ledger ?? null,
      keys: [...this.#keys.keys()],
      records: this.#records,
      chains: [...this.#chains.values()].map(({ site, first, n, erased, signed }) => ({
        site,
        first,
        last: n,
        erased,
        signed,
      })),
      compared: this.#published.compared,
      beyond: this.#published.beyond,
    };
  }

  #problemOf(line: LedgerLine): Problem | null {
    if (this.#ended) return problemOfLine("stands after the end of the ledger");
    if (line.type === "ledger") {
      if (this.#line > 1) return problemOfLine("begins a second ledger");
      this.#header = line;
      return null;
    }
    // Without its first line the file says of nothing which ledger it belongs to.
    if (this.#line === 1) this.#faults.add(1, problemOfLine("is not the first line of a ledger"));
    switch (line.type) {
      case "key":
        return this.#key(line);
      case "chain": {
        if (this.#chains.has(line.site)) return problemOfLine(`begins the chain of ${line.site} again`);
        if (this.#chains.size >= MOST_CHAINS)
          return problemOfLine("begins more chains than a ledger can have");
        const chain = new ChainReading(line);
        this.#chains.set(line.site, chain);
        return this.#published.compare(chain, this.#header?.ledger);
      }
      case "record": {
        const chain = this.#chains.get(line.site);
        if (!chain) return problemAt(line.site, line.n, "belongs to a chain that this file does not begin");
        this.#records += 1;
        return chain.record(line) ?? this.#published.compare(chain, this.#header?.ledger);
      }
      case "checkpoint":
        return this.#checkpoint(line);
      case "end":
        this.#ended = true;
        return this.#end(line);
    }
  }

  #key({ id, publicKey }: LedgerKey): Problem | null {
    try {
      const key = publicKeyOf(publicKey);
      if (ledgerKeyOf(key).id !== id)
        return problemOfLine("was changed: the key it holds is not the one it names");
      // Beside keys from elsewhere the file's own prove nothing.
      if (!this.#pinned) this.#keys.set(id, key);
      return null;
    } catch {
      return problemOfLine("was changed: it holds no Ed25519 key");
    }
  }

  #checkpoint(checkpoint: SignedCheckpoint): Problem | null {
    const { site, n } = checkpoint;
    const chain = this.#chains.get(site);
    if (!chain) return problemAt(site, n, "has a checkpoint, but this file does not begin its chain");
    const key = this.#keys.get(checkpoint.key);
    if (!key) {
      const which = this.#pinned ? "another key than the one given" : "a key that this file does not hold";
      return problemAt(site, n, `has a checkpoint signed with ${which}`);
    }
    if (checkpoint.ledger !== this.#header?.ledger)
      return problemAt(site, n, "has a checkpoint of another ledger than this file");
    if (!isSignedBy(checkpoint, key))
      return problemAt(site, n, "has a checkpoint that was changed: its signature does not hold");
    return chain.checkpoint(checkpoint);
  }

  #end({ lines, chains }: EndLine): Problem | null {
    const held = [...this.#chains.values()];
    for (const [index, { site, n }] of chains.entries()) {
      const chain = held[index];
      if (chain?.site !== site) return problemOfLine(`names a chain of ${site} that does not begin there`);
      if (chain.n < n) return problemAt(site, chain.n + 1, `is missing: the end line counts ${n}`);
      if (chain.n > n) return problemAt(site, n + 1, "is not counted by the end line");
    }
    if (chains.length < held.length) return problemOfLine("does not name all chains of the file");
    return lines === this.#line
      ? null
      : problemOfLine(`says that the file has ${lines} lines, but it is line ${this.#line}`);
  }

  #damaged(length: number, text: string): Problem {
    const [site, n] = placeIn(text);
    const chain = site === null ? undefined : this.#chains.get(site);
    const link = /"link":"([0-9a-f]{64})"\}$/.exec(text)?.[1];
    if (chain && link !== undefined && chain.n + 1 === n) {
      // It goes on behind this record, instead of calling it missing as well.
      this.#records += 1;
      chain.goOn(n, link);
    }
    if (length > LONGEST_LINE)
      return problemAt(site, n, `is longer than the ${LONGEST_LINE} bytes a line can have`);
    if (this.#line === 1) return problemOfLine("is not the first line of a ledger");
    return problemAt(site, n, "was changed: it is not written as a gateway writes it");
  }

  #lacking(complete: boolean): Problem | null {
    if (this.#line === 0) return problemOfLine("The file is empty");
    if (this.#ended)
      return complete ? null : problemOfLine("The line feed at the end of the file is missing");
    const places = [...this.#chains.values()].slice(0, 5).map(({ site, n }) => `record ${n} of ${site}`);
    const behind = places.length > 0 ? `, behind ${places.join(", ")}` : "";
    return problemOfLine(`The file has no end line: it was cut off after line ${this.#line}${behind}`);
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decoded(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** The record that a damaged line seems to hold. */
function placeIn(text: string): [site: string | null, n: number | null] {
  if (!text.startsWith('{"type":"record"')) return [null, null];
  const site = /"site":"([^"]{1,40})"/.exec(text)?.[1];
  const n = /"n":(\d{1,15})\b/.exec(text)?.[1];
  return [site !== undefined && CHAIN.test(site) ? site : null, n === undefined ? null : Number(n)];
}
