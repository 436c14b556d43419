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
  /** Events of the units, and those of the gateway that somebody was told of. */
  readonly #known = new Set<string>();

  constructor(bank: Bank, hours: Hours) {
    this.#bank = bank;
    this.#hours = hours;
  }

  get missing(): number {
    return this.#missing.size;
  }

  recorded(event: SentEvent): void {
    this.sent.push(event);
    this.#demand(event.id, demandsOf(event, this.#bank, this.#hours));
  }

  taken(one: Taken): void {
    if (one.event !== null && !this.#known.has(one.event)) {
      this.#demand(one.event, demandsOfDerived(one.event, one.address, this.#bank));
    }
    this.#missing.delete(noticeKey(one));
  }

  #demand(event: string, demands: readonly Demand[]): void {
    this.#known.add(event);
    for (const demand of demands) {
      this.demands.push(demand);
      this.#missing.set(noticeKey(demand), demand);
    }
  }
}
