/**
 * A registered visit: somebody of the bank has let a hirer to a locker, and sees them out again. It holds no name of a
 * hirer; all times are milliseconds since 1970.
 */
export interface Visit {
  readonly id: string;
  readonly site: string;
  readonly locker: string;
  /** Reference in the register, never a name. */
  readonly hirer: string;
  /** Sign-in name of who opened it. */
  readonly openedBy: string;
  readonly openedAt: number;
  /** By when it has to be over. */
  readonly dueAt: number;
  readonly closedBy: string | null;
  readonly closedAt: number | null;
  /** When the locker was opened and closed last during the visit; null where that is not known. */
  readonly lastOpened: number | null;
  readonly lastClosed: number | null;
  /** `late`: not closed although its time is over; `over`: closed. */
  readonly state: "open" | "over" | "late";
}

/** What a named person does with a visit. */
export type VisitAct = OpenVisit | CloseVisit;

export interface OpenVisit {
  readonly do: "open";
  readonly locker: string;
  /** Reference in the register of one who rents the locker. */
  readonly hirer: string;
  /** Sign-in name, as in incident-act. */
  readonly by: string;
  /** How long it may take, whole, 1 or more; left out: as long as the node lets a visit take, which is the most. */
  readonly minutes?: number;
}

export interface CloseVisit {
  readonly do: "close";
  /** Id of the visit. */
  readonly visit: string;
  readonly by: string;
}
