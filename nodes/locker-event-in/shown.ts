import type { Fields } from "../config/define.ts";
import type { Cancel } from "../domain/clock.ts";
import type { NodeContext } from "../runtime/define-node.ts";
import type { IntakeState } from "./consumers.ts";

/** Counts are shown at most this often: every status is a message to each open editor. */
const SHOW_EVERY_MS = 1000;
/** So many events in the flow at once are worth showing. */
const MANY = 100;
/** For how long is shown that events were sent again. */
const RESENT_MS = 60_000;

/** What the node shows below itself: the truth about its connection, and how much came in. */
export class Shown {
  readonly #node: NodeContext<Fields, Fields>;
  #state: IntakeState = { state: "stopped" };
  #events = 0;
  #rejected = 0;
  #resent = 0;
  /** When an event was last sent again, monotonic milliseconds. */
  #resentAt = 0;
  #pending: Cancel | null = null;
  readonly #moving: () => number;

  /** @param moving how many events the flow has in hand */
  constructor(node: NodeContext<Fields, Fields>, moving: () => number) {
    this.#node = node;
    this.#moving = moving;
  }

  state(state: IntakeState): void {
    this.#state = state;
    this.#show();
  }

  /** @param resent true where it may have been sent before */
  countEvent(resent: boolean): void {
    this.#events += 1;
    if (resent) {
      this.#resent += 1;
      this.#resentAt = this.#node.clock.monotonic();
    }
    this.#soon();
  }

  countRejected(count: number): void {
    this.#rejected += count;
    this.#soon();
  }

  #soon(): void {
    this.#pending ??= this.#node.clock.after(SHOW_EVERY_MS, () => {
      this.#pending = null;
      this.#show();
      // What is shown now passes without anything that comes in.
      if (this.#isResending || this.#moving() >= MANY) this.#soon();
      else this.#resent = 0;
    });
  }

  get #isResending(): boolean {
    return this.#resent > 0 && this.#node.clock.monotonic() - this.#resentAt < RESENT_MS;
  }

  #show(): void {
    const counts = { events: this.#events, rejected: this.#rejected };
    switch (this.#state.state) {
      case "connected":
        if (this.#isResending) this.#node.status("blue", "dot", "resent", { count: this.#resent });
        else if (this.#moving() >= MANY)
          this.#node.status("yellow", "dot", "open", { count: this.#moving() });
        else if (this.#events + this.#rejected === 0) this.#node.status("green", "dot", "connected");
        else this.#node.status(this.#rejected > 0 ? "yellow" : "green", "dot", "counts", counts);
        break;
      case "connecting":
        this.#node.status("yellow", "ring", "connecting");
        break;
      case "behind": {
        const { count, oldestMs } = this.#state;
        this.#node.status("yellow", "ring", "behind", { count, seconds: Math.round(oldestMs / 1000) });
        break;
      }
      case "stopped":
        this.#node.status("grey", "ring", "stopped");
        break;
      case "refused":
      case "journal":
        this.#node.status("red", "ring", this.#state.state);
        break;
    }
  }
}
