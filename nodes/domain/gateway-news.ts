import type { EventType, LockerEvent } from "./event.ts";
import { derived } from "./health.ts";

/** What the gateway has to say of itself: about the whole of it, so that it concerns every site. */
export type GatewayNewsType = Extract<
  EventType,
  "journal-unavailable" | "journal-restored" | "journal-damaged" | "gateway-behind" | "gateway-caught-up"
>;

const TYPES: ReadonlySet<EventType> = new Set<GatewayNewsType>([
  "journal-unavailable",
  "journal-restored",
  "journal-damaged",
  "gateway-behind",
  "gateway-caught-up",
]);

/** Stands for the unit in an event of the gateway's own. */
export const GATEWAY = "gateway";

export function isOfGateway(type: EventType): boolean {
  return TYPES.has(type);
}

/** What is the same for every site. */
export interface GatewayNews {
  readonly type: GatewayNewsType;
  /** Tells this news from others of its type: the same cause gives the same ids. */
  readonly cause: readonly (string | number)[];
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One event for each site, since each has a control room of its own. */
export function eventsOfGateway(
  { type, cause, at, data }: GatewayNews,
  sites: Iterable<string>,
): readonly LockerEvent[] {
  const about = { receivedAt: at, occurred: { earliest: at, latest: at }, data };
  return [...sites].map((site) => derived(type, { site, unit: GATEWAY, boot: null }, cause, about));
}
