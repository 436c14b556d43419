import { randomBytes } from "node:crypto";
import type { Node, NodeMessage } from "node-red";
import type { Clock } from "../domain/clock.ts";
import { PassedNode, REST_MS, sendsAgainAfterMs } from "./passed-node.ts";

/** A node that is not known for holding messages has ended with one after this time, whether it said so or not. */
export const DEADLINE_MS = 24 * 60 * 60_000;
/** So many messages at a node that has never ended with any: it never says so, and is not waited for. */
export const SILENT_AFTER = 10_000;

/** What a message of ours carries through the flow. */
export interface Tags {
  /** Opaque. */
  readonly _locker: string;
  readonly _msgid: string;
}

/** A message as it comes by; whoever wired the flow may have put anything into it. */
interface Carrier {
  _locker?: unknown;
  _msgid?: unknown;
}

/** A message that was given to a node which has not ended with it. */
interface Delivery {
  readonly msg: Carrier;
  readonly to: PassedNode;
  /** Monotonic milliseconds. */
  readonly since: number;
}

/** A node that has ended with a message but may send until a moment, monotonic milliseconds. */
interface Lingering {
  readonly by: PassedNode;
  readonly until: number;
}

/** For how long what a deploy cut short is known by its messages: an old node waits no longer for an answer. */
const CUT_KEPT_MS = 60_000;

const NOTHING: readonly Lingering[] = [];

/** The way of one event through the flow behind one locker-event-in, in all its branches and copies. */
interface Passage {
  readonly token: string;
  readonly node: string;
  readonly position: number;
  deliveries: Delivery[];
  /** Further ids that its messages got on the way: a split node gives each part one of its own. */
  ids: string[] | null;
  /** Since when there is no delivery, monotonic milliseconds; Infinity while there is one. */
  restsSince: number;
  /** Not over before this moment, because a trigger node will send again; monotonic milliseconds. */
  notBefore: number;
  /** Nodes that have ended with a message of it and may still send something. */
  lingering: readonly Lingering[];
  /** Messages of it that were sent, in the middle of a deploy, to a node that was not there. */
  unrouted: number;
}

interface Origin {
  /** By the event's position; also those that are over until that is written. */
  readonly passages: Map<number, Passage>;
  /** Passages with deliveries. */
  moving: number;
}

/** Events that a locker-event-in is through with. */
export interface Over {
  readonly node: string;
  readonly positions: number[];
}

/**
 * Counts what is delivered and completed of each event that is on its way, through whatever is wired. A passage is
 * over once the count has rested at zero for a second, because some nodes send a little later.
 *
 * A message is known by its token, which survives copying, splitting and joining, or by its `_msgid`, which stays
 * when a function node returns a new object.
 */
export class Passages {
  readonly #clock: Clock;
  readonly #warn: (node: Node) => void;
  readonly #underWay = new Map<string, Passage>();
  /** By the ids that messages got on the way. */
  readonly #byId = new Map<string, Passage>();
  readonly #origins = new Map<string, Origin>();
  readonly #passed = new WeakMap<Node, PassedNode>();
  /** Passages that came to rest, oldest first; one that went on meanwhile rests since another moment. */
  #resting: { readonly passage: Passage; readonly since: number }[] = [];
  /** Passages at rest that a trigger node will go on with. */
  readonly #held = new Set<Passage>();
  /** Positions that are over and were not taken, by the node they set out from. */
  readonly #over = new Map<string, number[]>();
  readonly #prefix = randomBytes(4).toString("hex");
  #count = 0;
  /** Up to this moment it is known what triggers have sent, monotonic milliseconds. */
  #settledAt = 0;
  #isRunning: ((node: Node) => boolean) | null = null;
  /** Tokens of what the last deploy cut short, which set out anew, and until when they are known. */
  #cut = new Set<string>();
  #cutUntil = 0;

  /** @param warn tells of a node that never says it is done, once for each node */
  constructor(clock: Clock, warn: (node: Node) => void) {
    this.#clock = clock;
    this.#warn = warn;
  }

  get isEmpty(): boolean {
    return this.#underWay.size === 0;
  }

