/** NaN of nothing. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value that `percent` of all do not exceed; between two values the nearer one. NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(((sorted.length - 1) * percent) / 100)] ?? Number.NaN;
}
