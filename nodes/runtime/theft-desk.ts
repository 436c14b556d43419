import type { NodeDef } from "node-red";
import type { Clock } from "../domain/clock.ts";
import { sentenceOf } from "../domain/errors.ts";
import type { TheftAct, TheftCase } from "../domain/theft.ts";
import type { Journal, TheftTold } from "../journal/journal.ts";

/** After the journal could not say what there is. */
const AGAIN_MS = 5_000;
const FEED = "insurer-feed";

/** The part of the journal that a desk works with. */
export type TheftJournal = Pick<Journal, "actOnTheft" | "theft" | "thefts" | "handThefts">;

/** @param told the event about it, and the insurer-feeds for which it is open; null where that was told before */
export type TheftListener = (theft: TheftCase, told: TheftTold["told"]) => void;

/**
 * What officers of the bank say about thefts, and the process's live view of it. What is said is kept with an event for
 * each insurer-feed that the flows hold, running or not; where they hold none it waits for the first that comes.
 */
export class TheftDesk {
  readonly #journal: TheftJournal;
  readonly #clock: Clock;
  readonly #cases = new Map<string, TheftCase>();
  readonly #listeners = new Set<TheftListener>();
  readonly #running = new Set<string>();
  /** Those that the flows hold, disabled or not; null before they have started. */
  #held: readonly string[] | null = null;
  #reading: object | null = null;
  #ready: Promise<void> | null = null;
  readonly #pauses = new Set<() => void>();
  #stopped = false;

  constructor(journal: TheftJournal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Resolves once all cases are known. */
  get ready(): Promise<void> {
    this.#ready ??= this.#read();
    return this.#ready;
  }

  /** The cases about which an officer has said something, the newest 1000, as far as they are known (`ready`). */
  list(): readonly TheftCase[] {
    void this.ready;
    return [...this.#cases.values()];
  }

  /**
   * The case of an incident, of one that nobody has said anything about, too; null where there is no such incident, or
   * it can be no theft.
   * @throws LockerError `journal-unavailable`
   */
  get(incident: string): Promise<TheftCase | null> {
    return this.#journal.theft(incident);
  }

  /**
   * What a named officer says. It is durable when this resolves, and told to the insurers who subscribed; said once more
   * by the same person it is told once. `untold` where the flows hold no insurer-feed.
   * @throws LockerError `theft-refused`, `journal-unavailable`
   */
  async act(act: TheftAct): Promise<TheftCase> {
    const said = await this.#journal.actOnTheft(act, this.#feeds(), this.#clock.now());
    if (said.told !== null) this.#tell(said);
    return said.theft;
  }

  /** Tells of everything that is said once it is committed, and of what a new insurer-feed is to tell. Returns how to stop. */
  onChange(listener: TheftListener): () => void {
    void this.ready;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An insurer-feed runs. Returns how to end that. */
  serve(node: string): () => void {
    this.#running.add(node);
    return () => this.#running.delete(node);
  }

  /** All flows have started. @param flows the configuration of every node, disabled ones too */
  flowsStarted(flows: readonly (Pick<NodeDef, "id" | "type"> & { readonly z?: string })[]): void {
    const subflows = new Set(flows.filter(({ type }) => type === "subflow").map(({ id }) => id));
    // One in the drawing of a subflow does not run itself: its instances do.
    this.#held = flows.filter(({ type, z = "" }) => type === FEED && !subflows.has(z)).map(({ id }) => id);
    this.#hand();
  }

  /** Another journal is used from now on. */
  readAgain(): void {
    if (this.#ready === null) return;
    this.#wake();
    this.#ready = this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#reading = null;
    this.#wake();
    this.#listeners.clear();
  }

  /** Nobody before the flows have started: who will be there then is told. */
  #feeds(): readonly string[] {
    return this.#held === null ? [] : [...new Set([...this.#held, ...this.#running])];
  }

  #hand(): void {
    const feeds = this.#feeds();
    if (feeds.length === 0 || this.#stopped) return;
    this.#journal.handThefts(feeds).then(
      (handed) => {
        for (const one of handed) this.#tell(one);
      },
      () => this.#pause().then(() => this.#hand()),
    );
  }

  async #read(): Promise<void> {
    const reading = {};
    this.#reading = reading;
    while (this.#reading === reading) {
      const all = await this.#journal.thefts().catch(() => null);
      if (this.#reading !== reading) return;
      if (all === null) {
        await this.#pause();
        continue;
      }
      this.#reading = null;
      this.#cases.clear();
      for (const theft of all) this.#cases.set(theft.incident, theft);
      for (const theft of all) this.#tell({ theft, told: null });
    }
  }

  #tell({ theft, told }: TheftTold): void {
    this.#cases.set(theft.incident, theft);
    for (const listener of this.#listeners) {
      try {
        listener(theft, told);
      } catch (thrown) {
        process.emitWarning(`What was said about a theft could not be taken in: ${sentenceOf(thrown)}`);
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#pauses.delete(end);
        resolve();
      };
      const cancel = this.#clock.after(AGAIN_MS, end);
      this.#pauses.add(end);
    });
  }

  #wake(): void {
    for (const end of this.#pauses) end();
  }
}