  /** True while something rests and may soon be over. */
  get isSettling(): boolean {
    return this.#resting.length > 0;
  }

  /** Events of a locker-event-in that are not settled. */
  open(node: string): number {
    return this.#origins.get(node)?.passages.size ?? 0;
  }

  /** Those of them that some node has in hand. */
  moving(node: string): number {
    return this.#origins.get(node)?.moving ?? 0;
  }

  has(node: string, position: number): boolean {
    return this.#origins.get(node)?.passages.has(position) ?? false;
  }

  /** An event sets out; `send` sends its message with the tags. */
  begin(node: string, position: number, send: (tags: Tags) => void): void {
    this.#count += 1;
    const token = this.#prefix + this.#count.toString(16).padStart(8, "0");
    const passage: Passage = {
      token,
      node,
      position,
      deliveries: [],
      ids: null,
      restsSince: Number.POSITIVE_INFINITY,
      notBefore: 0,
      lingering: NOTHING,
      unrouted: 0,
    };
    const origin = this.#originOf(node);
    origin.passages.set(position, passage);
    origin.moving += 1;
    this.#underWay.set(token, passage);
    send({ _locker: token, _msgid: token });
    // Nothing is wired, or nothing that runs.
    if (passage.deliveries.length === 0 && passage.restsSince === Number.POSITIVE_INFINITY)
      this.#rest(passage);
  }

