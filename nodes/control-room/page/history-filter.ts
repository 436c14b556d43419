import type { HistoryQuery, PastQuery } from "../protocol.ts";
import type { Board } from "./board-state.ts";
import { instantOf } from "./branch-time.ts";
import { Store } from "./store.ts";

/** What of the past is looked for, as the form holds it. */
export interface HistoryFilter {
  readonly what: "incidents" | "events";
  readonly site: string;
  /** Id of a locker or unit, or its end. */
  readonly place: string;
  readonly cause: string;
  readonly type: string;
  readonly priority: string;
  /** As the form gives a local time: 2026-11-22T03:14. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: HistoryFilter = {
  what: "incidents",
  site: "",
  place: "",
  cause: "",
  type: "",
  priority: "",
  from: "",
  to: "",
};

export const historyFilter = new Store<HistoryFilter>(NO_FILTER);

/** A locker or unit by its id or the end of it. Null where there is none, or more than one. */
export function placeOf(
  text: string,
  board: Board,
): { readonly locker: string } | { readonly unit: string } | null {
  const wanted = text.trim().toUpperCase();
  const lockers = find(board.lockers.keys(), wanted);
  if (lockers !== null) return { locker: lockers };
  const unit = find(board.units.keys(), wanted);
  return unit === null ? null : { unit };
}

function find(ids: Iterable<string>, wanted: string): string | null {
  let found: string | null = null;
  for (const id of ids) {
    const upper = id.toUpperCase();
    if (upper === wanted) return id;
    if (!upper.endsWith(`-${wanted}`)) continue;
    if (found !== null) return null;
    found = id;
  }
  return found;
}

/** The question that the gateway understands; null where no such locker or unit is known. */
export function queryOf(
  filter: HistoryFilter,
  board: Board,
  zone: string,
): (PastQuery & HistoryQuery) | null {
  const place = filter.place.trim() === "" ? {} : placeOf(filter.place, board);
  if (place === null) return null;
  const from = filter.from === "" ? null : instantOf(filter.from, zone);
  const to = filter.to === "" ? null : instantOf(filter.to, zone);
  return {
    ...place,
    ...(filter.site === "" ? {} : { site: filter.site }),
    ...(filter.what === "incidents" && filter.cause !== "" ? { cause: filter.cause } : {}),
    ...(filter.what === "incidents" && filter.priority !== "" ? { priority: filter.priority } : {}),
    ...(filter.what === "events" && filter.type !== "" ? { type: filter.type } : {}),
    ...(from === null ? {} : { from: String(from) }),
    ...(to === null ? {} : { to: String(to) }),
  };
}
