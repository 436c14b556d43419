import { indexOf, type Numbered } from "./events.ts";
import { moment } from "./moment.ts";
import type { Moment, SinkOrder, SinkSays } from "./orders.ts";

/** How often the bench is told what arrived, milliseconds. */
const TELL_EVERY_MS = 5;
/** Events a run can have. */
const MOST = 2 ** 22;

/** What has arrived at a sink, told to the bench that forked it. */
export class Arrivals {
  #units = 1;
  #from = 0;
  #seen = new Uint8Array(MOST);
  #count = 0;
  #again = 0;
  #told = 0;
  #times: Moment[] = [];

  constructor() {
    setInterval(() => this.#tell(), TELL_EVERY_MS);
  }

  take(event: Numbered): void {
    const index = indexOf(event, this.#units);
    const place = index - this.#from;
    if (place < 0 || place >= MOST) return;
    if (this.#seen[place] === 1) {
      this.#again += 1;
      return;
    }
    this.#seen[place] = 1;
    this.#count += 1;
    this.#times.push([index, moment()]);
  }

  obey(order: SinkOrder): void {
    if (order.order === "begin") {
      this.#units = order.units;
      this.#from = order.from;
      this.#seen.fill(0);
      this.#count = 0;
      this.#again = 0;
      this.#told = 0;
      this.#times = [];
    } else if (order.order === "arrivals") {
      say({ says: "arrivals", arrivals: this.#times });
      this.#times = [];
    }
  }

  #tell(): void {
    if (this.#told === this.#count + this.#again) return;
    this.#told = this.#count + this.#again;
    say({ says: "arrived", count: this.#count, again: this.#again });
  }
}

export function say(what: SinkSays): void {
  process.send?.(what);
}
