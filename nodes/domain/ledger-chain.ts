import { type LedgerRecord, linkOf, type SignedCheckpoint, sealOf } from "./ledger.ts";
import type { ChainLine } from "./ledger-lines.ts";
import { type Problem, problemAt } from "./ledger-verdict.ts";

/** How far a chain was read, and what was found of it. After a fault it goes on from the line as it stands. */
export class ChainReading {
  readonly site: string;
  readonly first: number;
  #n: number;
  #link: string;
  /** The link as it should have been, where it was not. */
  #instead: string | null = null;
  #erased = 0;
  #signed: { readonly n: number; readonly at: number } | null = null;

  constructor({ site, after, link }: ChainLine) {
    this.site = site;
    this.first = after + 1;
    this.#n = after;
    this.#link = link;
  }

  /** The last record, and its link. */
  get n(): number {
    return this.#n;
  }

  get link(): string {
    return this.#link;
  }

  get erased(): number {
    return this.#erased;
  }

  /** What the last valid signature covers. */
  get signed(): { readonly n: number; readonly at: number } | null {
    return this.#signed;
  }

  sign(n: number, at: number): void {
    this.#signed = { n, at };
  }

  record(record: LedgerRecord): Problem | null {
    const { n, content, link } = record;
    if (n <= this.#n)
      return problemAt(this.site, n, `stands after record ${this.#n}: it is out of order or there twice`);
    const instead = n === this.#n + 1 ? this.#follows(record) : null;
    const problem = this.#problemOf(record, instead);
    this.goOn(n, link, instead);
    if (content === null) this.#erased += 1;
    return problem;
  }

  /** Takes this as the last record, whatever it was. */
  goOn(n: number, link: string, instead: string | null = null): void {
    this.#n = n;
    this.#link = link;
    this.#instead = instead;
  }

  /** Of a checkpoint whose signature holds. */
  checkpoint({ n, link, at }: SignedCheckpoint): Problem | null {
    if (n !== this.#n)
      return problemAt(
        this.site,
        n,
        `has its checkpoint after record ${this.#n}: lines were moved or taken out`,
      );
    const problem =
      link === this.#link || link === this.#instead
        ? null
        : problemAt(this.site, this.suspect, `or one up to record ${n} is not what was signed`);
    this.sign(n, at);
    return problem;
  }

  /** The first record that may be wrong where the chain is not what was signed. */
  get suspect(): number {
    return Math.min(Math.max((this.#signed?.n ?? 0) + 1, this.first), this.#n);
  }

  #problemOf({ n, content, seal }: LedgerRecord, instead: string | null): Problem | null {
    const expected = this.#n + 1;
    if (n > expected) {
      const more = n === expected + 1 ? "" : `, and all up to record ${n - 1}`;
      return problemAt(this.site, expected, `is missing${more}: record ${n} stands in its place`);
    }
    if (content !== null && sealOf(content) !== seal)
      return problemAt(this.site, n, "was changed: its content is not what was sealed");
    if (instead === null) return null;
    return problemAt(
      this.site,
      n,
      "was changed: its time, kind, seal or link is not what follows from the record before it",
    );
  }

  /** Null where the record's link follows from the chain, otherwise the link that would. */
  #follows(record: LedgerRecord): string | null {
    const right = linkOf(this.#link, record.seal, record);
    if (right === record.link) return null;
    // Behind a link that alone was changed the chain goes on from the right one.
    const on = this.#instead !== null && linkOf(this.#instead, record.seal, record) === record.link;
    return on ? null : right;
  }
}
