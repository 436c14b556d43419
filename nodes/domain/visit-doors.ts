import type { LockerEvent } from "./event.ts";
import {
  adopted,
  closed,
  closingOf,
  type Doors,
  NO_DOORS,
  type Opening,
  opened,
  openingOf,
  standing,
} from "./visit-pairing.ts";

/** What the doors of the lockers did, as far as the events that came by tell. */
export class VisitDoors {
  readonly #doors = new Map<string, Doors>();
  readonly #keep: (locker: string, doors: Doors | null) => void;

  /** @param keep called for each change; null: nothing has to be kept any more */
  constructor(keep: (locker: string, doors: Doors | null) => void) {
    this.#keep = keep;
  }

  restore(locker: string, doors: Doors): void {
    this.#doors.set(locker, doors);
  }

  /** The opening that the event tells of; null for one that is older than what is kept. */
  opened(locker: string, event: LockerEvent, visit: string | null): Opening | null {
    const before = this.#of(locker);
    const doors = opened(before, event, visit);
    this.#set(locker, before, doors);
    return openingOf(doors, event.id);
  }

  /** The closing that the event is, with the opening it ended; null for one that is older than what is kept. */
  closed(locker: string, event: LockerEvent, visit: string | null): ReturnType<typeof closingOf> {
    const before = this.#of(locker);
    const doors = closed(before, event, visit);
    this.#set(locker, before, doors);
    return closingOf(doors, event.id);
  }

  /** The opening that nothing has ended yet. */
  standing(locker: string): Opening | null {
    return standing(this.#of(locker));
  }

  adopt(locker: string, opening: Opening, visit: string): void {
    const before = this.#of(locker);
    this.#set(locker, before, adopted(before, opening, visit));
  }

  /** Forgets doors that have not moved since then and are closed, milliseconds since 1970. */
  prune(since: number): void {
    for (const [locker, doors] of this.#doors) {
      const moved = [...doors.openings, ...doors.closings].some(({ latest }) => latest >= since);
      if (moved || standing(doors) !== null) continue;
      this.#doors.delete(locker);
      this.#keep(locker, null);
    }
  }

  keepAll(): void {
    for (const [locker, doors] of this.#doors) this.#keep(locker, doors);
  }

  #of(locker: string): Doors {
    return this.#doors.get(locker) ?? NO_DOORS;
  }

  #set(locker: string, before: Doors, doors: Doors): void {
    if (doors === before) return;
    this.#doors.set(locker, doors);
    this.#keep(locker, doors);
  }
}
