import { split } from "split-sms";

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
  const { characterSet, parts, bytes } = split(text, { summary: true });
  const isGsm = characterSet === "GSM";
  const [alone, joined] = isGsm ? [160, 153] : [70, 67];
  return {
    encoding: isGsm ? "GSM-7" : "UCS-2",
    used: isGsm ? bytes : bytes / 2,
    segments: text === "" ? 0 : parts.length,
    perSegment: parts.length > 1 ? joined : alone,
    foreign: isGsm ? [] : [...new Set(text)].filter(isForeign),
  };
}

function isForeign(character: string): boolean {
  return split(character, { summary: true }).characterSet !== "GSM";
}
