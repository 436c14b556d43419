import { LATE_AFTER_MS, type LockerEvent } from "./event.ts";
import { derived } from "./health.ts";

/** A locker whose door stands open, as far as is known. */
export interface OpenLocker {
  readonly locker: string;
  readonly site: string;
  readonly unit: string;
  /** The earliest moment at which it can have been opened, milliseconds since 1970. */
  readonly since: number;
  /** True where that was inside the access hours, as they were then. */
  readonly inside: boolean;
}

/** What became known of a door; `open` is null where it was closed. */
export interface DoorChange {
  readonly locker: string;
  readonly open: OpenLocker | null;
}

/**
 * Which lockers are open, by the events that came by. Events may come late and out of order, and closings not at all
 * where a flow lets only openings through: whoever wants to be sure asks the journal as well.
 */
export class OpenLockers {
  readonly #open = new Map<string, OpenLocker>();
  /** When each was last closed, milliseconds since 1970. */
  readonly #closed = new Map<string, number>();

  get all(): Iterable<OpenLocker> {
    return this.#open.values();
  }

  get size(): number {
    return this.#open.size;
  }

  get(locker: string): OpenLocker | undefined {
    return this.#open.get(locker);
  }

  /**
   * @param inside whether it happened inside the access hours
   * @returns what changed; null where nothing did
   */
  passed(event: LockerEvent, inside: boolean): DoorChange | null {
    const { locker, site, unit, type, occurred } = event;
    const door = doorAfter(event);
    if (locker === null || door === null) return null;
    const open = this.#open.get(locker);
    if (door === "closed") {
      this.#closed.set(locker, Math.max(occurred.latest, this.#closed.get(locker) ?? 0));
      // Of a visit before this one, and late.
      if (open === undefined || occurred.latest < open.since) return null;
      this.#open.delete(locker);
      return { locker, open: null };
    }
    if (occurred.latest < (this.#closed.get(locker) ?? 0)) return null;
    // What is opened was closed before, whether that came by or not; anything else says that it still is open.
    if (open !== undefined && (type !== "opened" || occurred.earliest <= open.since)) return null;
    const opened: OpenLocker = { locker, site, unit, since: occurred.earliest, inside };
    this.#open.set(locker, opened);
    return { locker, open: opened };
  }

  /**
   * What was kept over a restart; what came by since then counts more.
   * @returns false where the locker was closed since, so that it need not be kept any more
   */
  recalled(open: OpenLocker): boolean {
    if (this.#open.has(open.locker)) return true;
    if ((this.#closed.get(open.locker) ?? 0) >= open.since) return false;
    this.#open.set(open.locker, open);
    return true;
  }

  forget(locker: string): void {
    this.#open.delete(locker);
  }
}

function doorAfter({ type, door }: LockerEvent): "open" | "closed" | null {
  switch (type) {
    case "opened":
    case "forced":
    case "held-open":
      return "open";
    case "closed":
      return "closed";
    default:
      return door;
  }
}

/**
 * The event that a locker was still open when the access hours ended. The same locker, end, hours and grace give the
 * same id, whoever tells of it and however often.
 * @param end of the hours, milliseconds since 1970
 * @param by id of the calendar that says so, and its grace in milliseconds
 * @param now milliseconds since 1970
 */
export function notClosed(
  { locker, site, unit, since }: OpenLocker,
  end: number,
  by: { readonly calendar: string; readonly grace: number },
  now: number,
): LockerEvent {
  const event = derived("not-closed", { site, unit, boot: null }, [locker, end, by.calendar, by.grace], {
    ...{ receivedAt: now, locker, occurred: { earliest: end, latest: end } },
    data: { openSince: since, hoursEnded: end, graceMinutes: by.grace / 60_000 },
  });
  // The grace is no delay.
  return { ...event, late: now - end - by.grace > LATE_AFTER_MS, door: "open" };
}
