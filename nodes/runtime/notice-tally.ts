import type { Fields } from "../config/define.ts";
import type { Journal } from "../journal/journal.ts";
import type { NodeContext } from "./define-node.ts";

/** The status is renewed at most this often, milliseconds. */
const PAUSE_MS = 500;
/** Status keys, which each notify node has in its own catalogue. */
const TOLD = "told";
const NO_JOURNAL = "journal-unavailable";

/**
 * Keeps a notify node's status truthful: what was accepted and what failed for good since the deploy, and what
 * waits or is parked now, as the journal counts it. Nothing is asked while nothing happens.
 */
export class NoticeTally<F extends Fields, C extends Fields> {
  accepted = 0;
  failed = 0;
  readonly #node: NodeContext<F, C>;
  readonly #journal: Journal;
  #asking = false;
  #again = false;
  #closed = false;

  constructor(node: NodeContext<F, C>, journal: Journal) {
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
    const of = (state: string) =>
      counts.find((entry) => entry.node === this.#node.id && entry.state === state)?.count ?? 0;
    const { accepted, failed } = this;
    const params = { accepted, failed, waiting: of("waiting"), parked: of("parked") };
    const trouble = `${params.parked > 0 ? "-parked" : ""}${failed > 0 ? "-failed" : ""}`;
    const fill = trouble !== "" ? "red" : params.waiting > 0 ? "yellow" : "green";
    this.#node.status(fill, "dot", `${TOLD}${trouble}`, params);
  }
}
