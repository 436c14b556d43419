import { useEffect, useState } from "preact/hooks";

/** A value that views follow. */
export class Store<T> {
  #value: T;
  readonly #followers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const follower of this.#followers) follower();
  }

  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}

/** The value now; the component is drawn again when it changes. */
export function useStore<T>(store: Store<T>): T {
  return useChosen(store, same);
}

/** Drawn again only when what is chosen of the value changes. `choose` stays the same function. */
export function useChosen<T, U>(store: Store<T>, choose: (value: T) => U): U {
  const [, again] = useState<U>(() => choose(store.value));
  useEffect(() => {
    const follow = () => again(() => choose(store.value));
    // It may have changed since it was drawn.
    follow();
    return store.follow(follow);
  }, [store, choose]);
  return choose(store.value);
}

function same<T>(value: T): T {
  return value;
}
