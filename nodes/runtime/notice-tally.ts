import type { Fields } from "../config/define.ts";
import type { Journal, NoticeCount } from "../journal/journal.ts";
import type { NodeContext } from "./define-node.ts";

/** The status is renewed at most this often, milliseconds. */
const PAUSE_MS = 500;
/** Status keys, which each notify node has in its own catalogue. */
const TOLD = "told";
const TROUBLE = "trouble";
const NO_JOURNAL = "journal-unavailable";

/** What the tally needs of its node. */
type Shown<F extends Fields, C extends Fields> = Pick<
  NodeContext<F, C>,
  "id" | "clock" | "status" | "translate"
>;

/** What a person should know of. */
const TROUBLES = ["parked", "dead", "overdue"] as const;

/**
 * Keeps a notify node's status truthful: what was accepted since the deploy, and what waits now or needs a person, as
 * the journal counts it, also from before a restart. Nothing is asked while nothing happens.
 */
export class NoticeTally<F extends Fields, C extends Fields> {
  accepted = 0;
  readonly #node: Shown<F, C>;
  readonly #journal: Pick<Journal, "outboxCounts">;
  #asking = false;
  #again = false;
  #closed = false;

  constructor(node: Shown<F, C>, journal: Pick<Journal, "outboxCounts">) {
    this.#node = node;
    this.#journal = journal;
  }

  /** Something happened: renews the status now, or as soon as the pause since the last time is over. */
  refresh(): void {
    this.#again = true;
    if (this.#asking || this.#closed) return;
    this.#asking = true;
    this.#again = false;
    this.#show()
      .catch(() => {
        if (!this.#closed) this.#node.status("red", "ring", NO_JOURNAL);
      })
      .finally(() => {
        if (this.#closed) return;
        this.#node.clock.after(PAUSE_MS, () => {
          this.#asking = false;
          if (this.#again) this.refresh();
        });
      });
  }

  close(): void {
    this.#closed = true;
  }

  async #show(): Promise<void> {
    const counts = await this.#journal.outboxCounts();
    if (this.#closed) return;
    const of = (state: NoticeCount) =>
      counts.find((entry) => entry.node === this.#node.id && entry.state === state)?.count ?? 0;
    const troubles = TROUBLES.flatMap((state) => {
      const count = of(state);
      return count === 0 ? [] : [this.#node.translate(`common.outbox.${state}`, { count })];
    });
    if (troubles.length > 0) {
      this.#node.status("red", "dot", TROUBLE, { what: troubles.join(", ") });
      return;
    }
    const waiting = of("waiting");
    this.#node.status(waiting > 0 ? "yellow" : "green", "dot", TOLD, { accepted: this.accepted, waiting });
  }
}
