import { until } from "../until.ts";
import type { BenchBed } from "./bench-bed.ts";
import type { Contestant } from "./contestants.ts";
import { pause } from "./moment.ts";
import type { Plan } from "./plan.ts";
import type { Usage } from "./probes.ts";
import { percentile } from "./statistics.ts";

/** Events under way at saturation: more than any contestant needs to be busy all the time. */
const WINDOW = 500;
/** Between two looks at how warm it is. */
const LOOK_MS = 20;
/** What has not arrived while nothing did for so long is missing. */
const QUIET_MS = 5_000;
/** How long the first event may take. */
const FIRST_MS = 30_000;

export interface Saturation {
  readonly perSecond: number;
  /** Microseconds of processor time for each event, all threads; null where it is not measured. */
  readonly cpuUs: number | null;
  /** Megabytes at the end. */
  readonly rssMb: number | null;
}

export interface Pace {
  /** Milliseconds from the publish to the arrival. */
  readonly p50: number;
  readonly p99: number;
  /** Of what was published, the share that arrived as fast; 1 where nothing piled up. */
  readonly kept: number;
  readonly cpuUs: number | null;
  readonly rssMb: number | null;
  readonly loopP99Ms: number | null;
}

/** One contestant under load: what was published, and what of it has arrived. */
export class Trial {
  readonly #bed: BenchBed;
  readonly #contestant: Contestant;
  readonly #end: () => void;
  #arrived = 0;
  #missing = 0;

  constructor(bed: BenchBed, contestant: Contestant) {
    this.#bed = bed;
    this.#contestant = contestant;
    const { sink, units, from } = contestant;
    sink.tell({ order: "begin", units, from });
    bed.publisher.tell({ order: "begin", units, from });
    this.#end = sink.listen((said) => {
      if (said.says !== "arrived") return;
      this.#arrived = said.count;
      bed.publisher.tell({ order: "arrived", count: said.count });
    });
  }

  /** Different events that have arrived. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Events that were published and have not arrived, as of the last pause of the publisher. */
  get missing(): number {
    return this.#missing;
  }

  async saturate(warmUp: Plan["warmUp"], ms: number): Promise<Saturation> {
    const cold = this.#arrived;
    const begun = performance.now();
    this.#bed.publisher.tell({ order: "flood", window: WINDOW });
    while (this.#arrived - cold < warmUp.events && performance.now() - begun < warmUp.ms)
      await pause(LOOK_MS);
    const before = await this.#look();
    await pause(ms);
    await until("an event to arrive at saturation", () => this.#arrived > before.arrived, FIRST_MS);
    const after = await this.#look();
    await this.#hold();
    const events = after.arrived - before.arrived;
    return {
      perSecond: (events / (after.at - before.at)) * 1000,
      cpuUs: cpuBetween(before, after, events),
      rssMb: after.usage && megabytes(after.usage.rss),
    };
  }

  async pace(perSecond: number, warmUpMs: number, ms: number): Promise<Pace> {
    this.#bed.publisher.tell({ order: "pace", perSecond });
    await pause(warmUpMs);
    const before = await this.#look();
    await this.#contestant.sink.hear("arrivals", { order: "arrivals" });
    await pause(ms);
    const after = await this.#look();
    const held = await this.#hold();
    const { arrivals } = await this.#contestant.sink.hear("arrivals", { order: "arrivals" });
    const departures = new Map(held.departures);
    const delays = arrivals.flatMap(([index, at]) => {
      const left = departures.get(index);
      return left === undefined ? [] : [at - left];
    });
    const events = after.arrived - before.arrived;
    return {
      p50: percentile(delays, 50),
      p99: percentile(delays, 99),
      kept: Math.min(1, events / ((perSecond * (after.at - before.at)) / 1000)),
      cpuUs: cpuBetween(before, after, events),
      rssMb: after.usage && megabytes(after.usage.rss),
      loopP99Ms: after.usage?.loopP99Ms ?? null,
    };
  }

  end(): void {
    this.#end();
  }

  /** Stops the publisher, and waits for what is under way. */
  async #hold() {
    const held = await this.#bed.publisher.hear("held", { order: "hold" });
    let seen = this.#arrived;
    let since = performance.now();
    while (this.#arrived < held.sent && performance.now() - since < QUIET_MS) {
      await pause(LOOK_MS);
      if (this.#arrived === seen) continue;
      seen = this.#arrived;
      since = performance.now();
    }
    this.#missing = held.sent - this.#arrived;
    return held;
  }

  async #look(): Promise<Look> {
    const usage = await this.#contestant.usage();
    return { at: performance.now(), arrived: this.#arrived, usage };
  }
}

interface Look {
  readonly at: number;
  readonly arrived: number;
  readonly usage: Usage | null;
}

function cpuBetween(before: Look, after: Look, events: number): number | null {
  if (before.usage === null || after.usage === null || events === 0) return null;
  return (after.usage.cpuUs - before.usage.cpuUs) / events;
}

function megabytes(bytes: number): number {
  return bytes / 2 ** 20;
}
