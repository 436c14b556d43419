import type { Act, BoardGateway, BoardIncident, TheftDeed } from "../protocol.ts";
import type { LockerFilter } from "./sites.ts";
import { Store } from "./store.ts";

/** Where the person is on the page. */
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

export type Overlay =
  | { readonly kind: "act"; readonly act: Act; readonly incident: string }
  | { readonly kind: "past"; readonly incident: string }
  | {
      readonly kind: "theft";
      readonly deed: TheftDeed;
      readonly incident: BoardIncident;
      /** Where the person goes back to. */
      readonly from: Overlay | null;
    }
  | { readonly kind: "help" }
  | { readonly kind: "settings" };

export const view = new Store<View>(fromAddress());
export const overlay = new Store<Overlay | null>(null);
export const lockerFilter = new Store<LockerFilter>({ look: "all", site: "", text: "" });
export const selectedLocker = new Store<string | null>(null);
/** What is told to screen readers and shown for a moment: the outcome of what the person did. */
export const said = new Store<string>("");

function fromAddress(): View {
  const wanted = location.hash.slice(1);
  return VIEWS.find((one) => one === wanted) ?? "alarms";
}

export function show(next: View): void {
  if (location.hash.slice(1) !== next) location.hash = next;
  view.set(next);
}

addEventListener("hashchange", () => view.set(fromAddress()));
