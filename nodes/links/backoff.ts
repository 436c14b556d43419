const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * How long to wait before the next attempt, milliseconds: a random time from one second (AWS IoT Core takes one
 * CONNECT a second from a client) to a limit that doubles with each failure, one minute at most. The spread
 * keeps gateways that lost the same broker from coming back all at once.
 * @param failures attempts that failed in a row, 0 or more
 * @param random from 0 up to 1
 */
export function backoff(failures: number, random: number): number {
  const limit = Math.min(LONGEST_MS, 2 * SHORTEST_MS * 2 ** failures);
  return Math.round(SHORTEST_MS + random * (limit - SHORTEST_MS));
}
