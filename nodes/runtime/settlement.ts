import type { Node, NodeAPI, NodeDef } from "node-red";
import type { Cancel, Clock } from "../domain/clock.ts";
import type { Journal } from "../journal/journal.ts";
import { closeBacklogs } from "./backlog.ts";
import { systemClock } from "./clock.ts";
import { type Over, Passages, type Tags } from "./passages.ts";

/** How often what is over is written, while something is. */
const SETTLE_EVERY_MS = 250;
/** How often is looked whether a trigger node's time is over, while nothing rests. */
const LOOK_EVERY_MS = 1000;
const DEADLINE_EVERY_MS = 60_000;
const LABEL = "smart-lockers";

/** A node whose events are counted: locker-event-in, and others that events set out from. */
export interface Origin {
  /** Id of the node, the same after a deploy. */
  readonly id: string;
  readonly journal: Pick<Journal, "settleEvents" | "deliveryCounts" | "closeDeliveries">;
  /** The flows run after a start or a deploy; what was open at stopped nodes is forgotten and to be sent again. */
  started(): void;
  /** Another journal is used now, which counts its events anew. */
  renumbered(): void;
}

/** The parts of Node-RED that the count needs. */
export type SettlingRuntime = Pick<NodeAPI, "hooks" | "events"> & {
  readonly nodes: Pick<NodeAPI["nodes"], "getNode">;
  readonly log: Pick<NodeAPI["log"], "warn">;
};

/** What Node-RED tells its hooks, as far as it is used. */
interface Sending {
  readonly msg: object;
  readonly source: { readonly node?: Node };
  readonly destination: { readonly node?: Node };
}

interface Receiving {
  readonly msg: object;
  readonly destination: { readonly node: Node };
}

interface Completing {
  readonly msg: object;
  readonly node: { readonly node: Node };
}

interface FlowsEvent {
  /** As it is after a deploy: also while nodes are stopped for it. Null where it could not be loaded. */
  readonly config: { readonly flows: readonly NodeDef[] } | null;
}

/**
 * The one count of a process. It hooks into Node-RED's routing while there is such a node, sees what deploys
 * cut short, and writes what is over to the journal.
 */
export class Settlement {
  readonly #red: SettlingRuntime;
  readonly #clock: Clock;
  readonly #passages: Passages;
  readonly #origins = new Map<string, Origin>();
  /** What is over and could not be written yet. */
  #unwritten: readonly Over[] = [];
  /** What was written last: an answer of the journal that was on its way then may still call it open. */
  #written: readonly Over[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: Cancel | null = null;
  #timerMs = 0;
  #deadlineAt = 0;
  #hooked = false;
  /** The journal that was set aside last. */
  #aside: string | null = null;
  /** When the flows began to stop, monotonic milliseconds; null while they run. */
  #stoppedAt: number | null = null;
  /** While they are being stopped it is not known what is cut short. Some may not start again for long, others run. */
  #stopping = false;
  /** What they are to be then; null where that is not known. */
  #flows: readonly NodeDef[] | null = null;

  constructor(red: SettlingRuntime, clock: Clock) {
    this.#red = red;
    this.#clock = clock;
    this.#passages = new Passages(clock, (node) => this.#warn(node));
  }

  /** Events of a node that are not settled. */
  open(origin: string): number {
    return this.#passages.open(origin);
  }

  /** Those of them that a node has in hand, not those that only rest. */
  moving(origin: string): number {
    return this.#passages.moving(origin);
  }

  /** True where the event is on its way, or is over and that is still being written. */
  isOpen(origin: string, position: number): boolean {
    return this.#passages.has(origin, position);
  }

  /** Sends an event into a flow and counts it until it is over; `send` puts the tags into its message. */
  pass(origin: string, position: number, send: (tags: Tags) => void): void {
    this.#passages.begin(origin, position, send);
    this.#arm();
  }

