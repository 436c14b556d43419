/**
 * How a text travels as SMS (3GPP TS 23.038 and 23.040): in GSM 7-bit characters where all of its characters
 * exist there, otherwise, and then wholly, in UCS-2.
 */

/** Longest text Amazon SNS takes for one SMS. */
export const SMS_MAX_CHARACTERS = 1600;

/** SNS takes letters, digits and hyphens, with at least one letter, 3 to 11 characters in all. */
export const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/;

/** India: ids of entities and templates at the DLT platforms, as SNS takes them. */
export const DLT_ID = /^[\w-]{6,50}$/;

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Characters that take two places: an escape and themselves. */
const EXTENDED = new Set("\f^{}\\[~]|€");

export interface SmsLength {
  readonly encoding: "GSM-7" | "UCS-2";
  /** Places used: septets in GSM-7, 16-bit units in UCS-2. */
  readonly used: number;
  /** How many SMS the network sends, and bills. */
  readonly segments: number;
  /** Places in one segment of this text. */
  readonly perSegment: number;
  /** The characters, each once, that keep the text out of GSM-7. */
  readonly foreign: readonly string[];
}

export function smsLength(text: string): SmsLength {
  const characters = [...text];
  const foreign = [...new Set(characters.filter((c) => !BASIC.has(c) && !EXTENDED.has(c)))];
  const gsm = foreign.length === 0;
  const sizes = characters.map((c) => (gsm ? (BASIC.has(c) ? 1 : 2) : c.length));
  const used = sizes.reduce((sum, size) => sum + size, 0);
  const [alone, joined] = gsm ? [160, 153] : [70, 67];
  const single = used <= alone;
  return {
    encoding: gsm ? "GSM-7" : "UCS-2",
    used,
    segments: used === 0 ? 0 : single ? 1 : segmentsOf(sizes, joined),
    perSegment: single ? alone : joined,
    foreign,
  };
}

/** A character of two places is never split between segments. */
function segmentsOf(sizes: readonly number[], perSegment: number): number {
  let segments = 1;
  let filled = 0;
  for (const size of sizes) {
    if (filled + size > perSegment) {
      segments += 1;
      filled = 0;
    }
    filled += size;
  }
  return segments;
}
