import type { Cancel, Clock } from "../domain/clock.ts";
import { sentenceOf } from "../domain/errors.ts";
import { type Keeping, policyOf } from "../domain/keeping.ts";
import type { ConfigurationPart } from "../journal/journal.ts";
import { FIRST_STEP, type RetentionStep } from "../journal/retention.ts";
import type { WorkerJournal } from "../journal/worker-journal.ts";
import type { CheckpointFolder } from "./checkpoint-folder.ts";
import type { ExportRequests } from "./export-requests.ts";

/** How often it is looked whether a chain is to be signed. */
const LOOK_MS = 60_000;
/** How often it is looked whether somebody asks for an export: they wait for it. */
const EXPORTS_MS = 2_000;
/** When the first pass of retention begins, and how long after one the next. */
const FIRST_PASS_MS = 10 * 60_000;
const PASS_MS = 24 * 3_600_000;
/** How long the last signing may hold up what stops: Node-RED waits for it, and for the journal after it. */
const STOP_MS = 2_000;
/** Between two steps of a pass, so that events go first. */
const STEP_PAUSE_MS = 100;

export interface LedgerKeeperOptions {
  readonly journal: Pick<WorkerJournal, "commits" | "configure" | "sign" | "retain" | "recordExport">;
  readonly checkpoints: Pick<CheckpointFolder, "publish">;
  readonly exports: Pick<ExportRequests, "take">;
  readonly clock: Clock;
  readonly warn: (sentence: string) => void;
}

/** A register in use: what it says of keeping; null while its lines could hide a hold. */
export type KeepingSource = () => Keeping | null;

/**
 * Tells the ledger of changes of the configuration, has it signed from time to time and when it is closed, publishes
 * the signatures, records who asks for an export, and once a day has erased what the registers do not let keep any longer. A journal that nobody uses
 * is left alone.
 */
export class LedgerKeeper {
  readonly #options: LedgerKeeperOptions;
  readonly #registers = new Set<KeepingSource>();
  /** What is to be told, and all that was. */
  readonly #parts = new Map<string, ConfigurationPart>();
  readonly #known = new Map<string, ConfigurationPart>();
  readonly #timers = new Map<string, Cancel>();
  readonly #warned = new Set<string>();
  #looking = false;
  #exporting = false;
  #stopped = false;

  constructor(options: LedgerKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#in(LOOK_MS, "look", () => void this.#look());
    this.#in(FIRST_PASS_MS, "pass", () => void this.#pass());
    this.#in(EXPORTS_MS, "exports", () => void this.#exports());
  }

  /** Returns how to take it away again. */
  addRegister(source: KeepingSource): () => void {
    this.#registers.add(source);
    return () => this.#registers.delete(source);
  }

  /** These parts of the configuration are as they are from now on. */
  configured(parts: readonly ConfigurationPart[]): void {
    for (const part of parts) {
      this.#parts.set(part.part, part);
      this.#known.set(part.part, part);
    }
    void this.#configure();
  }

  /** Another ledger was begun: it has not heard of the configuration yet. */
  begunAnew(): void {
    this.configured([...this.#known.values()]);
  }

  /** Signs what is not signed yet, unless the disk takes too long for it. */
  async stop(): Promise<void> {
    const { journal, clock } = this.#options;
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    if (journal.commits === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(STOP_MS, resolve);
      void this.#sign(true).then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** A look that takes longer than it is to the next one stands for that one as well. */
  async #look(): Promise<void> {
    this.#in(LOOK_MS, "look", () => void this.#look());
    if (this.#looking) return;
    this.#looking = true;
    await this.#configure();
    if (this.#options.journal.commits > 0) await this.#sign(false);
    this.#looking = false;
  }

  /** Records who asks for an export, and signs, so that what they get is proven up to now. */
  async #exports(): Promise<void> {
    this.#in(EXPORTS_MS, "exports", () => void this.#exports());
    if (this.#exporting) return;
    this.#exporting = true;
    const { journal, exports, clock } = this.#options;
    try {
      await exports.take(async (request) => {
        await journal.recordExport(request, clock.now());
        await this.#sign(true);
      });
    } catch (thrown) {
      // Whoever asked waits, and is told when it takes too long; the next look tries again.
      this.#warnOnce(sentenceOf(thrown));
    }
    this.#exporting = false;
  }

  async #configure(): Promise<void> {
    const { journal, clock } = this.#options;
    const parts = [...this.#parts.values()];
    // The flows have started: what they do is recorded behind by what they do it.
    const isUsed = journal.commits > 0 || this.#parts.has("flows");
    if (parts.length === 0 || !isUsed || this.#stopped) return;
    this.#parts.clear();
    try {
      await journal.configure(parts, clock.now());
    } catch {
      // Whoever needs the journal is told by its own call; this is asked again, unless there is newer.
      for (const part of parts) if (!this.#parts.has(part.part)) this.#parts.set(part.part, part);
    }
  }

  async #sign(all: boolean): Promise<void> {
    const { journal, clock, checkpoints } = this.#options;
    try {
      for (let more = true; more; ) {
        const signed = await journal.sign(clock.now(), all);
        if (signed) await checkpoints.publish(signed, clock.now(), all);
        more = signed?.more ?? false;
      }
      this.#warned.clear();
    } catch (thrown) {
      this.#warnOnce(sentenceOf(thrown));
    }
  }

  async #pass(): Promise<void> {
    try {
      await this.#retain();
    } catch (thrown) {
      // The journal tells of its own failure where it matters; what was not erased today is erased tomorrow.
      this.#warnOnce(sentenceOf(thrown));
    }
    this.#in(PASS_MS, "pass", () => void this.#pass());
  }

  async #retain(): Promise<void> {
    const { journal, clock } = this.#options;
    const all = [...this.#registers].map((register) => register());
    // Without a register nobody can say what is on hold.
    if (all.length === 0 || journal.commits === 0) return;
    const known = all.filter((keeping) => keeping !== null);
    if (known.length < all.length) {
      this.#warnOnce(
        "No old records are erased while sites.csv or lockers.csv have lines that cannot be used, because one of them may be on legal hold: the register's dialog says what to mend.",
      );
      return;
    }
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (let step: RetentionStep | null = FIRST_STEP; step !== null && !this.#stopped; ) {
      const now = clock.now();
      step = await journal.retain(step, policyOf(known, now, zone), now);
      await new Promise<void>((resolve) => this.#in(STEP_PAUSE_MS, "step", resolve));
    }
  }

  #warnOnce(sentence: string): void {
    if (this.#warned.has(sentence)) return;
    this.#warned.add(sentence);
    this.#options.warn(sentence);
  }

  #in(ms: number, name: string, task: () => void): void {
    if (!this.#stopped) this.#timers.set(name, this.#options.clock.after(ms, task));
  }
}
