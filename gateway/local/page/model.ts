import type { Action, PageListener, PageLocker, PageMessage, PageState } from "../page-state.ts";

/** What the page knows and what its user has chosen. */
export interface Model {
  readonly state: PageState;
  readonly messages: readonly PageMessage[];
  readonly locker: PageLocker;
  /** Whose phone is shown. */
  readonly hirer: PageListener | null;
  /** Messages of the control room up to this number have been put aside. */
  readonly cleared: number;
}

/** What the user can make happen. */
export interface Deeds {
  choose(locker: string): void;
  lookAt(hirer: string): void;
  act(action: Action): void;
  clearDesk(): void;
}

export function hirersOf(model: Pick<Model, "state" | "locker">): readonly PageListener[] {
  return model.state.listeners.filter(
    ({ id, party }) => party === "hirer" && model.locker.hirers.includes(id),
  );
}
