import { createCipheriv, createDecipheriv } from "node:crypto";
import { isHexKey, isKey } from "./dc09-key.ts";

/**
 * Encryption of ANSI/SIA DC-09 (5.4): AES in CBC mode with keys of 128, 192 or 256 bits and an initialization vector
 * of zeros, written in hexadecimal digits. A random pad before the data stands in for the vector.
 */

const BLOCK = 16;
const ZEROS = new Uint8Array(BLOCK);
/** 64 of them, none of which means anything in a message. */
const PADDING = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";

/** So many random bytes. */
export type Random = (count: number) => Uint8Array;

/** The bytes of a key that a person has written; null where it is none. */
export function keyFrom(text: string): Uint8Array | null {
  return isKey(text) ? Buffer.from(text, isHexKey(text) ? "hex" : "latin1") : null;
}

/**
 * A pad of 1 to 16 characters and "|", so that with what follows the length is a multiple of 16. Never empty, since
 * what follows begins alike in all messages.
 * @param length of what follows, characters
 */
export function padFor(length: number, random: Random): string {
  const count = BLOCK - ((length + 1) % BLOCK);
  return `${Array.from(random(count), (byte) => PADDING[byte % PADDING.length]).join("")}|`;
}

/** @param text of a length that is a multiple of 16 */
export function encrypted(text: string, key: Uint8Array): string {
  const cipher = createCipheriv(nameOf(key), key, ZEROS).setAutoPadding(false);
  return Buffer.concat([cipher.update(text, "latin1"), cipher.final()])
    .toString("hex")
    .toUpperCase();
}

/** Null where it is not in hexadecimal digits or not in whole blocks. With another key it is any text. */
export function decrypted(hex: string, key: Uint8Array): string | null {
  if (!/^([0-9A-Fa-f]{32})+$/.test(hex)) return null;
  const decipher = createDecipheriv(nameOf(key), key, ZEROS).setAutoPadding(false);
  return Buffer.concat([decipher.update(hex, "hex"), decipher.final()]).toString("latin1");
}

function nameOf(key: Uint8Array): string {
  return `aes-${key.length * 8}-cbc`;
}
