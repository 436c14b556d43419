/**
 * The one locker that is meant beyond doubt: the only one that was found, or that is called so, in whole or after a dash
 * as people say it. Undefined where two are: a hirer must not be let to another's.
 * @param items all that were found
 */
export function meantBy<T extends { readonly id: string }>(text: string, items: readonly T[]): T | undefined {
  if (items.length === 1) return items[0];
  const wanted = text.trim().toUpperCase();
  const whole = items.find(({ id }) => id.toUpperCase() === wanted);
  const ending = items.filter(({ id }) => id.toUpperCase().endsWith(`-${wanted}`));
  return whole ?? (ending.length === 1 ? ending[0] : undefined);
}
