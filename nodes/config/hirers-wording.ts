import type { Saved } from "./migrate.ts";

/**
 * Which texts a node that was saved when there was one text for all hirers goes on with: those by language, if it had
 * the package's own, which they take the place of.
 * @param shipped the package's texts of that time, by field
 */
export function hirersWording(
  { to = "hirers", ...saved }: Saved,
  shipped: Readonly<Record<string, string>>,
): "languages" | "own" {
  const isOwn = Object.entries(shipped).some(([field, text]) => (saved[field] ?? text) !== text);
  return to === "hirers" && isOwn ? "own" : "languages";
}
