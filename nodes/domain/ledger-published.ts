import type { KeyObject } from "node:crypto";
import type { SignedCheckpoint } from "./ledger.ts";
import type { ChainReading } from "./ledger-chain.ts";
import { isSignedBy } from "./ledger-checkpoint.ts";
import type { HeaderLine } from "./ledger-lines.ts";
import { type Problem, problemAt, problemOfLine } from "./ledger-verdict.ts";

/** Checkpoints that left the gateway earlier: they show what was cut off or made anew since. */
export class Published {
  readonly #bySite = new Map<string, SignedCheckpoint[]>();
  #compared = 0;
  #beyond = 0;

  constructor(checkpoints: readonly SignedCheckpoint[]) {
    for (const checkpoint of checkpoints) {
      const known = this.#bySite.get(checkpoint.site);
      if (known) known.push(checkpoint);
      else this.#bySite.set(checkpoint.site, [checkpoint]);
    }
  }

  get compared(): number {
    return this.#compared;
  }

  get beyond(): number {
    return this.#beyond;
  }

  /** Holds the chain against what was published when this was its last record. */
  compare(chain: ChainReading, ledger: string | undefined): Problem | null {
    const published = this.#bySite.get(chain.site);
    if (!published) return null;
    for (const { n, link, at, ledger: of } of published) {
      if (n !== chain.n || of !== ledger) continue;
      this.#compared += 1;
      if (link !== chain.link)
        return problemAt(
          chain.site,
          chain.suspect,
          `or one up to record ${n} is not what the published checkpoint signed`,
        );
      if (n >= chain.first) chain.sign(n, at);
    }
    return null;
  }

  /** What no line could show: records that are not there, checkpoints that prove nothing. */
  end(
    chains: ReadonlyMap<string, ChainReading>,
    header: HeaderLine | null,
    keys: ReadonlyMap<string, KeyObject>,
  ): Problem[] {
    const problems: Problem[] = [];
    let ours = 0;
    for (const [site, checkpoints] of this.#bySite) {
      const own = checkpoints.filter(({ ledger }) => ledger === header?.ledger);
      ours += own.length;
      const unsigned = own.find((checkpoint) => {
        const key = keys.get(checkpoint.key);
        return !key || !isSignedBy(checkpoint, key);
      });
      if (unsigned)
        problems.push(
          problemAt(site, unsigned.n, "has a published checkpoint that no key of this ledger signed"),
        );
      const lacking = this.#lacking(site, Math.max(0, ...own.map(({ n }) => n)), chains.get(site), header);
      if (lacking) problems.push(lacking);
    }
    if (this.#bySite.size > 0 && ours === 0)
      problems.push(problemOfLine("The published checkpoints are all of another ledger than this file"));
    return problems;
  }

  #lacking(
    site: string,
    last: number,
    chain: ChainReading | undefined,
    header: HeaderLine | null,
  ): Problem | null {
    const n = chain?.n ?? 0;
    if (last <= n) return null;
    // Whoever asked for a part gets a part.
    if (header && (header.to !== null || (chain === undefined && header.site !== null))) {
      this.#beyond += 1;
      return null;
    }
    const more = last === n + 1 ? "" : `, and all up to record ${last}`;
    return problemAt(site, n + 1, `is missing${more}: a published checkpoint covers it`);
  }
}
