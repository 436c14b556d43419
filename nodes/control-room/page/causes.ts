import { GUIDE, type Guidance } from "../guide.ts";

/** What to do about a cause; null where a later gateway has one that this page does not know. */
export function guidanceOf(cause: string): Guidance | null {
  return GUIDE.get(cause) ?? null;
}

export function titleOf(cause: string): string {
  return guidanceOf(cause)?.title ?? cause;
}

/** Causes by their titles, for a choice of one. */
export const CAUSES: readonly (readonly [cause: string, title: string])[] = [...GUIDE]
  .map(([cause, { title }]) => [cause, title] as const)
  .sort(([, one], [, other]) => (one < other ? -1 : 1));
