import type { Node, NodeMessage } from "node-red";

/** What rest a passage needs after its last message, milliseconds: some nodes send a little after they have ended. */
export const REST_MS = 1000;

/** Core nodes whose business is to keep messages, for as long as whoever wired them wants. */
const HOLDING: ReadonlySet<string> = new Set(["delay", "trigger", "join", "batch", "sort"]);

/** Nodes without `done` whose sending is known: at once, or as soon as a context store or JSONata has answered. */
const SENDS_WITHIN_MS: Readonly<Record<string, number>> = { rbe: 0, switch: 100 };

/** A node that messages of ours came to, for as long as it runs: after a deploy there is another one of the same id. */
export class PassedNode {
  readonly node: Node;
  /** The node was stopped. */
  closed = false;
  /** It has completed something, so it can. */
  completes = false;
  /** It never says that it is done, as was learned by waiting in vain. */
  silent = false;
  /** What a switch node has not dealt with yet, oldest first. */
  readonly #turns: (() => void)[] = [];

  /**
   * @param failed called when the node reports an error about a message, as Node-RED does for one that throws: such
   * a node need not say that it is done as well
   */
  constructor(node: Node, failed: (msg: object) => void) {
    this.node = node;
    node.on("close", () => {
      this.closed = true;
    });
    // A function node says done whatever happens, and may report an error and go on.
    if (node.type === "function") return;
    const report = node.error;
    node.error = (what, msg) => {
      report.call(node, what, msg);
      if (typeof msg === "object" && msg !== null) failed(msg);
    };
  }

  /** True where it may keep a message for hours without anything being wrong. */
  get holds(): boolean {
    return HOLDING.has(this.node.type);
  }

  /** False where none of its handlers has a `done`, so that Node-RED never hears of the end. */
  get saysDone(): boolean {
    return !this.silent && saysDone(this.node);
  }

  /**
   * Calls `end` when a node that does not say so has ended with what it was given just now: at once, except that a
   * switch node queues what comes while it is at work, and takes one message in each round of the event loop.
   */
  endUnsaid(end: () => void): void {
    if (this.node.type !== "switch") {
      end();
      return;
    }
    this.#turns.push(end);
    if (this.#turns.length === 1) setImmediate(this.#turn);
  }

  /** The switch node asked for its own turn before, so in each round it is ahead of this. */
  readonly #turn = (): void => {
    this.#turns.shift()?.();
    if (this.#turns.length > 0) setImmediate(this.#turn);
  };

  /** For how long after its end with a message the node may still send, beyond which nothing is known, milliseconds. */
  lingersMs(): number {
    const { type } = this.node;
    if (type === "function") return hasTimers(this.node) ? REST_MS : 0;
    if (saysDone(this.node) || type.startsWith("subflow:")) return 0;
    return SENDS_WITHIN_MS[type] ?? REST_MS;
  }
}

/** False where Node-RED counts no handler with three parameters. It keeps that count to itself, so it may be missing. */
export function saysDone(node: Node): boolean {
  return !("_expectedDoneCount" in node) || node._expectedDoneCount !== 0;
}

/** Timers that the code of a function node has set. */
function hasTimers(node: Node): boolean {
  return [Reflect.get(node, "outstandingTimers"), Reflect.get(node, "outstandingIntervals")].some(
    (timers: unknown) => !Array.isArray(timers) || timers.length > 0,
  );
}

/**
 * For how long a core trigger node that has ended with a message will send it again, milliseconds; 0 for all other
 * nodes. A trigger says done at once and keeps nothing but a timer.
 */
export function sendsAgainAfterMs(node: Node, msg: NodeMessage): number {
  if (node.type !== "trigger") return 0;
  const duration: unknown = Reflect.get(node, "duration");
  const second: unknown = Reflect.get(node, "op2type");
  const repeats = Reflect.get(node, "loop") === true;
  if (!repeats && second === "nul") return 0;
  const own = Reflect.get(node, "overrideDelay") === true && "delay" in msg ? Number(msg.delay) : Number.NaN;
  if (own >= 0) return own;
  return typeof duration === "number" && duration > 0 ? duration : 0;
}
