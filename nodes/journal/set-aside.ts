import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Files that SQLite keeps beside a database, by what is added to its name. */
export const BESIDE = ["-wal", "-shm"] as const;

/** A journal that is no longer used, and is kept for whoever recovers what it holds. */
export interface SetAside {
  /** Name of the file, in the journal's folder. */
  readonly name: string;
  /** `damaged`: it could not be read; `replaced`: somebody put another file in its place. */
  readonly why: "damaged" | "replaced";
  /** When it was last written, milliseconds since 1970. */
  readonly writtenAt: number;
}

const NAME = /\.(damaged|replaced)-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z(?:-\d+)?$/;

/**
 * Renames a journal with what stands beside it; nothing is overwritten.
 * @throws an error of the file system; what was renamed by then stays so
 */
export function setAside(file: string): void {
  const name = nameAside(file, "damaged");
  // The log last: without its file it is never mistaken for the log of another one.
  for (const beside of ["", ...BESIDE]) {
    if (existsSync(`${file}${beside}`)) renameSync(`${file}${beside}`, `${name}${beside}`);
  }
  syncFolder(file);
}

/** A name that nothing has yet, with the moment (UTC) the journal was last written. */
export function nameAside(file: string, why: SetAside["why"]): string {
  const written = [file, `${file}-wal`].map((one) => statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const stamp = new Date(Math.max(...written))
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:]/g, "");
  const name = `${file}.${why}-${stamp}`;
  const taken = (candidate: string) => ["", ...BESIDE].some((beside) => existsSync(`${candidate}${beside}`));
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken(candidate)) return candidate;
  }
}

/** The journal that was set aside last; null where none was. */
export function lastSetAside(file: string): SetAside | null {
  const all = allSetAside(file);
  return all.sort((a, b) => a.writtenAt - b.writtenAt || (a.name < b.name ? -1 : 1)).at(-1) ?? null;
}

/**
 * Deletes those that were last written before, with what stands beside them.
 * @param before milliseconds since 1970
 * @throws an error of the file system
 */
export function dropSetAside(file: string, before: number): void {
  const old = allSetAside(file).filter(({ writtenAt }) => writtenAt < before);
  for (const { name } of old) {
    // The one that is looked for last: what a power cut left of it is found again.
    for (const beside of [...BESIDE, ""]) rmSync(join(dirname(file), `${name}${beside}`), { force: true });
  }
  if (old.length > 0) syncFolder(file);
}

function allSetAside(file: string): SetAside[] {
  return readdirSync(dirname(file)).flatMap((name) => {
    const aside = name.startsWith(basename(file)) ? setAsideOf(name) : null;
    return aside ?? [];
  });
}

function setAsideOf(name: string): SetAside | null {
  const [, why, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  if (why !== "damaged" && why !== "replaced") return null;
  const writtenAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return { name, why, writtenAt };
}

/** Makes renamed and removed names outlive a power cut. */
export function syncFolder(file: string): void {
  try {
    sync(dirname(file));
  } catch {
    // Not every system lets a folder be synced; there it is done by itself.
  }
}

/** Brings a file, or the names in a folder, to the disk. */
export function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
