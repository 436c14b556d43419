/** An alarm receiving centre that answers 40 times a second is remembered for more than four minutes. */
const REMEMBERED = 20_000;
/** Hexadecimal digits of a block of AES. */
const BLOCK = 32;

/**
 * How the encrypted messages ended that were on the line already. What ends alike is one of them, or is patched
 * together of them: whoever has no key cannot make another end in which a time is read.
 */
export class SpentEnds {
  readonly #ends = new Set<string>();
  readonly #most: number;

  /** @param most how many are remembered, the latest ones */
  constructor(most = REMEMBERED) {
    this.#most = most;
  }

  /** @param body of a frame, encrypted */
  add(body: string): void {
    this.#ends.add(endOf(body));
    for (const oldest of this.#ends) {
      if (this.#ends.size <= this.#most) break;
      this.#ends.delete(oldest);
    }
  }

  has(body: string): boolean {
    return this.#ends.has(endOf(body));
  }
}

function endOf(body: string): string {
  return body.slice(-BLOCK).toUpperCase();
}
