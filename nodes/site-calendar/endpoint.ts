import type { NodeAPI } from "node-red";
import * as v from "valibot";
import { parseYears } from "../domain/calendar-text.ts";
import { sentenceOf } from "../domain/errors.ts";
import { places, suggest } from "./suggestions.ts";

/** Below Node-RED's admin root; for people who may read this node's settings. */
export const HOLIDAYS_PATH = "/smart-lockers/holidays";
const PERMISSION = "site-calendar.read";
const MOST_YEARS = 5;

const code = v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{0,16}$/)), "");
const placesQuery = v.object({ country: code, state: code });
const suggestionsQuery = v.object({
  country: code,
  state: code,
  region: code,
  years: v.pipe(
    v.string(),
    v.transform(parseYears),
    v.check((years) => years !== null && years.length > 0 && years.length <= MOST_YEARS),
  ),
});

/** Serves the editor's dialog with suggested holidays. */
export function serveHolidays(red: NodeAPI): void {
  const allowed = red.auth.needsPermission(PERMISSION);
  red.httpAdmin.get(`${HOLIDAYS_PATH}/places`, allowed, (request, response) => {
    answer(response, placesQuery, request.query, ({ country, state }) => places(country, state));
  });
  red.httpAdmin.get(`${HOLIDAYS_PATH}/suggestions`, allowed, (request, response) => {
    answer(response, suggestionsQuery, request.query, ({ years, ...where }) => suggest(where, years ?? []));
  });
}

interface Response {
  status(code: number): Response;
  json(body: unknown): unknown;
}

function answer<O>(
  response: Response,
  schema: v.GenericSchema<unknown, O>,
  query: unknown,
  find: (query: O) => Promise<unknown>,
): void {
  const parsed = v.safeParse(schema, query);
  if (!parsed.success) {
    response.status(400).json({ error: "Name a country and one to five years." });
    return;
  }
  find(parsed.output).then(
    (found) => response.json(found),
    (thrown: unknown) => response.status(404).json({ error: sentenceOf(thrown) }),
  );
}
