import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a file goes once it was read. */
export type Place = "done" | "refused";

/** A file of the drop folder as it lies there. */
export interface Found {
  readonly name: string;
  readonly size: number;
  readonly changedMs: number;
  /** Differs whenever it was written or replaced. */
  readonly stamp: string;
  /** False for a link, a folder or a device, which is never opened. */
  readonly isFile: boolean;
}

/** Far over the size of a thousand lines. */
const LARGEST_BYTES = 256 * 1024;
/** More are taken up at the next look. */
const LISTED = 5000;

/** Makes the folder, and those for what was read, where they are not there; only the own user may look into them. */
export async function makeFolders(folder: string): Promise<void> {
  for (const path of [folder, join(folder, "done"), join(folder, "refused")]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const stats = await lstat(path);
    // What is moved must not leave the folder.
    if (path !== folder && !stats.isDirectory()) throw new Error(`ENOTDIR: ${path} is not a folder`);
  }
}

/** The files whose name ends with .csv, the oldest first. What is hidden or has another name is being written. */
export async function filesIn(folder: string): Promise<readonly Found[]> {
  const names = (await readdir(folder)).filter((name) => /^[^.].*\.csv$/is.test(name)).slice(0, LISTED);
  const found: Found[] = [];
  for (const name of names) {
    const stats = await lstat(join(folder, name)).catch(() => null);
    // It was taken away meanwhile.
    if (stats === null || stats.isDirectory()) continue;
    found.push({
      ...{ name, size: stats.size, changedMs: stats.mtimeMs, isFile: stats.isFile() },
      stamp: `${stats.ino}:${stats.size}:${stats.mtimeMs}`,
    });
  }
  return found.sort((a, b) => a.changedMs - b.changedMs || (a.name < b.name ? -1 : 1));
}

/** True while a file is the one that was found, unchanged. */
export async function isUnchanged(folder: string, { name, stamp }: Found): Promise<boolean> {
  const stats = await lstat(join(folder, name)).catch(() => null);
  return stats !== null && `${stats.ino}:${stats.size}:${stats.mtimeMs}` === stamp;
}

/** What a file holds, or why that cannot be used, as a sentence. */
export async function contentOf(folder: string, found: Found): Promise<Uint8Array | string> {
  if (!found.isFile) return "It is not a file but a link or a device, which is never read.";
  if (found.size > LARGEST_BYTES)
    return `The file is larger than ${LARGEST_BYTES / 1024} KB: is it the right one? Nothing of it was done.`;
  const file = await open(
    join(folder, found.name),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  try {
    const bytes = new Uint8Array(LARGEST_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === bytes.length) return bytes.slice(0, length);
    }
  } finally {
    await file.close();
  }
}

/**
 * Moves a file out of the way, with what became of it beside it.
 * @param as its name there, without the part that the file itself gives
 */
export async function putAway(
  folder: string,
  name: string,
  place: Place,
  as: string,
  report: string,
): Promise<void> {
  const target = join(folder, place, `${as}-${plain(name)}`);
  await writeFile(`${target}.txt`, report, { mode: 0o600 });
  await rename(join(folder, name), target);
}

/** A name that means nothing to a shell, a terminal or a file system. */
function plain(name: string): string {
  const stem = name.slice(0, -".csv".length).replace(/[^A-Za-z0-9_-]+/g, "_");
  return `${stem.slice(0, 80)}.csv`;
}
