import { FROM_MEMORY } from "../../nodes/domain/alarm.ts";
import { GATEWAY } from "../../nodes/domain/gateway-news.ts";
import type { Taken } from "./compare.ts";
import type { SentEvent } from "./demand.ts";

/** What a sink fills in once it knows: who sent a message, and when that was answered. */
export type Entry = { -readonly [P in keyof Taken]: Taken[P] };

/**
 * `Ref 42-0123456789ab` in a hirer's message, `Event MUM01-U01-42-0123456789ab` in others, and in what an insurer's
 * programs read `"reference":{"event":"MUM01-U01-42-0123456789ab"`.
 */
const REFERENCE = /\b(?:(?:Event|Ref|[Rr]eference) |reference":\{"event":")([A-Za-z0-9-]+-[0-9a-f]{12})\b/;

/** How the gateway and its notices fare, and not what it has found out about units and lockers. */
const OF_ITSELF = new RegExp(`^${GATEWAY}-(journal|gateway|not-told)-`);

/** Everything that any sink took, in order, and the event each message tells of. */
export class Inbox {
  readonly taken: Entry[] = [];
  /**
   * What a gateway says on top of what is demanded: where its disk does not answer in time an SOS from memory, which
   * comes again from the journal, and how it fares itself; after a branch's midnight, what was late on its day.
   */
  readonly onTop: Entry[] = [];
  /** Ids of events by the names that messages give them. */
  readonly #names = new Map<string, string>();
  readonly #now: () => number;
  #listener: (entry: Entry) => void = () => {};

  /** @param now milliseconds of the run */
  constructor(now: () => number) {
    this.#now = now;
  }

  onTaken(listener: (entry: Entry) => void): void {
    this.#listener = listener;
  }

  /** Call before the event can be sent. A hirer's message leaves out the unit, which may be named as its locker. */
  expect({ id, unit }: SentEvent): void {
    this.#names.set(id, id);
    this.#names.set(id.slice(unit.length + 1), id);
  }

  take(from: Pick<Taken, "channel" | "address" | "generation" | "id">, text: string): Entry {
    const reference = REFERENCE.exec(text)?.[1];
    const event = reference === undefined ? null : (this.#names.get(reference) ?? reference);
    const number = this.taken.length + 1;
    const entry = { ...from, number, event, at: this.#now(), answeredAt: null, cut: false };
    if (text.includes(FROM_MEMORY.trim()) || OF_ITSELF.test(reference ?? "")) this.onTop.push(entry);
    else {
      this.taken.push(entry);
      this.#listener(entry);
    }
    return entry;
  }

  answered(entry: Entry): void {
    entry.answeredAt = this.#now();
  }
}
