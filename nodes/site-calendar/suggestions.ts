import type Holidays from "date-holidays";
import type { HolidaysTypes } from "date-holidays";
import { LockerError } from "../domain/errors.ts";

/**
 * Suggestions from the date-holidays library. It knows fixed and computed days and misses many that are
 * proclaimed (Holi, Diwali, Eid), so it only ever suggests; the bank's own list decides.
 */
export interface Suggestion {
  /** Local date. */
  readonly date: string;
  readonly name: string;
  /** True for days on which the law or custom closes banks; others are shown and not chosen. */
  readonly chosen: boolean;
}

export interface Place {
  readonly code: string;
  readonly name: string;
}

const CLOSING: ReadonlySet<HolidaysTypes.HolidayType> = new Set(["public", "bank"]);
const DAY_MS = 86_400_000;

/** Countries, or the states of a country, or the regions of a state, by name; none where there are none. */
export async function places(country: string, state: string): Promise<readonly Place[]> {
  const library = new (await load())();
  const found =
    country === ""
      ? library.getCountries("en")
      : state === ""
        ? library.getStates(country, "en")
        : library.getRegions(country, state, "en");
  return Object.entries(found ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** @throws LockerError `calendar-invalid` where the library does not know the country */
export async function suggest(
  where: { readonly country: string; readonly state: string; readonly region: string },
  years: readonly number[],
): Promise<readonly Suggestion[]> {
  const Library = await load();
  if (!Object.hasOwn(new Library().getCountries(), where.country))
    throw new LockerError(
      "calendar-invalid",
      "There are no suggestions for this country: choose another one.",
    );
  const library = new Library(where.country, where.state, where.region);
  return years.flatMap((year) => library.getHolidays(year, "en")).flatMap(days);
}

/** Each whole day of a holiday; one that begins within a day is left out. */
function days({ date, start, end, name, type }: HolidaysTypes.Holiday): Suggestion[] {
  if (date.slice(11, 19) !== "00:00:00") return [];
  const first = Date.parse(`${date.slice(0, 10)}T00:00Z`);
  const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
  return Array.from({ length }, (_, day) => ({
    date: new Date(first + day * DAY_MS).toISOString().slice(0, 10),
    name,
    chosen: CLOSING.has(type),
  }));
}

/** A megabyte of rules: loaded when somebody asks for suggestions. */
async function load(): Promise<typeof Holidays> {
  return (await import("date-holidays")).default;
}
