const FIRST_MS = 1_000;
/** No retry is further away than this... */
export const LONGEST_RETRY_MS = 15 * 60_000;

/** ...and none of an SOS than this. */
export const LONGEST_SOS_RETRY_MS = 30_000;

/**
 * How long to wait before the next attempt, milliseconds: somewhere (full jitter, so that what failed together
 * does not come back together) between 1 s and a limit that doubles with each attempt up to `longest`.
 * @param attempts made so far, 1 or more
 * @param random from 0 to below 1
 */
export function retryDelay(attempts: number, random: number, longest: number): number {
  const limit = Math.min(longest, FIRST_MS * 2 ** attempts);
  return FIRST_MS + Math.floor(random * (limit - FIRST_MS));
}