  /** A message is given to a node. The token is put back where a node on the way has lost it. */
  delivered(msg: Carrier, to: Node, from: Node | undefined): void {
    const passage = this.#passageOf(msg);
    if (passage === undefined) return;
    if (msg._locker !== passage.token) msg._locker = passage.token;
    if (msg._msgid !== passage.token) this.#learn(passage, msg._msgid);
    const now = this.#clock.monotonic();
    passage.deliveries.push({ msg, to: this.#passedNode(to), since: now });
    if (passage.restsSince !== Number.POSITIVE_INFINITY) {
      passage.restsSince = Number.POSITIVE_INFINITY;
      this.#originOf(passage.node).moving += 1;
    }
    // A trigger that repeats has no end of its own: each time it sends it will send once more.
    if (from?.type === "trigger") this.#expect(passage, from, msg, now);
  }

  /** A node has ended with a message, in whatever way. */
  completed(msg: Carrier, node: Node): void {
    const passage = this.#passageOf(msg);
    if (passage === undefined) return;
    // While nodes are stopped they say done of what they only drop.
    if (this.#isRunning !== null && !this.#isRunning(node)) return;
    const { deliveries } = passage;
    for (let index = 0; index < deliveries.length; index += 1) {
      const one = deliveries[index];
      if (one?.msg !== msg || one.to.node !== node) continue;
      this.#end(passage, index);
      return;
    }
  }

  /** A message was put into the hands of a node. Most say themselves when they end with it. */
  received(msg: Carrier, node: Node): void {
    const passed = this.#passed.get(node);
    if (passed?.saysDone === false) passed.endUnsaid(() => this.completed(msg, node));
  }

  /** A message was sent, in the middle of a deploy; `arrived` follows where its target is there. */
  sent(msg: Carrier): void {
    const passage = this.#passageOf(msg);
    if (passage !== undefined) passage.unrouted += 1;
  }

  arrived(msg: Carrier): void {
    const passage = this.#passageOf(msg);
    if (passage !== undefined && passage.unrouted > 0) passage.unrouted -= 1;
  }

  /**
   * True for a message that must not arrive, because its event is sent again from the start: one that a stopped node
   * lets go now that its answer has come would overtake what came before it and was cut short.
   * @param from where it comes from
   */
  isLeftOver(msg: Carrier, from: Node | undefined): boolean {
    if (this.#isRunning !== null)
      return (
        from !== undefined && this.#passed.get(from)?.closed === true && this.#passageOf(msg) !== undefined
      );
    if (this.#cut.size === 0) return false;
    const { _locker: token, _msgid: id } = msg;
    return this.#cut.has(typeof token === "string" ? token : typeof id === "string" ? id : "");
  }

  /**
   * Nodes are being stopped: from now on what these complete does not count.
   * @param isRunning tells of a node whether it is not one of them
   */
  freeze(isRunning: (node: Node) => boolean): void {
    this.#isRunning = isRunning;
  }

  /** The others run again. Forgets every passage that a stopped node may have cut short. */
  thaw(frozenAt: number): void {
    this.#isRunning = null;
    this.#cut = new Set();
    this.#cutUntil = this.#clock.monotonic() + CUT_KEPT_MS;
    for (const passage of [...this.#underWay.values()]) {
      if (isCut(passage, frozenAt, isClosed)) {
        this.#cut.add(passage.token);
        this.#forget(passage);
      } else passage.unrouted = 0;
    }
  }

  /** Ends what rests of a locker-event-in that is being stopped, without waiting for whether something follows. */
  leave(node: string, frozenAt: number): void {
    for (const passage of this.#origins.get(node)?.passages.values() ?? []) {
      const isSure = passage.notBefore <= this.#settledAt && !isCut(passage, frozenAt, () => true);
      if (isSure && passage.deliveries.length === 0 && this.#underWay.has(passage.token))
        this.#finish(passage);
    }
  }

  /**
   * Ends what has rested long enough.
   * @param frozenAt when nodes were stopped that do not run again yet: what these may have cut short is left; else null
   * @param now monotonic milliseconds: a moment up to which every timer has run, which on a machine that is too busy
   * may lie seconds back
   */
  settle(frozenAt: number | null, now: number): void {
    this.#settledAt = now;
    if (now > this.#cutUntil) this.#cut.clear();
    const isOver = (passage: Passage) => frozenAt === null || !isCut(passage, frozenAt, isClosed);
    let done = 0;
    for (const { passage, since } of this.#resting) {
      if (since + REST_MS > now) break;
      done += 1;
      if (passage.restsSince === since && isOver(passage)) this.#settle(passage, now);
    }
    if (done > 0) this.#resting = this.#resting.slice(done);
    for (const passage of this.#held) {
      if (passage.notBefore > now || !isOver(passage)) continue;
      this.#held.delete(passage);
      if (passage.restsSince + REST_MS <= now) this.#settle(passage, now);
    }
  }

  /** What is over, each passage once; call `written` when that is kept. */
  takeOver(): Over[] {
    const over = [...this.#over].map(([node, positions]) => ({ node, positions }));
    this.#over.clear();
    return over;
  }

  written(over: readonly Over[]): void {
    for (const { node, positions } of over) {
      const passages = this.#origins.get(node)?.passages;
      for (const position of positions) passages?.delete(position);
    }
  }

  /** Nothing is counted any more. */
  clear(): void {
    this.#underWay.clear();
    this.#byId.clear();
    this.#origins.clear();
    this.#held.clear();
    this.#over.clear();
    this.#cut.clear();
    this.#resting = [];
  }

  /** Ends what nodes have had in hand for too long. Looks at everything: call it seldom. */
  enforceDeadline(): void {
    const now = this.#clock.monotonic();
    const waiting = new Map<PassedNode, number>();
    for (const { deliveries } of this.#underWay.values()) {
      for (const { to, since } of deliveries) {
        if (to.holds || to.closed) continue;
        const count = (waiting.get(to) ?? 0) + 1;
        waiting.set(to, count);
        const isLate = now - since > DEADLINE_MS;
        if (!to.silent && (isLate || (!to.completes && count > SILENT_AFTER))) {
          to.silent = !to.completes;
          this.#warn(to.node);
        }
      }
    }
    for (const passage of [...this.#underWay.values()]) {
      for (let index = passage.deliveries.length - 1; index >= 0; index -= 1) {
        const delivery = passage.deliveries[index];
        if (delivery === undefined || delivery.to.holds || delivery.to.closed) continue;
        if (delivery.to.silent || now - delivery.since > DEADLINE_MS) this.#end(passage, index);
      }
    }
  }

  #passageOf(msg: Carrier): Passage | undefined {
    if (this.#underWay.size === 0) return undefined;
    const { _locker: token, _msgid: id } = msg;
    const passage = typeof token === "string" ? this.#underWay.get(token) : undefined;
    return passage ?? (typeof id === "string" ? (this.#underWay.get(id) ?? this.#byId.get(id)) : undefined);
  }

  #learn(passage: Passage, id: unknown): void {
    if (typeof id !== "string" || this.#byId.has(id)) return;
    this.#byId.set(id, passage);
    passage.ids ??= [];
    passage.ids.push(id);
  }

  #passedNode(node: Node): PassedNode {
    const known = this.#passed.get(node);
    if (known !== undefined) return known;
    const passed = new PassedNode(node, (msg) => this.#failed(msg, node));
    this.#passed.set(node, passed);
    return passed;
  }

  #originOf(node: string): Origin {
    const known = this.#origins.get(node);
    if (known !== undefined) return known;
    const origin: Origin = { passages: new Map(), moving: 0 };
    this.#origins.set(node, origin);
    return origin;
  }

  /** A link call that waited in vain tells of a copy of what it was given, and never says done. */
  #failed(msg: Carrier, node: Node): void {
    this.completed(msg, node);
    if (node.type !== "link call") return;
    const own = this.#passageOf(msg)?.deliveries.find(({ to }) => to.node === node);
    if (own !== undefined) this.completed(own.msg, node);
  }

  #end(passage: Passage, index: number): void {
    const { deliveries } = passage;
    const delivery = deliveries[index];
    if (delivery === undefined) return;
    deliveries.copyWithin(index, index + 1);
    deliveries.pop();
    const { to, msg } = delivery;
    to.completes = true;
    const ms = to.lingersMs();
    const isTrigger = to.node.type === "trigger";
    if (ms > 0 || isTrigger) {
      const now = this.#clock.monotonic();
      this.#linger(passage, to, now + ms, now);
      if (isTrigger) this.#expect(passage, to.node, msg, now);
    }
    if (deliveries.length === 0) this.#rest(passage);
  }

  #expect(passage: Passage, trigger: Node, msg: Carrier, now: number): void {
    const ms = sendsAgainAfterMs(trigger, msg as NodeMessage);
    if (ms === 0) return;
    passage.notBefore = Math.max(passage.notBefore, now + ms + REST_MS);
    this.#linger(passage, this.#passedNode(trigger), now + ms, now);
  }

  #linger(passage: Passage, by: PassedNode, until: number, now: number): void {
    if (until <= now) return;
    const others = passage.lingering.filter((one) => one.until > now && one.by !== by);
    passage.lingering = [...others, { by, until }];
  }

  #rest(passage: Passage): void {
    // Emptied, the list would keep its room for sixteen through the second's rest.
    passage.deliveries = [];
    passage.restsSince = this.#clock.monotonic();
    this.#originOf(passage.node).moving -= 1;
    this.#resting.push({ passage, since: passage.restsSince });
  }

  #settle(passage: Passage, now: number): void {
    if (!this.#underWay.has(passage.token)) return;
    if (passage.notBefore > now) this.#held.add(passage);
    else this.#finish(passage);
  }

  #leaveCount(passage: Passage): void {
    this.#underWay.delete(passage.token);
    for (const id of passage.ids ?? []) this.#byId.delete(id);
    this.#held.delete(passage);
  }

  #finish(passage: Passage): void {
    this.#leaveCount(passage);
    const over = this.#over.get(passage.node);
    if (over === undefined) this.#over.set(passage.node, [passage.position]);
    else over.push(passage.position);
  }

  #forget(passage: Passage): void {
    this.#leaveCount(passage);
    const origin = this.#originOf(passage.node);
    origin.passages.delete(passage.position);
    if (passage.deliveries.length > 0) origin.moving -= 1;
  }
}

function isClosed({ closed }: PassedNode): boolean {
  return closed;
}

/** True where a node that was stopped may have had something of the event. */
function isCut(passage: Passage, frozenAt: number, wasStopped: (node: PassedNode) => boolean): boolean {
  return (
    passage.unrouted > 0 ||
    passage.deliveries.some(({ to }) => wasStopped(to)) ||
    passage.lingering.some(({ by, until }) => until > frozenAt && wasStopped(by))
  );
}
