/**
 * Frames of ANSI/SIA DC-09 (5.5.1): LF, CRC in four hexadecimal digits, "0" and the body's length in three, the body,
 * CR. CRC and length are of the body alone. Clauses, here and in the files beside this one, are those of 2013.
 */

const LF = 0x0a;
const CR = 0x0d;
/** Of CRC and length. */
const HEAD = 8;
/** Three hexadecimal digits. */
export const LONGEST_BODY = 0xfff;

/** CRC-16 with the polynomial 8005, reflected, from 0 (5.5.1.2; the catalogues of CRCs name it ARC). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

function hex4(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, "0");
}

/**
 * @param body one byte for each character (ISO 8859-1)
 * @throws RangeError where it is longer than LONGEST_BODY
 */
export function frameOf(body: string): Uint8Array {
  const bytes = Buffer.from(body, "latin1");
  if (bytes.length > LONGEST_BODY) throw new RangeError(`A DC-09 body of ${bytes.length} bytes`);
  return Buffer.from(`\n${hex4(crc16(bytes))}${hex4(bytes.length)}${body}\r`, "latin1");
}

export type Frame =
  | { readonly ok: true; readonly body: string }
  /** What stood between LF and CR, or began after an LF and never ended, is none. */
  | { readonly ok: false; readonly fault: "too-short" | "too-long" | "head" | "length" | "crc" };

/** Finds frames in what arrives piece by piece. What stands outside of them is passed over. */
export class FrameReader {
  /** Bytes since the last LF; null outside of a frame. */
  #inside: number[] | null = null;

  push(chunk: Uint8Array): readonly Frame[] {
    const frames: Frame[] = [];
    for (const byte of chunk) {
      if (byte === LF) {
        if (this.#inside !== null && this.#inside.length > 0) frames.push({ ok: false, fault: "too-short" });
        this.#inside = [];
      } else if (this.#inside === null) {
      } else if (byte === CR) {
        frames.push(read(Buffer.from(this.#inside)));
        this.#inside = null;
      } else if (this.#inside.length >= HEAD + LONGEST_BODY) {
        frames.push({ ok: false, fault: "too-long" });
        this.#inside = null;
      } else {
        this.#inside.push(byte);
      }
    }
    return frames;
  }
}

function read(bytes: Buffer): Frame {
  if (bytes.length <= HEAD) return { ok: false, fault: "too-short" };
  const head = bytes.toString("latin1", 0, HEAD);
  if (!/^[0-9A-Fa-f]{4}0[0-9A-Fa-f]{3}$/.test(head)) return { ok: false, fault: "head" };
  const body = bytes.subarray(HEAD);
  if (Number.parseInt(head.slice(4), 16) !== body.length) return { ok: false, fault: "length" };
  if (Number.parseInt(head.slice(0, 4), 16) !== crc16(body)) return { ok: false, fault: "crc" };
  return { ok: true, body: body.toString("latin1") };
}
