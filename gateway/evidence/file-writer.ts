import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Piece } from "./pack-format.ts";

/** Characters that are written at once. */
const TOGETHER = 1 << 18;

interface Open {
  readonly fd: number;
  pieces: string[];
  length: number;
}

/** Writes files that grow side by side. */
export class FileWriter {
  readonly #folder: string;
  readonly #open = new Map<string, Open>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  readonly write = ({ file, text }: Pick<Piece, "file" | "text">): void => {
    const open = this.#open.get(file) ?? this.#begin(file);
    open.pieces.push(text);
    open.length += text.length;
    if (open.length >= TOGETHER) flush(open);
  };

  /** On the disk when it returns. */
  end(): void {
    for (const open of this.#open.values()) {
      flush(open);
      fsyncSync(open.fd);
    }
    this.close();
  }

  close(): void {
    for (const { fd } of this.#open.values()) closeSync(fd);
    this.#open.clear();
  }

  #begin(file: string): Open {
    const open = { fd: openSync(join(this.#folder, file), "wx", 0o600), pieces: [], length: 0 };
    this.#open.set(file, open);
    return open;
  }
}

function flush(open: Open): void {
  const bytes = Buffer.from(open.pieces.join(""));
  for (let written = 0; written < bytes.length; ) written += writeSync(open.fd, bytes, written);
  open.pieces = [];
  open.length = 0;
}
