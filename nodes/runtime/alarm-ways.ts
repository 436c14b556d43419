import type { LockerEvent } from "../domain/event.ts";

/** A way into the flows for alarms about the gateway's own work: by the nodes that the units' events come from. */
export interface AlarmWay {
  /** True where the site is one of its own. */
  knows(site: string): boolean;
  /** Stores the alarm and hands it over. */
  take(alarm: LockerEvent): Promise<void>;
}

/** The ways that are there now. */
export class AlarmWays {
  readonly #ways = new Set<AlarmWay>();

  /** Returns how to take it away again. */
  add(way: AlarmWay): () => void {
    this.#ways.add(way);
    return () => this.#ways.delete(way);
  }

  /** True where a flow can take an alarm. */
  get isThere(): boolean {
    return this.#ways.size > 0;
  }

  /** Resolves when it is stored, at once where there is no way: whoever tells says it in the log, too. */
  async tell(alarm: LockerEvent): Promise<void> {
    const ways = [...this.#ways];
    const way = ways.find((one) => one.knows(alarm.site)) ?? ways[0];
    await way?.take(alarm);
  }
}
