import { FROM_MEMORY } from "../domain/alarm.ts";
import type { Clock } from "../domain/clock.ts";
import { sentenceOf } from "../domain/errors.ts";
import { LANE, type Notice } from "../domain/notice.ts";
import { type FlowMessage, isFromMemory } from "./message.ts";
import { Perseverance } from "./persevere.ts";
import type { Store } from "./store.ts";

export interface NoticeKeepingOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Told when an alarm could not be sent from memory either. */
  readonly error: (sentence: string) => void;
}

/**
 * Writes notices into the outbox, however long the journal takes. What tells of an incident does not wait for that:
 * it goes out from memory meanwhile, and again from the outbox. All others wait: nobody is told twice of an opening.
 */
export class NoticeKeeping {
  readonly #store: Store;
  readonly #perseverance: Perseverance;
  readonly #error: NoticeKeepingOptions["error"];

  constructor({ store, clock, error }: NoticeKeepingOptions) {
    this.#store = store;
    this.#perseverance = new Perseverance(clock);
    this.#error = error;
  }

  /** Resolves when they are kept. Of an event that is not in the journal yet only alarms are kept, in memory. */
  keep(msg: FlowMessage, notices: readonly Notice[]): Promise<void> {
    const { journal, emergency, outbox } = this.#store;
    const alarms = notices.filter(({ lane }) => lane === LANE.sos);
    if (isFromMemory(msg)) return alarms.length > 0 ? emergency.enqueue(alarms) : Promise.resolve();
    const raise = () => {
      emergency.enqueue(alarms.map(fromMemory)).catch((thrown: unknown) => this.#error(sentenceOf(thrown)));
    };
    return this.#perseverance
      .ask(() => journal.enqueue(notices), alarms.length > 0 ? raise : null)
      .then(() => outbox.wake());
  }

  stop(): void {
    this.#perseverance.stop();
  }
}

function fromMemory(notice: Notice): Notice {
  const summary = notice.values["incident.summary"];
  if (typeof summary !== "string") return notice;
  return { ...notice, values: { ...notice.values, "incident.summary": `${summary}${FROM_MEMORY}` } };
}
