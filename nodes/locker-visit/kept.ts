import type { Journal } from "../journal/journal.ts";
import type { Perseverance } from "../runtime/persevere.ts";

/** What the journal commits as a whole, and how that ended. */
interface Batch {
  readonly values: Map<string, string | null>;
  readonly written: Promise<void>;
}

/**
 * What a node keeps over a restart, by key. All that is kept in one turn of the event loop is written in one commit,
 * one after the other, so that an older value never comes after a newer one.
 */
export class Kept {
  readonly #node: string;
  readonly #journal: Pick<Journal, "remember" | "recall">;
  readonly #perseverance: Perseverance;
  /** The batch that still takes values. */
  #open: Batch | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(node: string, journal: Pick<Journal, "remember" | "recall">, perseverance: Perseverance) {
    this.#node = node;
    this.#journal = journal;
    this.#perseverance = perseverance;
  }

  recall(): ReturnType<Journal["recall"]> {
    return this.#perseverance.ask(() => this.#journal.recall(this.#node), null);
  }

  /** @param value null: it needs not be kept any more */
  set(key: string, value: object | null): void {
    const batch = this.#open ?? this.#begin();
    batch.values.set(key, value && JSON.stringify(value));
  }

  /**
   * Resolves when all that was set so far is committed.
   * @throws LockerError `journal-unavailable` where the node was stopped before
   */
  get written(): Promise<void> {
    return this.#last;
  }

  #begin(): Batch {
    const values = new Map<string, string | null>();
    const before = this.#last.catch(() => undefined);
    const written = before.then(() => {
      if (this.#open?.values === values) this.#open = null;
      const changes = [...values].map(([key, value]) => ({ key, value }));
      return this.#perseverance.ask(() => this.#journal.remember(this.#node, changes), null);
    });
    // Whoever waits is told; where nobody does, the next start looks.
    written.catch(() => undefined);
    this.#last = written;
    this.#open = { values, written };
    return this.#open;
  }
}
