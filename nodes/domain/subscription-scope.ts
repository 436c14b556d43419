import { Grouped } from "./grouped.ts";
import type { Register, SubscribedClass, Subscription } from "./register.ts";
import { isWanted } from "./subscription.ts";

/** What is told: where, of which class, and on which day. */
export interface Matter {
  readonly class: SubscribedClass;
  readonly site: string;
  /** Null where it concerns the whole site: then it concerns each locker there. */
  readonly locker: string | null;
  /** ISO date, local to the site. */
  readonly date: string;
}

/**
 * The subscriptions of one state of the register, found by place without going through all of them: in a
 * break-in thousands of lockers ask within minutes.
 */
export class Subscribers {
  readonly #everywhere: Subscription[] = [];
  readonly #bySite = new Grouped<Subscription>();
  readonly #byLocker = new Grouped<Subscription>();
  /** Those of single lockers, by the sites the lockers are at. */
  readonly #bySiteOfLocker = new Grouped<Subscription>();

  constructor(register: Register) {
    for (const subscription of register.subscriptions) this.#add(subscription, register);
  }

  /** Each subscriber who is to be told, once. */
  of({ class: told, site, locker, date }: Matter): readonly Subscription[] {
    const single = locker === null ? this.#bySiteOfLocker.of(site) : this.#byLocker.of(locker);
    return [...this.#everywhere, ...(this.#bySite.of(site) ?? []), ...(single ?? [])].filter(
      (subscription) => subscription.classes.has(told) && isWanted(subscription, date),
    );
  }

  #add(subscription: Subscription, register: Register): void {
    const { sites, lockers } = subscription;
    if (lockers.size === 0) {
      if (sites.size === 0) this.#everywhere.push(subscription);
      for (const site of sites) this.#bySite.add(site, subscription);
      return;
    }
    const places = new Set<string>();
    for (const locker of lockers) {
      const site = register.lockers.get(locker)?.site;
      if (site === undefined || (sites.size > 0 && !sites.has(site))) continue;
      this.#byLocker.add(locker, subscription);
      places.add(site);
    }
    for (const site of places) this.#bySiteOfLocker.add(site, subscription);
  }
}
