import { readFileSync } from "node:fs";
import { asBody, textOf } from "./body.ts";

/** Of this package. */
export function packageVersion(): string {
  // Beside dist, or two folders up from this source.
  const place = import.meta.url.endsWith(".ts") ? "../../package.json" : "../package.json";
  const value: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), "utf8"));
  return textOf(asBody(value), "version") ?? "unknown";
}