  /**
   * A journal was set aside, and with it what was open in it.
   * @param name of its file; the same one may be told of again
   */
  setAside(name: string): void {
    if (this.#aside === name) return;
    this.#aside = name;
    this.#passages.clear();
    this.#unwritten = [];
    this.#written = [];
    for (const origin of this.#origins.values()) origin.renumbered();
  }

  /** @returns ends the membership; resolves when what is over is written */
  join(origin: Origin): () => Promise<void> {
    this.#origins.set(origin.id, origin);
    this.#hook();
    return async () => {
      if (this.#origins.get(origin.id) !== origin) return;
      this.#passages.leave(origin.id, this.#stoppedAt ?? this.#clock.monotonic());
      await this.#write();
      // Afterwards there may be nobody left to do it.
      if (this.#stoppedAt !== null) await this.#closeBacklogs(origin.journal);
      if (this.#origins.get(origin.id) === origin) this.#origins.delete(origin.id);
      if (this.#origins.size === 0) this.#disarm();
    };
  }

  #hook(): void {
    if (this.#hooked) return;
    this.#hooked = true;
    const { hooks, events } = this.#red;
    const passages = this.#passages;
    hooks.add(`preDeliver.${LABEL}`, ({ msg, source, destination }: Sending) => {
      if (destination.node === undefined) return;
      if (passages.isLeftOver(msg, source.node)) return false;
      if (this.#stoppedAt !== null) passages.arrived(msg);
      passages.delivered(msg, destination.node, source.node);
    });
    hooks.add(`onComplete.${LABEL}`, ({ msg, node }: Completing) => passages.completed(msg, node.node));
    hooks.add(`postReceive.${LABEL}`, ({ msg, destination }: Receiving) =>
      passages.received(msg, destination.node),
    );
    events.on("flows:stopping", this.#flowsStop);
    events.on("flows:stopped", this.#flowsStopped);
    events.on("flows:started", this.#flowsStarted);
  }

  #unhook(): void {
    this.#hooked = false;
    this.#passages.clear();
    this.#unwritten = [];
    this.#written = [];
    this.#red.hooks.remove(`*.${LABEL}`);
    this.#red.events.off("flows:stopping", this.#flowsStop);
    this.#red.events.off("flows:stopped", this.#flowsStopped);
    this.#red.events.off("flows:started", this.#flowsStarted);
  }

  readonly #flowsStop = ({ config }: FlowsEvent): void => {
    this.#flows = config?.flows ?? null;
    this.#stopping = true;
    if (this.#stoppedAt !== null) return;
    this.#stoppedAt = this.#clock.monotonic();
    this.#passages.freeze((node) => this.#red.nodes.getNode(node.id) === node);
    this.#red.hooks.add(`preRoute.${LABEL}`, ({ msg }: Sending) => this.#passages.sent(msg));
  };

  readonly #flowsStopped = (): void => {
    this.#stopping = false;
  };

  readonly #flowsStarted = ({ config }: FlowsEvent): void => {
    this.#flows = config?.flows ?? null;
    this.#stopping = false;
    if (this.#stoppedAt !== null) {
      this.#red.hooks.remove(`preRoute.${LABEL}`);
      this.#passages.thaw(this.#stoppedAt);
      this.#stoppedAt = null;
    }
    for (const origin of [...this.#origins.values()]) origin.started();
    const [any] = this.#origins.values();
    if (any === undefined) this.#unhook();
    else {
      void this.#closeBacklogs(any.journal);
      this.#arm();
    }
  };

  async #closeBacklogs(journal: Origin["journal"]): Promise<void> {
    if (this.#flows === null) return;
    try {
      await closeBacklogs(journal, this.#flows, this.#clock.now(), (sentence) =>
        this.#red.log.warn(`[${LABEL}] ${sentence}`),
      );
    } catch {
      // The journal takes nothing now; the next start of the flows looks again.
    }
  }

  #arm(): void {
    const isWriting = this.#unwritten.length + this.#written.length > 0;
    if (this.#passages.isEmpty && !isWriting) return;
    const ms = this.#passages.isSettling || isWriting ? SETTLE_EVERY_MS : LOOK_EVERY_MS;
    if (this.#timer !== null && this.#timerMs <= ms) return;
    this.#disarm();
    this.#timerMs = ms;
    // Timers run in the order in which they are due, however late: what is due before this one has happened.
    const due = this.#clock.monotonic() + ms;
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = null;
      this.#look(due);
    });
  }

  #disarm(): void {
    this.#timer?.();
    this.#timer = null;
  }

  /** @param now when this was due, monotonic milliseconds */
  #look(now: number): void {
    if (now >= this.#deadlineAt) {
      this.#deadlineAt = now + DEADLINE_EVERY_MS;
      this.#passages.enforceDeadline();
    }
    if (!this.#stopping) {
      this.#passages.settle(this.#stoppedAt, now);
      void this.#write();
    }
    this.#arm();
  }

  /** One write at a time; what fails is written with the next. */
  #write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      this.#passages.written(this.#written);
      const over = together([...this.#unwritten, ...this.#passages.takeOver()]);
      this.#unwritten = [];
      this.#written = [];
      await Promise.all(over.map((one) => this.#writeOne(one)));
      this.#arm();
    });
    return this.#writing;
  }

  async #writeOne(over: Over): Promise<void> {
    // A node that is disabled may have left something that only now came to its end; the journal is the same.
    const [any] = this.#origins.values();
    const { journal } = this.#origins.get(over.node) ?? any ?? {};
    const aside = this.#aside;
    // The journal may take nothing now. Whoever writes events to it says so and tries on; this can wait.
    const isWritten = await Promise.resolve(journal?.settleEvents([over])).then(
      () => true,
      () => false,
    );
    // Another journal may be used by now, where these positions mean other events.
    if (this.#aside !== aside) return;
    if (isWritten) this.#written = [...this.#written, over];
    else this.#unwritten = [...this.#unwritten, over];
  }

  #warn({ id, name, type }: Node): void {
    this.#red.log.warn(
      `[${LABEL}] The node "${name || id}" (type ${type}, id ${id}) never said that it was done with a message of a locker event. Such a message now counts as dealt with, so that an event does not stay open for ever. Update the node's package, or see that a function node calls node.done(), to have its events sent again where a power cut interrupts them.`,
    );
  }
}

/** One for each node, however often they could not be written. */
function together(all: readonly Over[]): Over[] {
  const byNode = new Map<string, number[]>();
  for (const { node, positions } of all) {
    const known = byNode.get(node);
    if (known === undefined) byNode.set(node, [...positions]);
    else for (const position of positions) known.push(position);
  }
  return [...byNode].map(([node, positions]) => ({ node, positions }));
}

const settlements = new WeakMap<NodeAPI["events"], Settlement>();

/** The count of this process; all nodes share it. */
export function settlementOf(red: NodeAPI): Settlement {
  const known = settlements.get(red.events);
  if (known !== undefined) return known;
  const settlement = new Settlement(red, systemClock);
  settlements.set(red.events, settlement);
  return settlement;
}
