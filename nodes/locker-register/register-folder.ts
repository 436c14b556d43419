import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../domain/clock.ts";
import type { Register, RowProblem } from "../domain/register.ts";
import { type RegisterReading, readInSteps, readRegister } from "../domain/register-read.ts";
import { REGISTER_FILES, type RegisterTexts } from "../domain/register-table.ts";
import type { OwnTexts } from "../domain/texts.ts";
import { TEXTS_FOLDER } from "../domain/texts-read.ts";
import { FolderWatch, type Watched } from "./folder-watch.ts";
import { findFiles } from "./register-files.ts";
import {
  afterLook,
  firstLook,
  problemsOf,
  type RegisterState,
  sameTexts,
  textsOf,
} from "./register-state.ts";
import { findTexts, findTextsSync, isTextFile } from "./text-files.ts";
import { ownTextsOf, sameOwnTexts, textsAfterLook } from "./texts-state.ts";

const TABLES_WATCHED: Watched = {
  holds: (name) => REGISTER_FILES.some((file) => file === name),
  list: async () => REGISTER_FILES,
};
const TEXTS_WATCHED: Watched = {
  holds: isTextFile,
  list: async (folder) => (await readdir(folder).catch(() => [])).filter(isTextFile).sort(),
};

/** Work of a reload between two pauses, milliseconds. */
const SLICE_MS = 10;

/** The register in a folder, read again whenever a file changes; whole states replace each other. */
export class RegisterFolder {
  readonly #clock: Clock;
  readonly #watches: readonly FolderWatch[];
  readonly #listeners = new Set<() => void>();
  #state: RegisterState;
  #problems: readonly RowProblem[];
  #reading = false;
  #again = false;
  #closed = false;

  constructor(clock: Clock, state: RegisterState, failed: (thrown: unknown) => void) {
    this.#clock = clock;
    const changed = () => void this.#reload().catch(failed);
    this.#watches = [
      new FolderWatch(state.folder, clock, TABLES_WATCHED, changed),
      new FolderWatch(join(state.folder, TEXTS_FOLDER), clock, TEXTS_WATCHED, changed),
    ];
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
    const texts = textsAfterLook(findTextsSync(folder), known?.texts ?? new Map(), true);
    const same = known && sameTexts(known.files, files) && sameOwnTexts(known.texts, texts);
    const reading = same ? known.reading : readRegister(textsOf(files), ownTextsOf(texts));
    const opened = new RegisterFolder(clock, { folder, files, texts, reading }, failed);
    for (const one of opened.#watches) one.start();
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
    for (const one of this.#watches) one.close();
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
    const texts = textsAfterLook(await findTexts(before.folder), before.texts, false);
    const same = sameTexts(before.files, files) && sameOwnTexts(before.texts, texts);
    const reading = same ? before.reading : await this.#readInSlices(textsOf(files), ownTextsOf(texts));
    if (this.#closed) return;
    const state = { folder: before.folder, files, texts, reading };
    const problems = problemsOf(state);
    this.#state = state;
    if (same && JSON.stringify(problems) === JSON.stringify(this.#problems)) return;
    this.#problems = problems;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Lets events pass between the slices of a large register. */
  async #readInSlices(texts: RegisterTexts, own: readonly OwnTexts[]): Promise<RegisterReading> {
    const steps = readInSteps(texts, own);
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
