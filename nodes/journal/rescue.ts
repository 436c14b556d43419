import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { BESIDE, nameAside, sync, syncFolder } from "./set-aside.ts";

/**
 * Whether the files that a connection has open are still found by their names: `gone` where the journal or its log
 * was removed, `replaced` where another file has the journal's name. What is written then is lost when the
 * connection ends.
 */
export type Whereabouts = "there" | "gone" | "replaced";

/** Remembers which files a connection opened. */
export class Identity {
  readonly #file: string;
  readonly #main: string | null;
  readonly #log: string | null;

  constructor(file: string) {
    this.#file = file;
    this.#main = identityOf(file);
    this.#log = identityOf(`${file}-wal`);
  }

  whereabouts(): Whereabouts {
    const main = identityOf(this.#file);
    if (main !== this.#main) return main === null ? "gone" : "replaced";
    return identityOf(`${this.#file}-wal`) === this.#log ? "there" : "gone";
  }
}

/**
 * Brings what a connection still holds to a file of a name, and closes the connection. A journal that is gone gets
 * its own name again; one that was replaced is kept beside the other.
 * @throws an error of SQLite or the file system; the connection is open then, with all it holds
 */
export function rescue(db: DatabaseSync, file: string, whereabouts: "gone" | "replaced"): void {
  const copy = `${file}.rescue`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  rmSync(copy, { force: true });
  closeSync(openSync(copy, "w", 0o600));
  db.prepare("VACUUM INTO ?").run(copy);
  sync(copy);
  renameSync(copy, whereabouts === "gone" ? rescued(file) : nameAside(file, "replaced"));
  syncFolder(file);
  db.close();
  // What they hold is in the copy; SQLite would take them for another file's.
  for (const beside of BESIDE) rmSync(`${file}${beside}`, { force: true });
  finishRescue(file);
}

/** Gives a rescued journal its name, also when a power cut came in between. */
export function finishRescue(file: string): void {
  if (!existsSync(rescued(file))) return;
  for (const beside of BESIDE) rmSync(`${file}${beside}`, { force: true });
  renameSync(rescued(file), file);
  syncFolder(file);
}

/** A whole copy has this name until it has the journal's. */
function rescued(file: string): string {
  return `${file}.rescued`;
}

function identityOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}/${found.ino}` : null;
}
