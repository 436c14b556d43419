import * as v from "valibot";
import { DERIVED_EVENT_TYPES, UNIT_EVENT_TYPES } from "../domain/event.ts";
import { PRIORITIES } from "../domain/incident-policy.ts";
import { PAGE_LONGEST, PAGE_USUAL, REMARK_LONGEST, SHELVE_LONGEST, VISIT_LONGEST } from "./protocol.ts";

const EVENT_TYPES = [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES];

/** What a client may ask for. Each schema's messages are what a refused client reads. */

const NAME = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,32}$/, "is no such name"));
const PLACES = {
  site: v.optional(NAME),
  unit: v.optional(NAME),
  locker: v.optional(NAME),
};
const MOMENT = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}$/, "has to be milliseconds since 1970"),
  v.transform(Number),
);
const PAGE = {
  before: v.optional(MOMENT),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, `has to be 1 to ${PAGE_LONGEST}`),
      v.transform(Number),
      v.minValue(1, `has to be 1 to ${PAGE_LONGEST}`),
      v.maxValue(PAGE_LONGEST, `has to be 1 to ${PAGE_LONGEST}`),
    ),
    String(PAGE_USUAL),
  ),
};
const SPAN = { from: v.optional(MOMENT), to: v.optional(MOMENT) };

function listOf(names: readonly string[]) {
  const known = new Set(names);
  return v.optional(
    v.pipe(
      v.string(),
      v.maxLength(1000, "names too many"),
      v.transform((text) => text.split(",")),
      v.check((all) => all.every((name) => known.has(name)), "names something that there is not"),
    ),
  );
}

export const INCIDENT_ID = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,100}$/, "is no incident's id"));

export const HISTORY = v.strictObject({ ...PLACES, ...SPAN, ...PAGE, type: listOf(EVENT_TYPES) });

export const PAST = v.strictObject({
  ...{ ...PLACES, ...SPAN, ...PAGE },
  cause: listOf(Object.keys(PRIORITIES)),
  priority: v.optional(v.picklist(["1", "2", "3"], "has to be 1, 2 or 3")),
});

export const OUTBOX = v.strictObject({
  ...PAGE,
  state: v.optional(v.picklist(["parked", "dead", "overdue"], "has to be parked, dead or overdue")),
});

const REMARK = v.pipe(
  v.string("has to be text"),
  v.trim(),
  v.minLength(1, "has to say why: it is kept with what you did"),
  v.maxLength(REMARK_LONGEST, `may have ${REMARK_LONGEST} characters at most`),
);
function minutes(longest: number) {
  const what = `has to be a whole number from 1 to ${longest}`;
  return v.pipe(v.number(what), v.integer(what), v.minValue(1, what), v.maxValue(longest, what));
}

export const ACTION = v.strictObject({
  remark: REMARK,
  minutes: v.optional(minutes(SHELVE_LONGEST)),
  despite: v.optional(v.boolean("has to be true or false")),
});

/** What of it is right, the rules of thefts say. */
export const THEFT = v.strictObject({
  remark: REMARK,
  seen: v.optional(v.number("has to be a whole number")),
  report: v.optional(
    v.strictObject({
      number: v.string("is missing"),
      station: v.string("is missing"),
      date: v.string("is missing"),
    }),
  ),
});

export const VISIT_ID = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,100}$/, "is no visit's id"));

export const VISIT = v.strictObject({
  locker: NAME,
  hirer: v.pipe(
    v.string("has to be text"),
    v.minLength(1, "is missing: choose whose visit it is"),
    v.maxLength(100, "is too long to be a reference in the register"),
  ),
  minutes: v.optional(minutes(VISIT_LONGEST)),
});

export const NOTHING = v.strictObject({});

export const LOCKERS = v.strictObject({
  text: v.optional(v.pipe(v.string(), v.maxLength(100, "is too long to be a part of a locker's name")), ""),
  site: PLACES.site,
});

const DAY = v.pipe(v.string(), v.check(isDay, "has to be a day, year-month-day, that the calendar has"));

export const DAY_FILE = v.strictObject({ site: NAME, day: v.optional(DAY) });

export const DAY_REPORT = v.strictObject({
  ...{ site: NAME, day: v.optional(DAY) },
  ...PAGE,
  only: v.optional(v.literal("not-told", "has to be not-told")),
});

function isDay(text: string): boolean {
  const at = /^[12]\d{3}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

export const RETRY = v.strictObject({
  key: v.optional(v.pipe(v.string("has to be text"), v.maxLength(1000, "is too long to be a notice's key"))),
  states: v.optional(
    v.pipe(
      v.array(v.picklist(["parked", "dead"], "may name parked and dead")),
      v.minLength(1, "has to name parked, dead or both"),
      v.maxLength(2, "has to name parked, dead or both"),
    ),
  ),
});

/** What was asked for; or a sentence that says what is wrong with it. */
export type Read<T> =
  | { readonly ok: true; readonly asked: T }
  | { readonly ok: false; readonly sentence: string };

export function read<T>(schema: v.GenericSchema<unknown, T>, given: unknown): Read<T> {
  const parsed = v.safeParse(schema, given);
  if (parsed.success) return { ok: true, asked: parsed.output };
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  // A message of the library's own would repeat what was given.
  const isOurs = !issue.message.startsWith("Invalid ");
  const what = where === null ? "The request" : `"${where.slice(0, 40)}"`;
  return {
    ok: false,
    sentence: `Nothing was done, because the request is not one that this gateway knows: ${what} ${isOurs ? issue.message : "does not belong there or is missing"}. Reload the page.`,
  };
}
