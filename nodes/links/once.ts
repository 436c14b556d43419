/** Something made at first use and undone at the end; after a failure, making it is tried again. */
export interface Once<T> {
  get(): Promise<T>;
  /** Undoes what was made; a later `get` makes it anew. */
  end(undo: (made: T) => void): void;
}

export function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | null = null;
  return {
    get() {
      made ??= make().catch((thrown: unknown) => {
        made = null;
        throw thrown;
      });
      return made;
    },
    end(undo) {
      made?.then(undo, () => {});
      made = null;
    },
  };
}
