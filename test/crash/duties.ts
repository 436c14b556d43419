import type { Bank } from "./bank.ts";
import { noticeKey, type Taken } from "./compare.ts";
import { type Demand, demandsOf, demandsOfDerived, type SentEvent } from "./demand.ts";
import type { Hours } from "./hours.ts";

/** What must arrive, growing with each event, and what of it is still to come. */
export class Duties {
  readonly sent: SentEvent[] = [];
  readonly demands: Demand[] = [];
  readonly #bank: Bank;
  readonly #hours: Hours;
  readonly #missing = new Map<string, Demand>();
  /** Events of the units, and those of the gateway that a control room or a branch was told of. */
  readonly #known = new Set<string>();
  readonly #demanded = new Set<string>();

  constructor(bank: Bank, hours: Hours) {
    this.#bank = bank;
    this.#hours = hours;
  }

  get missing(): number {
    return this.#missing.size;
  }

  recorded(event: SentEvent): void {
    this.sent.push(event);
    this.#known.add(event.id);
    this.#demand(demandsOf(event, this.#bank, this.#hours));
  }

  taken(one: Taken): void {
    if (one.event !== null && !this.#known.has(one.event)) {
      const demands = demandsOfDerived(one.event, one.address, this.#bank);
      this.#demand(demands);
      // An insurer who was told first leaves open whom else it concerns.
      if (!demands.every(({ party }) => party === "insurer")) this.#known.add(one.event);
    }
    this.#missing.delete(noticeKey(one));
  }

  #demand(demands: readonly Demand[]): void {
    for (const demand of demands) {
      const key = noticeKey(demand);
      if (this.#demanded.has(key)) continue;
      this.#demanded.add(key);
      this.demands.push(demand);
      this.#missing.set(key, demand);
    }
  }
}
