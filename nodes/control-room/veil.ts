import { createHmac, randomBytes } from "node:crypto";
import { Refused } from "./answers.ts";

/** What was veiled before the gateway was started anew cannot be read any more. */
const KEY = randomBytes(32);
const HALF = 2 ** 24;
const ROUNDS = [0, 1, 2, 3];
/** A guessed number is taken for a real one once in so many times. */
const CHECK = 2 ** 12;

const STALE = "The list goes on no more, because the gateway was started anew meanwhile. Ask for it anew.";

/**
 * Places in the journal are counted, so that one that is left out leaves a gap. Who must not know that something was
 * left out is given other numbers: for each place always the same one, and none of them tells how far apart they are.
 * @param place 0 to 2^36 - 1
 */
export function veiled(place: number): number {
  const block = place * CHECK;
  let [left, right] = [Math.floor(block / HALF), block % HALF];
  for (const round of ROUNDS) [left, right] = [right, left ^ mixed(round, right)];
  return left * HALF + right;
}

/** @throws Refused `malformed` for a number that this gateway has not given */
export function unveiled(number: number): number {
  let [left, right] = [Math.floor(number / HALF), number % HALF];
  if (left < HALF) {
    for (const round of ROUNDS.toReversed()) [left, right] = [right ^ mixed(round, left), left];
    const block = left * HALF + right;
    if (block % CHECK === 0) return block / CHECK;
  }
  throw new Refused(400, "malformed", STALE);
}

function mixed(round: number, half: number): number {
  return createHmac("sha256", KEY).update(`${round} ${half}`).digest().readUIntBE(0, 3);
}
