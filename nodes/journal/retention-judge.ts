import { hash } from "node:crypto";
import { hirerOfLocker, type RetentionPolicy } from "../domain/keeping.ts";
import { PRODUCT_EPOCH } from "../domain/occurred.ts";

/** Says of each record whether its content is to be erased. */
export class Judge {
  readonly #policy: RetentionPolicy;
  readonly #siteOf: (chain: number) => string;

  constructor(policy: RetentionPolicy, siteOf: (chain: number) => string) {
    this.#policy = policy;
    this.#siteOf = siteOf;
  }

  /** No content that is as young as this, or younger, is too old for any site. */
  get youngest(): number {
    const { otherwise, sites } = this.#policy;
    return Math.max(0, ...[otherwise, ...sites.values()].filter((cut) => cut !== null));
  }

  /** The same for lockers that are erased sooner. */
  get youngestForgotten(): number {
    const { lockers, hirers } = this.#policy;
    return Math.max(0, ...lockers.values(), ...hirers.values());
  }

  /** Whether it is older than its site keeps it. @param made milliseconds since 1970 */
  isOld(chain: number, locker: string | null, made: number): boolean {
    const cut = this.#cutOf(chain, locker);
    return cut !== null && made < cut;
  }

  /**
   * Whether it was recorded before the hirer left.
   * @param hirer whom alone of the locker's hirers it is about; null: all of them
   */
  isForgotten(chain: number, locker: string | null, made: number, hirer: string | null): boolean {
    if (locker === null || this.#cutOf(chain, locker) === null) return false;
    const { lockers, hirers } = this.#policy;
    const isBefore = (cut: number | undefined) => cut !== undefined && made < cut;
    return (
      isBefore(lockers.get(locker)) || (hirer !== null && isBefore(hirers.get(hirerOfLocker(hirer, locker))))
    );
  }

  /** Another one for other rules about what is erased sooner, or held. */
  get forgettingRules(): string {
    const { sites, held, leaving } = this.#policy;
    const onHold = [...sites].filter(([, cut]) => cut === null).map(([site]) => site);
    return hash("sha256", JSON.stringify([onHold.sort(), [...held].sort(), leaving]));
  }

  /** Null where it is on hold. */
  #cutOf(chain: number, locker: string | null): number | null {
    const { otherwise, sites, held } = this.#policy;
    if (locker !== null && held.has(locker)) return null;
    const cut = sites.get(this.#siteOf(chain));
    return cut === undefined ? otherwise : cut;
  }
}

/**
 * When a record was made at the latest known moment: records are made in order, so one whose clock was behind is no
 * older than those before it, and what a clock that was ahead has said is passed over.
 */
export class MadeAt {
  readonly #now: number;
  latest: number;

  /**
   * @param latest what was known before these records, 0 where nothing was
   * @param times of the records, milliseconds since 1970
   */
  constructor(now: number, latest: number, times: readonly number[]) {
    this.#now = now;
    // What was made before the clock was set is at least as old as the first that was made after.
    this.latest = latest > 0 ? latest : (times.find((at) => this.#isKnown(at)) ?? now);
  }

  of(at: number): number {
    if (this.#isKnown(at)) this.latest = Math.max(this.latest, at);
    return this.latest;
  }

  #isKnown(at: number): boolean {
    return at >= PRODUCT_EPOCH && at <= this.#now;
  }
}
