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

export function sentence(translate: Translate, found: Problem): string {
  const [key = "", query = ""] = found.split(/\?(.*)/s);
  return translate(key, Object.fromEntries(new URLSearchParams(query)));
}
