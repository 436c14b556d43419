import type { Fields } from "../config/define.ts";
import type { Cancel } from "../domain/clock.ts";
import type { NodeContext } from "../runtime/define-node.ts";
import type { IntakeState } from "./consumers.ts";

/** Counts are shown at most this often: every status is a message to each open editor. */
const SHOW_EVERY_MS = 1000;

/** What the node shows below itself: the truth about its connection, and how much came in. */
export class Shown {
  readonly #node: NodeContext<Fields, Fields>;
  #state: IntakeState = { state: "stopped" };
  #events = 0;
  #rejected = 0;
  #pending: Cancel | null = null;

  constructor(node: NodeContext<Fields, Fields>) {
    this.#node = node;
  }

  state(state: IntakeState): void {
    this.#state = state;
    this.#show();
  }

  countEvent(): void {
    this.#events += 1;
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
    });
  }

  #show(): void {
    const counts = { events: this.#events, rejected: this.#rejected };
    switch (this.#state.state) {
      case "connected":
        if (this.#events + this.#rejected === 0) this.#node.status("green", "dot", "connected");
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
