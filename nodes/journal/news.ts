import { sentenceOf } from "../domain/errors.ts";
import type { Journal } from "./journal.ts";
import type { OutboxNews } from "./outbox.ts";

/** Missed news that are taken out of the journal at once. */
const AT_ONCE = 100;

type Listener = (news: OutboxNews) => void;

/**
 * Tells nodes what became of their notices. What is parked or dead is told for certain: a node that is not there, as
 * in a deploy, is told when it is back, also after a restart.
 */
export class News {
  readonly #journal: Pick<Journal, "told" | "untold">;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(journal: Pick<Journal, "told" | "untold">) {
    this.#journal = journal;
  }

  /** Ids of the nodes that listen. */
  get nodes(): readonly string[] {
    return [...this.#listeners.keys()];
  }

  /** Returns how to stop. */
  listen(node: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(node) ?? new Set();
    this.#listeners.set(node, listeners.add(listener));
    if (listeners.size === 1) void this.#tellMissed(node);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(node) === listeners) this.#listeners.delete(node);
    };
  }

  /** These are recorded in the journal. */
  async tellAll(all: readonly OutboxNews[]): Promise<void> {
    const told = all.filter((news) => this.tell(news));
    await this.#written(
      told.filter(({ outcome }) => outcome.result === "parked" || outcome.result === "dead"),
    );
  }

  /** False where nobody listens. */
  tell(news: OutboxNews): boolean {
    const listeners = this.#listeners.get(news.item.notice.node);
    for (const listener of listeners ?? []) {
      try {
        listener(news);
      } catch (thrown) {
        // A node that fails at its news must not hold up the notices of the others.
        process.emitWarning(`A node could not take in what became of its notice: ${sentenceOf(thrown)}`);
      }
    }
    return listeners !== undefined;
  }

  async #tellMissed(node: string): Promise<void> {
    try {
      for (;;) {
        const missed = await this.#journal.untold(node, AT_ONCE);
        const told = missed
          .map(({ item, outcome }): OutboxNews => ({ item, outcome, reason: outcome.reason ?? null }))
          .filter((news) => this.tell(news));
        if (told.length === 0 || !(await this.#written(told))) return;
      }
    } catch {
      // They stay untold, until the node is there anew.
    }
  }

  /** False where the journal cannot be used: they are told once more. */
  async #written(told: readonly OutboxNews[]): Promise<boolean> {
    if (told.length === 0) return true;
    try {
      await this.#journal.told(told.map(({ item }) => item.position));
      return true;
    } catch {
      return false;
    }
  }
}
