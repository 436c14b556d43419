import { Temporal } from "temporal-polyfill";
import type { Closure, ClosureKind } from "./register.ts";

/** RBI, Safe Deposit Locker / Safe Custody, 18 August 2021: two months' notice before a branch closes or moves. */
const MONTHS: Readonly<Partial<Record<ClosureKind, number>>> = { "branch-closing": 2, "branch-shifting": 2 };

/** The period as ISO 8601 writes it; null where none is asked for. */
export function neededPeriod(kind: ClosureKind): string | null {
  const months = MONTHS[kind];
  return months === undefined ? null : `P${months}M`;
}

/** The first ISO date on which the closure may take effect; null where there is no rule. */
export function leastEffective({ kind, announced }: Closure): string | null {
  const months = MONTHS[kind];
  return months === undefined ? null : Temporal.PlainDate.from(announced).add({ months }).toString();
}

/** True where it takes effect sooner than its notice period allows. */
export function isShort(closure: Closure): boolean {
  const least = leastEffective(closure);
  return least !== null && closure.effective < least;
}
