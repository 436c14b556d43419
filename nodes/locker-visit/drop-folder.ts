import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import { refusedVisit, visitActFrom } from "../domain/visit-act.ts";
import { askedIn, momentIn, type VisitLine, type VisitLines, visitLinesOf } from "../domain/visit-csv.ts";
import { contentOf, type Found, filesIn, isUnchanged, makeFolders, putAway } from "./drop-file.ts";
import { digestOf, isAgain, type Progress, reportOf, resumed } from "./drop-read.ts";
import type { KeptElsewhere, VisitDesk } from "./visit-desk.ts";

/** Looked at rather than watched: network folders tell nothing of changes. */
const LOOK_MS = 1000;
/** A file that has not changed for so long is whole, where its last line is ended; otherwise it takes longer. */
const QUIET_MS = 1000;
const UNENDED_MS = 10_000;
/** A folder that does not answer holds nothing up for longer. */
const FIRST_LOOK_MS = 10_000;
/** Of each file it is known so long that it was read, where there are not too many. */
const KNOWN_MS = 14 * 24 * 60 * 60_000;
const KNOWN_MOST = 5000;
/** Lines that are dealt with between two pauses. */
const SLICE = 50;
const KIND = "file ";
const LINE_END = new Set([10, 13]);

export interface DropFolderOptions {
  /** Absolute. */
  readonly folder: string;
  readonly clock: Clock;
  readonly desk: Pick<VisitDesk, "act" | "kept">;
  /** IANA name of the branch of a locker; null where the register does not say it. */
  timeZoneOf(locker: string): string | null;
  /** Why the folder, or a file in it, cannot be used; null when all is well again. Told once. */
  fault(why: string | null): void;
  /** A file was put away with lines that were not registered. */
  refused(lines: number): void;
}

/** Reads the files that the bank's counter system writes into a folder, each line of each of them once. */
export class DropFolder {
  readonly #options: DropFolderOptions;
  /** How far each file was read, by a digest of its name. */
  readonly #progress = new Map<string, Progress>();
  /** Since when each file is as it is, monotonic milliseconds. */
  #quiet = new Map<string, { readonly stamp: string; readonly since: number }>();
  #timer: Cancel = () => {};
  #looking: Promise<void> = Promise.resolve();
  #fault: string | null = null;
  #stopped = false;

  constructor(options: DropFolderOptions) {
    this.#options = options;
  }

  /** What was kept over a restart. */
  restore(kept: KeptElsewhere): void {
    for (const { key, value } of kept) if (key.startsWith(KIND)) this.#progress.set(key, JSON.parse(value));
  }

