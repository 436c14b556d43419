/** Values in lists by a key, each in the order they came. */
export class Grouped<T> {
  readonly #lists = new Map<string, T[]>();

  add(key: string, value: T): void {
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, [value]);
    else list.push(value);
  }

  /** Undefined where nothing was added under the key. */
  of(key: string): readonly T[] | undefined {
    return this.#lists.get(key);
  }
}
