import { createHash } from "node:crypto";
import type { SentEvent } from "../crash/demand.ts";
import { UnitGone, type UnitProcess } from "./unit-process.ts";

/** What a unit's flash held, event by event: the truth that everything else is compared with. */
export class FlashRecord {
  readonly events: SentEvent[] = [];
  /** Numbers that were used up by a write that was cut. */
  skipped = 0;
  #newest = 0;
  readonly #unit: UnitProcess;
  readonly #site: string;
  readonly #now: () => number;
  #reading: Promise<void> | null = null;

  /** @param now milliseconds of the run */
  constructor(unit: UnitProcess, site: string, now: () => number) {
    this.#unit = unit;
    this.#site = site;
    this.#now = now;
  }

  count(type: string): number {
    return this.events.filter((event) => event.type === type).length;
  }

  /**
   * Reads what is new in flash; one reading at a time. A unit that is killed meanwhile is read on after its start.
   * A number whose event was cut while it was written is never used again, and there is nothing to read.
   */
  async read(): Promise<void> {
    this.#reading ??= this.#readNew().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  async #readNew(): Promise<void> {
    try {
      const { seq: newest } = await this.#unit.state();
      while (this.#newest < newest) {
        const kept = await this.#unit.event(this.#newest + 1);
        this.#newest += 1;
        if (kept === null) this.skipped += 1;
        else this.events.push(this.#eventOf(kept.body));
      }
    } catch (thrown) {
      if (!(thrown instanceof UnitGone)) throw thrown;
    }
  }

  #eventOf(body: string): SentEvent {
    const { seq, type, locker, at }: Body = JSON.parse(body);
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
    return {
      id: `${this.#unit.id}-${seq}-${hash}`,
      ...{ unit: this.#unit.id, site: this.#site, locker, seq, type },
      // Only what happens before the clock is set has none, and nobody is told of that.
      at: at ?? 0,
      recordedAt: this.#now(),
    };
  }
}

interface Body {
  readonly seq: number;
  readonly type: string;
  readonly locker: string | null;
  readonly at: number | null;
}
