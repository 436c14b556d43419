import { LANE, type Lane } from "../domain/notice.ts";
import type { OutboxItem, Wanted } from "./journal.ts";
import { LaneInHand, type Load } from "./lane-in-hand.ts";
import { type Opinion, Outage } from "./outage.ts";
import type { Sender } from "./outbox.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Requests under way at once. */
const REQUESTS = 8;
/** Further ones for the first lane alone, so that an SOS does not wait for slow requests either. */
const REQUESTS_SOS = 2;
/** Notices of a lane in hand at once. */
export const IN_HAND = 200;
/** How long everything else waits for an SOS that is under way, milliseconds: not for one that meets with silence. */
const HOLD_MS = 1_000;
/** SOS for one recipient in hand at once: each is sent right after the one before, with nothing else in between. */
const RUN_SOS = 50;

const LANES: readonly Lane[] = Object.values(LANE).sort((a, b) => a - b);

/** A request to make. */
export interface Request extends Load {
  readonly sender: Sender;
  readonly lane: LaneInHand;
  readonly startedAt: number;
  /** Why it is made although the provider seems out of order; null where it does not. */
  readonly opinion: Opinion | null;
}

/** How a request ended. */
export interface Ending {
  readonly at: number;
  /** True where the provider works, whatever it said. */
  readonly answered: boolean;
  /** Its items that must be tried again before what follows them in their queues. */
  readonly held: readonly OutboxItem[];
  /** From 0 to below 1. */
  readonly random: number;
}

/** What of one route is in hand, and what may be sent of it next. Times are monotonic milliseconds. */
export class Route {
  readonly name: string;
  readonly #bucket: TokenBucket;
  readonly #senders: Sender[] = [];
  #outage = new Outage();
  readonly #lanes: ReadonlyMap<Lane, LaneInHand> = new Map(LANES.map((lane) => [lane, new LaneInHand(lane)]));
  #underWay = 0;
  /** When the latest SOS began to be sent. */
  #sosAt = Number.NEGATIVE_INFINITY;
  /** Position of the notice that failed last; not of those that were to give a second opinion. */
  #suspect: number | null = null;
  /** True while what failed is on its way back, through the journal, into the hand. */
  #returning = false;
  /** True where the journal knew all outcomes when it was last asked for more. */
  #upToDate = false;
  /** Second opinions asked for. */
  #seconds = 0;

  constructor(first: Sender, at: number) {
    this.name = first.route;
    this.#bucket = new TokenBucket(first.rate, at);
  }

  add(sender: Sender, at: number): void {
    // What was out of order may have been what a deploy has changed.
    if (!this.served) this.#outage = new Outage();
    this.#senders.push(sender);
    this.#takeRate(at);
  }

