/**
 * The longest time from a kill to the first sign of life after it, milliseconds, rounded; 0 without kills. Of
 * several kills in a row without a sign in between, only the last one counts: the others were meant to keep the
 * gateway down.
 * @param kills moments of the kills, ascending
 * @param signs moments at which a later process answered an event or had a notice taken, in any order
 * @returns null where no sign followed the last kill
 */
export function longestRecovery(kills: readonly number[], signs: readonly number[]): number | null {
  const sorted = [...signs].sort((a, b) => a - b);
  let longest = 0;
  let next = 0;
  for (const [index, kill] of kills.entries()) {
    while ((sorted[next] ?? Number.POSITIVE_INFINITY) < kill) next += 1;
    const sign = sorted[next];
    const nextKill = kills[index + 1];
    if (sign === undefined) {
      if (nextKill === undefined) return null;
    } else if (nextKill === undefined || sign < nextKill) longest = Math.max(longest, sign - kill);
  }
  return Math.round(longest);
}
