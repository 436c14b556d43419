import assert from "node:assert/strict";
import { readLine } from "../../nodes/domain/ledger-lines.ts";
import { bytesOf, verdictOf } from "./exported.ts";

/** What stands in a line, as a fault of that line would name it. */
interface Place {
  readonly line: number;
  readonly site: string | null;
  readonly n: number | null;
}

/** An exported ledger, to be changed byte by byte. */
export class Flipping {
  readonly bytes: Buffer;
  readonly #places: readonly Place[];
  /** Index of the line that each byte belongs to, and of the first byte after each line. */
  readonly #lineAt: Uint32Array;
  readonly #ends: readonly number[];

  constructor(lines: readonly string[]) {
    this.bytes = bytesOf(lines);
    this.#places = lines.map((text, index) => {
      const line = readLine(text);
      const isOfRecord = line?.type === "record" || line?.type === "checkpoint";
      return { line: index + 1, site: isOfRecord ? line.site : null, n: isOfRecord ? line.n : null };
    });
    const ends: number[] = [];
    this.#lineAt = new Uint32Array(this.bytes.length);
    for (const [index, byte] of this.bytes.entries()) {
      this.#lineAt[index] = ends.length;
      if (byte === 10) ends.push(index + 1);
    }
    this.#ends = ends;
  }

  changed(index: number, byte: number): Buffer {
    const changed = Buffer.from(this.bytes);
    changed[index] = byte;
    return changed;
  }

  /** The first fault must name the record, or the line, where the byte stands. */
  assertNamed(index: number, byte: number): void {
    const line = this.#lineAt[index] ?? 0;
    const place = this.#places[line];
    const what = `byte ${index} of line ${place?.line} changed from ${this.bytes[index]} to ${byte}`;
    // No further than the line after the change: what follows cannot undo a fault.
    const read = this.changed(index, byte).subarray(0, this.#ends[line + 1]);
    const [fault] = verdictOf(read).faults;
    assert.ok(fault, `${what}: not found`);
    // The last line feed is missed by the file, not by a line.
    if (index === this.bytes.length - 1) return;
    const isNamed = fault.line === place?.line || (fault.n === place?.n && fault.site === place?.site);
    assert.ok(isNamed, `${what}: ${JSON.stringify(fault)}`);
  }
}