  remove(sender: Sender, at: number): void {
    const index = this.#senders.indexOf(sender);
    if (index < 0) return;
    this.#senders.splice(index, 1);
    this.#takeRate(at);
    if (this.#senders.length === 0) this.#putBack();
  }

  /** True while somebody sends for it. */
  get served(): boolean {
    return this.#senders.length > 0;
  }

  /** True while none of its notices is in hand. */
  get idle(): boolean {
    return this.#underWay === 0 && [...this.#lanes.values()].every(({ size }) => size === 0);
  }

  /** True when an outage is over and what it postponed was not taken out of the journal yet. */
  get mended(): boolean {
    return this.#outage.mended;
  }

  /** True while nothing has to be known to be recorded before more is asked for. */
  get sound(): boolean {
    return !this.#outage.failing && !this.#outage.mended && !this.#returning;
  }

  /**
   * What was wanted has been taken out of the journal.
   * @param hurried true where what an outage has postponed was made due before
   */
  looked(hurried: boolean): void {
    if (!this.#upToDate) return;
    this.#returning = false;
    if (hurried) this.#outage.over();
  }

  /** What there is room for; nothing without a sender. */
  wanted(): Wanted[] {
    this.#upToDate = [...this.#lanes.values()].every(({ recording }) => recording === 0);
    const [sender] = this.#senders;
    if (!sender) return [];
    return [...this.#lanes.values()].flatMap(({ lane, taken }) => {
      if (taken.length >= IN_HAND) return [];
      return {
        route: this.name,
        lane,
        limit: IN_HAND - taken.length,
        run: lane === LANE.sos ? Math.max(sender.batch, RUN_SOS) : sender.batch,
        inHand: taken,
        early: this.#outage.failing,
      };
    });
  }

  admit(item: OutboxItem): void {
    if (this.#senders.length > 0) this.#lanes.get(item.notice.lane)?.admit(item);
  }

  /** Starts the next request; or says in how many milliseconds there will be one; or null. */
  next(at: number): Request | number | null {
    const [sender] = this.#senders;
    if (!sender) return null;
    if (this.#outage.failing) return this.#probe(sender, at);
    for (const lane of this.#lanes.values()) {
      if (this.#underWay >= REQUESTS + (lane.lane === LANE.sos ? REQUESTS_SOS : 0)) return null;
      const next = this.#start({ sender, lane, startedAt: at, opinion: null }, sender.batch);
      if (next !== null) return next;
      if (lane.lane !== LANE.sos) continue;
      // Nothing is sent between one SOS and the next, nor before those that an outage has postponed.
      if (this.#outage.mended) return null;
      const held = lane.busy ? this.#sosAt + HOLD_MS - at : 0;
      if (held > 0) return held;
    }
    return null;
  }

  ended(request: Request, { at, answered, held, random }: Ending): void {
    this.#underWay -= 1;
    request.lane.ended(request, held);
    const { opinion, startedAt, items } = request;
    if (!answered && opinion !== "second") this.#suspect = items[0]?.position ?? null;
    if (!answered) this.#returning = true;
    this.#upToDate = false;
    const { failing } = this.#outage;
    this.#outage.ended({ opinion, answered, startedAt, endedAt: at, random });
    // What was taken out early to be tried goes back to wait for its time.
    if (failing && !this.#outage.failing) this.#putBack();
  }

  /** The next request while the provider seems out of order: one notice, or a wait. */
  #probe(sender: Sender, at: number): Request | number | null {
    const lanes = [...this.#lanes.values()];
    const [sos] = lanes;
    // An SOS that has just come in is tried at once.
    if (sos?.fresh && this.#underWay < REQUESTS_SOS)
      return this.#start({ sender, lane: sos, startedAt: at, opinion: "first" }, 1);
    if (this.#underWay > 0) return null;
    if (this.#outage.wantsSecond) {
      // The other lanes in turn, so that it is not always the same notice.
      const turn = 1 + (this.#seconds % (lanes.length - 1));
      const second = this.#first([...lanes.slice(turn), ...lanes.slice(0, turn)], sender, at, "second");
      if (second !== null) {
        this.#seconds += 1;
        return second;
      }
    }
    // What failed last may be what is most urgent.
    if (this.#returning) return null;
    const wait = this.#outage.wait(at);
    return wait > 0 ? wait : this.#first(lanes, sender, at, "first");
  }

  /** Starts a request with one notice of the first of these lanes that has one. */
  #first(
    lanes: readonly LaneInHand[],
    sender: Sender,
    at: number,
    opinion: Opinion,
  ): Request | number | null {
    const except = opinion === "second" ? this.#suspect : null;
    for (const lane of lanes) {
      const next = this.#start({ sender, lane, startedAt: at, opinion }, 1, except);
      if (next !== null) return next;
    }
    return null;
  }

  /**
   * Starts a request of the lane with so many items at most; or says in how many milliseconds there is a token for it.
   * @param except position of a notice whose queue is passed over
   */
  #start(
    request: Omit<Request, keyof Load>,
    most: number,
    except: number | null = null,
  ): Request | number | null {
    const { sender, lane, startedAt, opinion } = request;
    const tokens = this.#bucket.tokens(startedAt);
    const load = lane.next((item) => sender.groupOf(item), Math.min(most, Math.max(tokens, 1)), except);
    if (!load) return null;
    if (tokens < 1) return this.#bucket.wait(startedAt);
    this.#bucket.take(load.items.length);
    this.#underWay += 1;
    this.#outage.began(opinion);
    if (lane.lane === LANE.sos) this.#sosAt = startedAt;
    lane.start(load);
    return { ...load, ...request };
  }

  #putBack(): void {
    for (const lane of this.#lanes.values()) lane.putBack();
  }

  #takeRate(at: number): void {
    const [sender] = this.#senders;
    if (sender) this.#bucket.change(sender.rate, at);
  }
}
