import type { Standing } from "../domain/watch-mass.ts";
import { MANY } from "../domain/watch-presence.ts";
import type { Journal } from "../journal/journal.ts";

const PREFIX = "mass-offline ";

/** A change to be written with the event that tells it. */
interface Noted {
  readonly key: string;
  readonly value: string | null;
}

/** Sites of which was told that nothing, or little, is heard of them, and that is not over; also after a restart. */
export class StandingLosses {
  readonly #journal: Pick<Journal, "recall">;
  readonly #owner: string;
  readonly #sites = new Map<string, Standing>();
  /** Since when only a few are lost, of the listening. */
  readonly #fewSince = new Map<string, number>();
  #isRead = false;

  /** @param owner id of the connection */
  constructor(journal: Pick<Journal, "recall">, owner: string) {
    this.#journal = journal;
    this.#owner = owner;
  }

  get isRead(): boolean {
    return this.#isRead;
  }

  get all(): readonly (readonly [string, Standing])[] {
    return [...this.#sites];
  }

  of(site: string): Standing | null {
    return this.#sites.get(site) ?? null;
  }

  async read(): Promise<void> {
    if (this.#isRead) return;
    for (const { key, value } of await this.#journal.recall(this.#owner)) {
      const standing = standingIn(value);
      if (key.startsWith(PREFIX) && standing !== null) this.#sites.set(key.slice(PREFIX.length), standing);
    }
    this.#isRead = true;
  }

  /**
   * @param now milliseconds since 1970
   * @returns what is to be remembered of it
   */
  set(site: string, change: Partial<Pick<Standing, "units" | "link">>, now: number): Noted {
    const before = this.#sites.get(site) ?? { from: now, units: false, link: false };
    const standing = { ...before, ...change };
    const stands = standing.units || standing.link;
    this.#fewSince.delete(site);
    if (stands) this.#sites.set(site, standing);
    else this.#sites.delete(site);
    return { key: `${PREFIX}${site}`, value: stands ? JSON.stringify(standing) : null };
  }

  /**
   * @param lost how many units of the site are lost
   * @param now of the listening
   * @param fewMs how long a few may be lost before it is over without them
   */
  isOver(site: string, lost: number, now: number, fewMs: number): boolean {
    if (lost === 0) return true;
    if (lost >= MANY) {
      this.#fewSince.delete(site);
      return false;
    }
    const since = this.#fewSince.get(site) ?? now;
    this.#fewSince.set(site, since);
    return now - since >= fewMs;
  }
}

function standingIn(value: string): Standing | null {
  const found: unknown = JSON.parse(value);
  if (typeof found !== "object" || found === null || !("from" in found)) return null;
  const { from } = found;
  if (typeof from !== "number") return null;
  return {
    from,
    units: "units" in found && found.units === true,
    link: "link" in found && found.link === true,
  };
}
