/**
 * Reads what a record says, whatever wrote it: an older or a later version of the package, or somebody who wants to
 * see what `verify` makes of it. What is not there, or of another kind than expected, is null.
 */
export type Body = Readonly<Record<string, unknown>>;

/** The JSON object in the text; null where it holds none. */
export function bodyIn(text: string): Body | null {
  try {
    return asBody(JSON.parse(text));
  } catch {
    return null;
  }
}

export function asBody(value: unknown): Body | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}

export function textOf(body: Body | null, name: string): string | null {
  const value = body?.[name];
  return typeof value === "string" ? value : null;
}

export function numberOf(body: Body | null, name: string): number | null {
  const value = body?.[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function flagOf(body: Body | null, name: string): boolean | null {
  const value = body?.[name];
  return typeof value === "boolean" ? value : null;
}

export function partOf(body: Body | null, name: string): Body | null {
  return asBody(body?.[name]);
}
