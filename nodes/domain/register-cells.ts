import terms from "../../firmware/contract/terms.schema.json" with { type: "json" };
import { parseDate } from "./calendar-text.ts";
import { isTimeZone } from "./calendar-zone.ts";
import type { Read } from "./register-table.ts";

/**
 * How each kind of cell is read. No sentence repeats what the cell holds: a column shifted by one would put a
 * name or a number there.
 */
export type Reader<T> = (cell: string) => Read<T>;

export const bad = (problem: string): Read<never> => ({ problems: [problem] });

function pattern(shape: RegExp, missing: string, malformed: string): Reader<string> {
  return (cell) => (cell === "" ? bad(missing) : shape.test(cell) ? { value: cell } : bad(malformed));
}

export const siteId = pattern(
  /^[A-Z0-9-]{2,16}$/,
  "The site's id is missing: write it as the units' topics name it, e.g. MUM01.",
  "This is not a site id: write 2 to 16 capital letters, digits or hyphens, e.g. MUM01.",
);
export const unitId = pattern(
  new RegExp(terms.$defs.unit.pattern),
  "The unit's id is missing: write it as the unit itself sends it, e.g. MUM01-U07.",
  "This is not a unit id: write 2 to 32 letters, digits or hyphens, e.g. MUM01-U07.",
);
export const lockerId = pattern(
  new RegExp(terms.$defs.locker.pattern),
  "The locker's id is missing: write it as its unit sends it, e.g. MUM01-0001.",
  "This is not a locker id: write 2 to 32 letters, digits or hyphens, e.g. MUM01-0001.",
);
export const hirerId = pattern(
  /^[A-Za-z0-9-]{2,32}$/,
  "The hirer's reference is missing: write a number or code of the bank's own that is not a name, e.g. H-1042.",
  "This is not a hirer's reference: write 2 to 32 letters, digits or hyphens that are not a name, e.g. H-1042.",
);
/** May be left empty. */
export const contactId: Reader<string> = (cell) => {
  if (cell === "") return {};
  return /^[A-Za-z0-9-]{2,32}$/.test(cell)
    ? { value: cell }
    : bad(
        "This is not a contact's reference and is left out: write 2 to 32 letters, digits or hyphens that are not a name, e.g. duty-desk.",
      );
};
export const subscriptionId = pattern(
  /^[A-Za-z0-9-]{2,32}$/,
  "The subscription's id is missing: write a number or code of the bank's own, e.g. S-0007.",
  "This is not a subscription id: write 2 to 32 letters, digits or hyphens, e.g. S-0007.",
);
export const role = pattern(
  /^[a-z0-9][a-z0-9-]{0,31}$/,
  "The role is missing: write control-room, branch-manager or a word of the bank's own.",
  "This is not a role: write small letters, digits and hyphens, e.g. control-room or branch-manager.",
);

/** May be left empty. */
export const timeZone: Reader<string> = (cell) => {
  if (cell === "") return {};
  return isTimeZone(cell)
    ? { value: cell }
    : bad(
        "This is not a time zone and is left out: write its name in the IANA list, e.g. Asia/Kolkata; without one messages show the gateway's time.",
      );
};

/** Free text to be shown to people. */
export function words(max: number): Reader<string> {
  return (cell) => {
    if (cell.length > max)
      return bad(`This text is too long and is left out: use at most ${max} characters.`);
    if (/\p{Cc}/u.test(cell))
      return bad("This text holds a character that cannot be shown and is left out: type it anew.");
    return { value: cell };
  };
}

/** Free text that must be there. */
export function needed(max: number, missing: string): Reader<string> {
  const reader = words(max);
  return (cell) => (cell === "" ? bad(missing) : reader(cell));
}

/** An ISO date of the calendar; null where the cell is empty. */
export function date(cell: string): Read<string | null> {
  if (cell === "") return { value: null };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(cell))
    return bad("This is not a date: write year-month-day, e.g. 2026-12-31.");
  return parseDate(cell) === null
    ? bad("The calendar has no such day: correct the date, written year-month-day, e.g. 2026-12-31.")
    : { value: cell };
}

/** The canonical BCP 47 tag; `en` where the cell is empty. */
export function languages(): Reader<string> {
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const known = new Map<string, Read<string>>([["", { value: "en" }]]);
  const read = (cell: string): Read<string> => {
    try {
      const [tag = ""] = Intl.getCanonicalLocales(cell);
      if (names.of(tag) !== undefined) return { value: tag };
    } catch {
      // Not a tag at all: the sentence below says what one looks like.
    }
    return bad("This is not a language tag; English is used. Write e.g. en, hi, mr-IN or de.");
  };
  return (cell) => {
    const result = known.get(cell) ?? read(cell);
    known.set(cell, result);
    return result;
  };
}

const NONE: readonly string[] = [];

/** Values separated by semicolons; the usable ones are kept, each of the others has its sentence. */
export function several<T>(one: Reader<T>): Reader<readonly T[]> {
  return (cell) => {
    if (cell !== "" && !cell.includes(";")) {
      const { value, problems = NONE } = one(cell);
      return { value: value === undefined ? [] : [value], problems };
    }
    const parts = cell
      .split(";")
      .map((part) => part.trim())
      .filter((part) => part !== "");
    if (parts.length === 0 && cell !== "")
      return bad("There is nothing between these semicolons: write a value, or leave the cell empty.");
    const values: T[] = [];
    const problems: string[] = [];
    for (const [index, part] of parts.entries()) {
      const result = one(part);
      if (result.value !== undefined && !values.includes(result.value)) values.push(result.value);
      for (const problem of result.problems ?? [])
        problems.push(parts.length > 1 ? `Value ${index + 1} of ${parts.length}: ${problem}` : problem);
    }
    return { value: values, problems };
  };
}

/** Whether a subscription is withdrawn; in doubt it is. */
export function withdrawn(cell: string): Read<boolean> {
  const text = cell.toLowerCase();
  if (text === "" || text === "no" || text === "false") return { value: false };
  if (text === "yes" || text === "true") return { value: true };
  const { problems } = date(cell);
  return problems === undefined
    ? { value: true }
    : {
        value: true,
        problems: [
          "This is neither yes nor no nor the date of the withdrawal; the subscription counts as withdrawn. Write yes, no or e.g. 2026-12-31.",
        ],
      };
}
