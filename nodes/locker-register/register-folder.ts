import type { Clock } from "../domain/clock.ts";
import type { Register, RowProblem } from "../domain/register.ts";
import { type RegisterReading, readInSteps, readRegister } from "../domain/register-read.ts";
import type { RegisterTexts } from "../domain/register-table.ts";
import { FolderWatch } from "./folder-watch.ts";
import { findFiles } from "./register-files.ts";
import {
  afterLook,
  firstLook,
  problemsOf,
  type RegisterState,
  sameTexts,
  textsOf,
} from "./register-state.ts";

/** Work of a reload between two pauses, milliseconds. */
const SLICE_MS = 10;

/** The register in a folder, read again whenever a file changes; whole states replace each other. */
export class RegisterFolder {
  readonly #clock: Clock;
  readonly #watch: FolderWatch;
  readonly #listeners = new Set<() => void>();
  #state: RegisterState;
  #problems: readonly RowProblem[];
  #reading = false;
  #again = false;
  #closed = false;

  constructor(clock: Clock, state: RegisterState, failed: (thrown: unknown) => void) {
    this.#clock = clock;
    this.#watch = new FolderWatch(state.folder, clock, () => void this.#reload().catch(failed));
    this.#state = state;
    this.#problems = problemsOf(state);
  }

  /**
   * Reads the folder at once and watches it; a folder that does not exist is made, with empty tables.
   * @param failed told of what a reload threw: never a fault of a file, that is a problem of the register
   * @param before what the node had read in its earlier life: used on where the files are the same or have become unusable
   * @throws LockerError `register-unreadable`
   */
  static open(
    folder: string,
    clock: Clock,
    failed: (thrown: unknown) => void,
    before?: RegisterState,
  ): RegisterFolder {
    const known = before?.folder === folder ? before : null;
    const files = firstLook(folder, known?.files ?? null);
    const reading = known && sameTexts(known.files, files) ? known.reading : readRegister(textsOf(files));
    const opened = new RegisterFolder(clock, { folder, files, reading }, failed);
    opened.#watch.start();
    return opened;
  }

  get register(): Register {
    return this.#state.reading.register;
  }

  get problems(): readonly RowProblem[] {
    return this.#problems;
  }

  get state(): RegisterState {
    return this.#state;
  }

  /** Called after each change of the register or its problems; returns how to stop listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#watch.close();
    this.#listeners.clear();
  }

  async #reload(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#readOnce();
      }
    } finally {
      this.#reading = false;
    }
  }

  async #readOnce(): Promise<void> {
    const before = this.#state;
    const files = afterLook(await findFiles(before.folder), before.files);
    const same = sameTexts(before.files, files);
    const reading = same ? before.reading : await this.#readInSlices(textsOf(files));
    if (this.#closed) return;
    const state = { folder: before.folder, files, reading };
    const problems = problemsOf(state);
    this.#state = state;
    if (same && JSON.stringify(problems) === JSON.stringify(this.#problems)) return;
    this.#problems = problems;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Lets events pass between the slices of a large register. */
  async #readInSlices(texts: RegisterTexts): Promise<RegisterReading> {
    const steps = readInSteps(texts);
    let began = this.#clock.monotonic();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if (this.#clock.monotonic() - began < SLICE_MS) continue;
      await new Promise<void>((resolve) => this.#clock.after(0, resolve));
      began = this.#clock.monotonic();
    }
  }
}
