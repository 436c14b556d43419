export interface UnitPlan {
  readonly unit: string;
  readonly site: string;
  /** 1 to 16. */
  readonly lockers: readonly string[];
}

/** Lockers one unit can serve at most (the wiring's limit). */
export const MOST_LOCKERS = 16;

/** Units one process may simulate at most; each is a connection of its own. */
export const MOST_UNITS = 10_000;

/**
 * A site full of units, named as banks do: `MUM01-U07` serving `MUM01-0019`, `MUM01-0020`, ...
 * @param units 1 to MOST_UNITS
 * @param lockersPerUnit 1 to MOST_LOCKERS
 * @throws RangeError
 */
export function planFleet(options: {
  readonly site: string;
  readonly units: number;
  readonly lockersPerUnit: number;
}): readonly UnitPlan[] {
  const { site, units, lockersPerUnit } = options;
  if (!/^[A-Z0-9-]{2,16}$/.test(site)) {
    throw new RangeError(`"${site}" is no site: write 2 to 16 capital letters, digits or hyphens.`);
  }
  within("units", units, MOST_UNITS);
  within("lockers of a unit", lockersPerUnit, MOST_LOCKERS);
  const unitDigits = Math.max(2, String(units).length);
  const lockerDigits = Math.max(4, String(units * lockersPerUnit).length);
  return Array.from({ length: units }, (_, index) => ({
    unit: `${site}-U${String(index + 1).padStart(unitDigits, "0")}`,
    site,
    lockers: Array.from({ length: lockersPerUnit }, (_, place) => {
      const number = index * lockersPerUnit + place + 1;
      return `${site}-${String(number).padStart(lockerDigits, "0")}`;
    }),
  }));
}

function within(what: string, amount: number, most: number): void {
  if (!Number.isInteger(amount) || amount < 1 || amount > most) {
    throw new RangeError(`The number of ${what} must be a whole number from 1 to ${most}.`);
  }
}
