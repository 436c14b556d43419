/**
 * A check's result is a catalogue key with parameters, so that the same check speaks the language of the
 * editor in the editor and that of the runtime in the log. It travels as one string because that is what a
 * schema's message is.
 */
export type Problem = string;

export type Translate = (key: string, params?: Record<string, string | number>) => string;

export function problem(key: string, params: Record<string, string | number> = {}): Problem {
  const query = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
  return query.size > 0 ? `${key}?${query}` : key;
}

/** The same problem, found at `place`; within a table inside a table the places add up, the outer one first. */
export function placed(found: Problem, place: string, column: string): Problem {
  const [key = "", query = ""] = found.split(/\?(.*)/s);
  const params = new URLSearchParams(query);
  params.set("where", [place, params.get("where") ?? column].filter((part) => part !== "").join(", "));
  return `${key}?${params}`;
}

/** True for a problem of one row of a table, which stands below that row while the dialog is open. */
export function isPlaced(found: Problem): boolean {
  return new URLSearchParams(found.split("?")[1]).has("where");
}

export function sentence(translate: Translate, found: Problem): string {
  const [key = "", query = ""] = found.split(/\?(.*)/s);
  const params = Object.fromEntries(new URLSearchParams(query));
  // Where it is, is named by catalogue keys: "@site-calendar.place.row 3, @site-calendar.column.date".
  if (params.where !== undefined)
    params.where = params.where.replace(/@([\w.-]+)/g, (_, name: string) => translate(name));
  return translate(key, params);
}
