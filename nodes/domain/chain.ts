/** Where an item stands in a chain. */
export class Place<T> {
  /** Null once it was taken out. */
  item: T | null;
  before: Place<T> | null;
  after: Place<T> | null = null;

  constructor(item: T, before: Place<T> | null) {
    this.item = item;
    this.before = before;
  }
}

/**
 * Items in the order in which they came, of which any can be taken out at once.
 *
 * A Set does that too. But where thousands a second come and go, V8 now and then copies a Set's table, and the table
 * left behind refers to the new one: once one of them is in the old space, all that follow get there, with whatever is
 * in them, until the next full garbage collection. A place that was left refers to nothing.
 */
export class Chain<T> {
  #first: Place<T> | null = null;
  #last: Place<T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The oldest. */
  get first(): T | null {
    return this.#first?.item ?? null;
  }

  /** @returns what takes it out again */
  add(item: T): Place<T> {
    const place = new Place(item, this.#last);
    if (this.#last === null) this.#first = place;
    else this.#last.after = place;
    this.#last = place;
    this.#size += 1;
    return place;
  }

  /**
   * @param place of this chain
   * @returns false where it was taken out before
   */
  remove(place: Place<T>): boolean {
    if (place.item === null) return false;
    const { before, after } = place;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    empty(place);
    this.#size -= 1;
    return true;
  }

  clear(): void {
    for (const place of this.places()) empty(place);
    this.#first = null;
    this.#last = null;
    this.#size = 0;
  }

  /** All places, oldest first, as they are now: of those taken out meanwhile the item is null. */
  places(): readonly Place<T>[] {
    const all: Place<T>[] = [];
    for (let place = this.#first; place !== null; place = place.after) all.push(place);
    return all;
  }
}

function empty<T>(place: Place<T>): void {
  place.item = null;
  place.before = null;
  place.after = null;
}
