export interface Rate {
  readonly perSecond: number;
  /** 1 or more. */
  readonly burst: number;
}

/** So many messages a second, and after a pause so many at once. */
export class TokenBucket {
  #rate: Rate;
  #tokens: number;
  #at: number;

  /** @param at monotonic milliseconds, here and below */
  constructor(rate: Rate, at: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = at;
  }

  /** A new rate takes over what the old one left: a deploy does not fill the bucket. */
  change(rate: Rate, at: number): void {
    this.#fill(at);
    this.#rate = rate;
    this.#tokens = Math.min(this.#tokens, rate.burst);
  }

  /** Whole tokens that are there. */
  tokens(at: number): number {
    this.#fill(at);
    return Math.floor(this.#tokens);
  }

  take(count: number): void {
    this.#tokens -= count;
  }

  /** Milliseconds until there is one whole token. */
  wait(at: number): number {
    this.#fill(at);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#rate.perSecond) * 1000);
  }

  #fill(at: number): void {
    const ms = Math.max(at - this.#at, 0);
    this.#at = at;
    if (ms > 0) this.#tokens = Math.min(this.#rate.burst, this.#tokens + (ms / 1000) * this.#rate.perSecond);
  }
}
