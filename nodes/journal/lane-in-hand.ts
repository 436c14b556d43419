import type { Lane } from "../domain/notice.ts";
import type { OutboxItem } from "./journal.ts";
import { queueOf } from "./queue.ts";

/** A request that could carry more waits to be filled while this many of its group are under way. */
const PARTIAL_REQUESTS = 2;

interface Queue {
  readonly key: string;
  /** Not under way, oldest first. */
  readonly waiting: OutboxItem[];
  underWay: boolean;
}

/** What one request carries: items of one group, those of a queue in order. */
export interface Load {
  readonly group: string;
  readonly items: readonly OutboxItem[];
}

/** The notices of one lane of a route that were taken out of the journal and are not recorded there yet. */
export class LaneInHand {
  readonly lane: Lane;
  readonly #positions = new Map<number, Queue>();
  /** Those of them whose outcome the journal was told. */
  readonly #told = new Set<number>();
  readonly #queues = new Map<string, Queue>();
  /** How many requests of each group are under way. */
  readonly #requests = new Map<string, number>();
  #recording = 0;

  constructor(lane: Lane) {
    this.lane = lane;
  }

  /** How many are in hand: waiting, under way, or being recorded. */
  get size(): number {
    return this.#positions.size;
  }

  /** What the journal passes over when it is asked for more: it is told outcomes before that. */
  get taken(): readonly number[] {
    return [...this.#positions.keys()].filter((position) => !this.#told.has(position));
  }

  /** How many were sent whose outcome is not in the journal yet. */
  get recording(): number {
    return this.#recording;
  }

  /** True while something is under way or may be. */
  get busy(): boolean {
    return this.#queues.size > 0;
  }

  /** True while a notice that was never tried could be. */
  get fresh(): boolean {
    for (const { waiting, underWay } of this.#queues.values()) {
      if (!underWay && waiting[0]?.attempts === 0) return true;
    }
    return false;
  }

  admit(item: OutboxItem): void {
    if (this.#positions.has(item.position)) return;
    const key = queueOf(item.notice);
    const queue = this.#queues.get(key) ?? { key, waiting: [], underWay: false };
    this.#queues.set(key, queue);
    this.#positions.set(item.position, queue);
    // One that a person let wait again is older than what is here.
    const behind = queue.waiting.findLastIndex(({ position }) => position < item.position);
    queue.waiting.splice(behind + 1, 0, item);
  }

  /**
   * The request to make next, or null.
   * @param most items it may carry, 1 or more
   * @param except position of a notice whose queue is passed over
   */
  next(groupOf: (item: OutboxItem) => string, most: number, except: number | null): Load | null {
    const loads = new Map<string, OutboxItem[]>();
    for (const { waiting, underWay } of this.#queues.values()) {
      const [oldest] = waiting;
      if (underWay || !oldest || oldest.position === except) continue;
      const group = groupOf(oldest);
      const items = loads.get(group) ?? [];
      const full = fill(items, waiting, most);
      if (full && loads.size === 0) return { group, items };
      loads.set(group, items);
    }
    for (const [group, items] of loads) {
      if (items.length === most || (this.#requests.get(group) ?? 0) < PARTIAL_REQUESTS)
        return { group, items };
    }
    return null;
  }

  start({ group, items }: Load): void {
    this.#requests.set(group, (this.#requests.get(group) ?? 0) + 1);
    for (const item of items) {
      const queue = this.#positions.get(item.position);
      if (!queue) continue;
      queue.waiting.shift();
      queue.underWay = true;
    }
  }

  /**
   * The request is over.
   * @param held its items that must be tried again before what follows them in their queues
   */
  ended({ group, items }: Load, held: readonly OutboxItem[]): void {
    this.#recording += items.length;
    const left = (this.#requests.get(group) ?? 1) - 1;
    if (left > 0) this.#requests.set(group, left);
    else this.#requests.delete(group);
    for (const { position } of held) {
      const queue = this.#positions.get(position);
      if (queue) this.#drop(queue);
    }
    for (const { position } of items) {
      const queue = this.#positions.get(position);
      if (!queue) continue;
      queue.underWay = false;
      if (queue.waiting.length === 0) this.#queues.delete(queue.key);
    }
  }

  /** The journal was told what became of these, and will have written it when it is next asked. */
  told(items: readonly OutboxItem[]): void {
    for (const { position } of items) this.#told.add(position);
  }

  /** The journal could not write it. */
  unrecorded(items: readonly OutboxItem[]): void {
    for (const { position } of items) this.#told.delete(position);
  }

  /** What became of these is in the journal. */
  recorded(items: readonly OutboxItem[]): void {
    this.#recording -= items.length;
    for (const { position } of items) {
      this.#positions.delete(position);
      this.#told.delete(position);
    }
  }

  /** Leaves to the journal what is not under way. */
  putBack(): void {
    for (const queue of [...this.#queues.values()]) this.#drop(queue);
  }

  #drop(queue: Queue): void {
    for (const { position } of queue.waiting) this.#positions.delete(position);
    queue.waiting.length = 0;
    if (!queue.underWay) this.#queues.delete(queue.key);
  }
}

/** Adds what fits of a queue; true when nothing more does. */
function fill(items: OutboxItem[], waiting: readonly OutboxItem[], most: number): boolean {
  items.push(...waiting.slice(0, most - items.length));
  return items.length === most;
}
