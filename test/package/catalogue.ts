/** A translation catalogue: texts in nested groups. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

/** The text or group at a dotted key; undefined where there is none. */
export function at(catalogue: Catalogue, key: string): string | Catalogue | undefined {
  let found: string | Catalogue | undefined = catalogue;
  for (const part of key.split(".")) {
    if (typeof found !== "object") return undefined;
    found = found[part];
  }
  return found;
}

/** All dotted keys that hold a text. */
export function keysOf(catalogue: Catalogue, prefix = ""): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}
