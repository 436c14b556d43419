import type { BoardIncident, BoardLocker } from "../protocol.ts";
import { ordered } from "./attention.ts";
import type { Board } from "./board-state.ts";
import { type Concerns, concernsOf, glancesOf, lockerOrder, type SiteGlance } from "./sites.ts";

/** A board with what is worked out from it, once for all views. */
export interface Picture {
  readonly board: Board;
  readonly incidents: readonly BoardIncident[];
  readonly concerns: Concerns;
  readonly sites: readonly SiteGlance[];
  /** Ids of the lockers in the order in which they are shown. */
  readonly order: readonly string[];
  /** Where the page's own clock is: the zone of the branch, the gateway's own where there are several. */
  readonly timeZone: string;
}

/** Keeps of the last picture what has not changed. */
export function pictureOf(board: Board, last: Picture | null): Picture {
  const same = last !== null && last.board.incidents === board.incidents;
  const concerns = same ? last.concerns : concernsOf(board.incidents.values());
  const sites = glancesOf(board, concerns);
  const zones = new Set([...board.sites.values()].map(({ timeZone }) => timeZone));
  const [only] = zones;
  return {
    board,
    incidents: same ? last.incidents : ordered(board.incidents.values()),
    concerns,
    sites,
    order:
      last !== null && holds(last.order, board.lockers) ? last.order : lockerOrder(board.lockers.values()),
    timeZone: zones.size === 1 && only !== undefined ? only : board.gateway.timeZone,
  };
}

function holds(order: readonly string[], lockers: ReadonlyMap<string, BoardLocker>): boolean {
  return order.length === lockers.size && order.every((id) => lockers.has(id));
}

export function zoneOf({ board }: Picture, site: string): string {
  return board.sites.get(site)?.timeZone ?? board.gateway.timeZone;
}

export function siteName({ board }: Picture, site: string): string {
  return board.sites.get(site)?.name ?? site;
}
