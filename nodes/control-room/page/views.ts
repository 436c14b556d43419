import type { BoardGateway } from "../protocol.ts";

/** Where the person can be on the page, in the order of the keys. */
export const VIEWS = ["alarms", "lockers", "history", "outbox", "visits", "day"] as const;
export type View = (typeof VIEWS)[number];

/** The views of who looks; whoever may only register visits has no others. */
export function viewsFor({ canRead }: Pick<BoardGateway, "canRead">): readonly View[] {
  return canRead ? VIEWS : ["visits"];
}

/** What is shown to who has come to a view that is none of theirs. */
export function viewFor(wanted: View, gateway: Pick<BoardGateway, "canRead">): View {
  const views = viewsFor(gateway);
  return views.includes(wanted) ? wanted : (views[0] ?? wanted);
}
