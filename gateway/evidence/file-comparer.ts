import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Piece, Place } from "./pack-format.ts";

/** Something in a derived file that the ledger and the manifest do not say. */
export interface Difference {
  readonly file: string;
  /** The record that the place is about; null where it is about no single one. */
  readonly place: Place | null;
  readonly about: string;
  /** As a sentence goes on after the place. */
  readonly what: string;
}

interface Reading {
  readonly fd: number;
  buffer: Buffer;
  /** Bytes that were compared. */
  offset: number;
}

const READ_AT_ONCE = 1 << 18;
/** Bytes that are shown before and behind the first one that differs. */
const SHOWN = 24;

export const MISSING = "is missing or cannot be read";

/** Compares files with what they should be, piece by piece; of each file it tells the first difference. */
export class FileComparer {
  readonly differences: Difference[] = [];
  readonly #folder: string;
  readonly #reading = new Map<string, Reading>();
  readonly #done = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  readonly compare = ({ file, text, place, about }: Piece): void => {
    if (this.#done.has(file)) return;
    const reading = this.#reading.get(file) ?? this.#begin(file);
    if (reading === null) return;
    const should = Buffer.from(text);
    const is = take(reading, should.length);
    if (is.equals(should)) return;
    this.#end(file, { file, place, about, what: told(is, should, reading.offset - is.length) });
  };

  /** Looks whether there is more in the files than there should be. */
  end(): void {
    for (const [file, reading] of this.#reading) {
      const more = take(reading, SHOWN);
      if (more.length > 0)
        this.#end(file, {
          ...{ file, place: null, about: "" },
          what: `goes on where it should end, with ${quoted(more)}`,
        });
    }
    this.close();
  }

  close(): void {
    for (const { fd } of this.#reading.values()) closeSync(fd);
    this.#reading.clear();
  }

  #begin(file: string): Reading | null {
    const fd = opened(join(this.#folder, file));
    if (fd === null) {
      this.#end(file, { file, place: null, about: "", what: MISSING });
      return null;
    }
    const reading = { fd, buffer: Buffer.alloc(0), offset: 0 };
    this.#reading.set(file, reading);
    return reading;
  }

  #end(file: string, difference: Difference): void {
    const reading = this.#reading.get(file);
    if (reading) closeSync(reading.fd);
    this.#reading.delete(file);
    this.#done.add(file);
    this.differences.push(difference);
  }
}

/** Not what is no file: a pack comes from elsewhere. */
function opened(path: string): number | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
    return null;
  } catch {
    return null;
  }
}

function take(reading: Reading, length: number): Buffer {
  while (reading.buffer.length < length) {
    const more = Buffer.allocUnsafe(Math.max(READ_AT_ONCE, length - reading.buffer.length));
    const count = readSync(reading.fd, more, 0, more.length, null);
    if (count === 0) break;
    reading.buffer = Buffer.concat([reading.buffer, more.subarray(0, count)]);
  }
  const taken = reading.buffer.subarray(0, length);
  reading.buffer = reading.buffer.subarray(taken.length);
  reading.offset += taken.length;
  return taken;
}

function told(is: Buffer, should: Buffer, begin: number): string {
  let at = 0;
  while (at < is.length && is[at] === should[at]) at += 1;
  if (at === is.length)
    return `ends after ${begin + at} bytes, where ${quoted(should.subarray(at, at + SHOWN))} should follow`;
  const from = Math.max(0, at - SHOWN);
  const shown = (bytes: Buffer) => quoted(bytes.subarray(from, at + SHOWN));
  return `has ${shown(is)} where the pack's ledger and manifest give ${shown(should)} (byte ${begin + at + 1})`;
}

/** Nothing in it can move the cursor of a terminal. */
function quoted(bytes: Buffer): string {
  return JSON.stringify(bytes.toString("utf8")).replace(
    /[\x7F-\x9F\u2028-\u202E\u2066-\u2069\uFEFF\uFFFD]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