  /** Resolves after the first look, or when that takes too long. */
  async begin(): Promise<void> {
    const { clock } = this.#options;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(FIRST_LOOK_MS, resolve);
      this.#looking = this.#lookOn();
      void this.#looking.then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Resolves after the look that is under way. */
  get looked(): Promise<void> {
    return this.#looking;
  }

  /** Resolves when nothing is being read any more. What was not read is read after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer();
    await this.#looking;
  }

  keepAll(): void {
    for (const [key, progress] of this.#progress) this.#options.desk.kept.set(key, progress);
  }

  async #lookOn(): Promise<void> {
    const why = await this.#look();
    if (this.#stopped) return;
    if (why !== this.#fault) this.#options.fault(why);
    this.#fault = why;
    this.#timer = this.#options.clock.after(LOOK_MS, () => {
      this.#looking = this.#lookOn();
    });
  }

  /** Why something could not be read or put away; never rejects. */
  async #look(): Promise<string | null> {
    const { folder } = this.#options;
    let why: string | null = null;
    try {
      await makeFolders(folder);
      const found = await filesIn(folder);
      this.#forgetOld();
      for (const file of this.#whole(found)) {
        if (this.#stopped) break;
        await this.#read(file).catch((thrown: unknown) => {
          why ??= faultOf(thrown);
        });
      }
      this.#settle(found);
    } catch (thrown) {
      why = faultOf(thrown);
    }
    return why;
  }

  #whole(found: readonly Found[]): readonly Found[] {
    const { clock } = this.#options;
    const before = this.#quiet;
    this.#quiet = new Map();
    return found.filter(({ name, stamp, changedMs }) => {
      const known = before.get(name);
      const isOld = clock.now() - changedMs >= UNENDED_MS;
      const since = known?.stamp === stamp ? known.since : clock.monotonic() - (isOld ? UNENDED_MS : 0);
      this.#quiet.set(name, { stamp, since });
      return clock.monotonic() - since >= QUIET_MS;
    });
  }

  /** A file that was put away just before the process ended is away. */
  #settle(found: readonly Found[]): void {
    const there = new Set(found.map(({ name }) => keyOf(name)));
    for (const [key, progress] of this.#progress)
      if (!progress.isAway && !there.has(key)) this.#keep(key, { ...progress, refused: [], isAway: true });
  }

  async #read(file: Found): Promise<void> {
    const { folder, clock } = this.#options;
    const content = await contentOf(folder, file);
    if (typeof content === "string") return this.#refuse(file, content);
    const quietFor = clock.monotonic() - (this.#quiet.get(file.name)?.since ?? 0);
    if (!LINE_END.has(content.at(-1) ?? 0) && quietFor < UNENDED_MS) return;
    const read = linesIn(content);
    if (!read.ok) return this.#refuse(file, read.problem);
    const key = keyOf(file.name);
    const progress = await this.#work(
      key,
      read.lines,
      resumed(this.#progress.get(key), content, clock.now()),
    );
    // Written to meanwhile, it is read on at the next look.
    if (progress === null || !(await isUnchanged(folder, file))) return;
    const isRefused = progress.refused.length > 0 || isAgain(progress);
    const as = `${stampOf(progress.since)}-${progress.digest.slice(0, 8)}`;
    await putAway(folder, file.name, isRefused ? "refused" : "done", as, reportOf(progress));
    this.#keep(key, { ...progress, refused: [], isAway: true });
    if (isRefused) this.#options.refused(progress.refused.length);
  }

  /**
   * Does what the lines say. How far that went is kept in the commit of what they did.
   * @returns null where it was stopped before the end
   */
  async #work(
    key: string,
    lines: Extract<VisitLines, { ok: true }>["lines"],
    from: Progress,
  ): Promise<Progress | null> {
    const { kept } = this.#options.desk;
    const left = lines.filter(({ line }) => line > from.through);
    let progress = from;
    for (let start = 0; start < left.length; start += SLICE) {
      if (this.#stopped) return null;
      for (const one of left.slice(start, start + SLICE)) {
        const problem = "problem" in one ? one.problem : this.#problemOf(one);
        progress = {
          ...progress,
          through: one.line,
          registered: progress.registered + (problem === null ? 1 : 0),
          refused: problem === null ? progress.refused : [...progress.refused, { line: one.line, problem }],
        };
      }
      this.#keep(key, progress);
      await kept.written;
    }
    return progress;
  }

  /** Does what a line says; why that was refused, or null. */
  #problemOf(line: VisitLine): string | null {
    const { desk, timeZoneOf } = this.#options;
    try {
      const asked = visitActFrom(askedIn(line));
      const { time, locker } = line.cells;
      const at = time === "" ? undefined : momentIn(time, timeZoneOf(locker));
      if (at === null)
        throw refusedVisit(
          "Its time cannot be read: write 2026-11-23T10:05:00+05:30, or 2026-11-23 10:05 where the register says the branch's time zone.",
        );
      desk.act(asked, at);
      return null;
    } catch (thrown) {
      if (thrown instanceof LockerError && thrown.code === "visit-refused") return thrown.message;
      throw thrown;
    }
  }

  async #refuse(file: Found, problem: string): Promise<void> {
    const { folder, clock, refused } = this.#options;
    const as = `${stampOf(clock.now())}-${digestOf(new TextEncoder().encode(file.stamp)).slice(0, 8)}`;
    await putAway(folder, file.name, "refused", as, `${problem}\n`);
    refused(0);
  }

  #keep(key: string, progress: Progress): void {
    this.#progress.set(key, progress);
    this.#options.desk.kept.set(key, progress);
  }

  #forgetOld(): void {
    const since = this.#options.clock.now() - KNOWN_MS;
    const tooMany = this.#progress.size - KNOWN_MOST;
    const byAge =
      tooMany > 0 ? [...this.#progress].sort(([, a], [, b]) => a.since - b.since) : this.#progress;
    let index = 0;
    for (const [key, progress] of byAge) {
      index += 1;
      if (index > tooMany && progress.since >= since) continue;
      this.#progress.delete(key);
      this.#options.desk.kept.set(key, null);
    }
  }
}

/** Names of files are kept nowhere: a counter system may name them after people. */
function keyOf(name: string): string {
  return `${KIND}${digestOf(new TextEncoder().encode(name)).slice(0, 32)}`;
}

function linesIn(content: Uint8Array): VisitLines {
  try {
    return visitLinesOf(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch {
    return {
      ok: false,
      problem: "The file is not in UTF-8: save it as CSV UTF-8. Nothing of it was done.",
    };
  }
}

/** As in 20261123T043000Z: names in the order in which they were read. */
function stampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** Says nothing of the file's name. */
function faultOf(thrown: unknown): string {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const why = code === "" ? sentenceOf(thrown) : code;
  return `The folder for visits cannot be used as it is (${why}), so files wait in it: see that the folder, its "done" and its "refused" can be read and written by the user that runs Node-RED, and that the disk is not full.`;
}
