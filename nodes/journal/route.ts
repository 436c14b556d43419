import { LANE, type Lane } from "../domain/notice.ts";
import type { OutboxItem, Wanted } from "./journal.ts";
import { LaneInHand, type Load } from "./lane-in-hand.ts";
import type { Sender } from "./outbox.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Requests under way at once. */
const REQUESTS = 8;
/** Further ones for the first lane alone, so that an SOS does not wait for slow requests either. */
const REQUESTS_SOS = 2;
/** Notices of a lane in hand at once. */
const IN_HAND = 200;

const LANES: readonly Lane[] = Object.values(LANE).sort((a, b) => a - b);

/** A request to make. */
export interface Request extends Load {
  readonly sender: Sender;
  readonly lane: LaneInHand;
}

/** What of one route is in hand, and what may be sent of it next. Times are monotonic milliseconds. */
export class Route {
  readonly name: string;
  readonly #bucket: TokenBucket;
  readonly #senders: Sender[] = [];
  readonly #lanes: ReadonlyMap<Lane, LaneInHand> = new Map(LANES.map((lane) => [lane, new LaneInHand(lane)]));
  #underWay = 0;

  constructor(first: Sender, at: number) {
    this.name = first.route;
    this.#bucket = new TokenBucket(first.rate, at);
  }

  add(sender: Sender, at: number): void {
    this.#senders.push(sender);
    this.#takeRate(at);
  }

  remove(sender: Sender, at: number): void {
    const index = this.#senders.indexOf(sender);
    if (index < 0) return;
    this.#senders.splice(index, 1);
    this.#takeRate(at);
    if (this.#senders.length === 0) for (const lane of this.#lanes.values()) lane.putBack();
  }

  /** True while somebody sends for it. */
  get served(): boolean {
    return this.#senders.length > 0;
  }

  /** True while none of its notices is in hand. */
  get idle(): boolean {
    return this.#underWay === 0 && [...this.#lanes.values()].every(({ positions }) => positions.size === 0);
  }

  /** What there is room for; nothing without a sender. */
  wanted(): Wanted[] {
    const [sender] = this.#senders;
    if (!sender) return [];
    return [...this.#lanes.values()]
      .filter(({ positions }) => positions.size < IN_HAND)
      .map(({ lane, positions }) => ({
        route: this.name,
        lane,
        limit: IN_HAND - positions.size,
        run: sender.batch,
        inHand: [...positions],
      }));
  }

  admit(item: OutboxItem): void {
    if (this.#senders.length > 0) this.#lanes.get(item.notice.lane)?.admit(item);
  }

  /** Starts the next request; or says in how many milliseconds there will be one; or null. */
  next(at: number): Request | number | null {
    const [sender] = this.#senders;
    if (!sender) return null;
    const tokens = this.#bucket.tokens(at);
    for (const lane of this.#lanes.values()) {
      if (this.#underWay >= REQUESTS + (lane.lane === LANE.sos ? REQUESTS_SOS : 0)) return null;
      const load = lane.next((item) => sender.groupOf(item), Math.min(sender.batch, Math.max(tokens, 1)));
      if (!load) continue;
      if (tokens < 1) return this.#bucket.wait(at);
      this.#bucket.take(load.items.length);
      this.#underWay += 1;
      lane.start(load);
      return { ...load, sender, lane };
    }
    return null;
  }

  /** @param held items of the request that must be tried again before what follows them in their queues */
  ended(request: Request, held: readonly OutboxItem[]): void {
    this.#underWay -= 1;
    request.lane.ended(request, held);
  }

  #takeRate(at: number): void {
    const [sender] = this.#senders;
    if (sender) this.#bucket.change(sender.rate, at);
  }
}
