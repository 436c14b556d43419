const HOUR_MS = 3_600_000;

/** `02:14` by the branch's clock; the browser's own zone has no say. */
export function branchTime(
  at: number,
  { hoursAhead }: { readonly hoursAhead: number },
  seconds = false,
): string {
  return new Date(at + hoursAhead * HOUR_MS).toISOString().slice(11, seconds ? 19 : 16);
}
