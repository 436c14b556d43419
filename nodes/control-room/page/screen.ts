import type { Act, BoardIncident, TheftDeed } from "../protocol.ts";
import type { LockerFilter } from "./sites.ts";
import { Store } from "./store.ts";
import { VIEWS, type View } from "./views.ts";

export type Overlay =
  | { readonly kind: "act"; readonly act: Act; readonly incident: string }
  | { readonly kind: "past"; readonly incident: string }
  | {
      readonly kind: "theft";
      readonly deed: TheftDeed;
      readonly incident: BoardIncident;
      /** Steps of the case that the person sees. */
      readonly seen: number;
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
