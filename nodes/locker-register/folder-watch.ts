import { type FSWatcher, type Stats, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Cancel, Clock } from "../domain/clock.ts";

/** A file counts as written when it has been left alone for this long. */
export const QUIET_MS = 300;
/** Some file systems tell nothing of changes, so the files' dates are looked at this often, too. */
export const LOOK_MS = 10_000;

/** The files of a folder that are watched. */
export interface Watched {
  /** Whether a file of this name is one of them. */
  holds(name: string): boolean;
  /** Their names, whether they are there or not; never rejects. */
  list(folder: string): Promise<readonly string[]>;
}

/** Tells when files in a folder have changed and come to rest. */
export class FolderWatch {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #files: Watched;
  readonly #changed: () => void;
  #watcher: FSWatcher | null = null;
  #quiet: Cancel = () => {};
  #look: Cancel = () => {};
  #stamp = "";
  /** A folder that was deleted and made anew has another number, and the old watcher sees nothing of it. */
  #folderNumber: number | null = null;
  #closed = false;

  constructor(folder: string, clock: Clock, files: Watched, changed: () => void) {
    this.#folder = folder;
    this.#clock = clock;
    this.#files = files;
    this.#changed = changed;
  }

  /** The first look always counts as a change: it finds what was written just before the watch began. */
  start(): void {
    this.#watch();
    this.#lookAgain();
  }

  close(): void {
    this.#closed = true;
    this.#watcher?.close();
    this.#watcher = null;
    this.#quiet();
    this.#look();
  }

  #touched(): void {
    if (this.#closed) return;
    this.#quiet();
    this.#quiet = this.#clock.after(QUIET_MS, this.#changed);
  }

  #watch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    try {
      const watcher = watch(this.#folder, { persistent: false }, (_, name) => {
        if (name === null || this.#files.holds(name)) this.#touched();
      });
      // The folder is gone or cannot be watched: the next look tries again.
      watcher.on("error", () => {
        watcher.close();
        if (this.#watcher === watcher) this.#watcher = null;
      });
      this.#watcher = watcher;
    } catch {
      // As above.
    }
  }

  #lookAgain(): void {
    this.#look = this.#clock.after(LOOK_MS, () => {
      void this.#compare().then(() => {
        if (!this.#closed) this.#lookAgain();
      });
    });
  }

  /** Never rejects. */
  async #compare(): Promise<void> {
    const names = await this.#files.list(this.#folder);
    const [folder, ...files] = await Promise.all(
      ["", ...names].map((name) => stat(join(this.#folder, name)).catch(() => null)),
    );
    if (this.#closed) return;
    const folderNumber = folder?.ino ?? null;
    if (folderNumber !== this.#folderNumber || this.#watcher === null) this.#watch();
    const stamp = [folder, ...files].map((stats, index) => `${names[index - 1]}:${stampOf(stats)}`).join("|");
    if (stamp !== this.#stamp) this.#touched();
    this.#folderNumber = folderNumber;
    this.#stamp = stamp;
  }
}

/** Differs whenever a file was written, replaced, or had its rights changed. */
function stampOf(stats: Stats | null | undefined): string {
  return !stats ? "-" : `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
}
