import type { Fields } from "./define.ts";

/** What a flow file holds of a node. */
export type Saved = Readonly<Record<string, unknown>>;

/** Turns what one version of the package saved into what the next one would have. Must not fail at anything. */
export type Migration = (saved: Saved) => Saved;

/**
 * What a flow file holds, as today's version would have saved it; unchanged where the node has no version, or was
 * saved by a newer one. Before nodes had a version theirs was 1.
 */
export function migrated(fields: Fields, saved: Saved): Saved {
  const [name, field] = Object.entries(fields).find(([, { kind }]) => kind === "version") ?? [];
  if (name === undefined || field?.migrations === undefined) return saved;
  const version = saved[name] ?? 1;
  const last = field.migrations.length;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > last)
    return saved;
  const steps = field.migrations.slice(version - 1);
  // The editor has every property of today on a node, whether it was saved or not.
  const there = Object.fromEntries(Object.entries(saved).filter(([, value]) => value !== undefined));
  return { ...steps.reduce((before, step) => step(before), there), [name]: field.value };
}
