/** A map that forgets what was not used for longest once it is full: a sixteenth of it at once. */
export class Lru<K, V extends object | true> {
  readonly #entries = new Map<K, V>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Hands a value over: it is not kept any more. */
  take(key: K): V | undefined {
    const value = this.#entries.get(key);
    this.#entries.delete(key);
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#capacity) return;
    // The way to the oldest leads past all that was forgotten lately, so it is gone seldom.
    let surplus = Math.max(this.#capacity >> 4, 1);
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      surplus -= 1;
      if (surplus === 0) return;
    }
  }
}
