import type { LockerEvent, Occurred } from "./event.ts";
import { derived } from "./health.ts";

/** Where the unit has not said after how long it reports a door itself: the firmware's default. */
const HELD_OPEN_MS = 300_000;
/** A unit that says that a door is closed may have the event still to send: so long that is waited for. */
export const CLOSING_MS = 60_000;

interface Door {
  readonly unit: string;
  readonly site: string;
  readonly boot: number | null;
  /** Of the event that opened it; null where only a status says so. */
  readonly seq: number | null;
  readonly openedBy: string;
  /** When it was opened. */
  readonly occurred: Occurred;
  /** The unit, or the gateway, has said that it is held open. */
  told: boolean;
  /** Since when a status says that it is closed, though no event does. */
  closedAt: number | null;
}

/** An event, as far as it tells of a door. */
export type DoorReport = Pick<
  LockerEvent,
  "id" | "type" | "site" | "unit" | "locker" | "boot" | "seq" | "occurred"
>;

/** How a unit says that its doors are. */
interface DoorsSeen {
  readonly site: string;
  readonly unit: string;
  readonly boot: number;
  /** Its last event. */
  readonly seq: number;
  readonly lockers: readonly { readonly locker: string; readonly door: string }[];
}

/**
 * The doors that are open, as far as it is known. While a unit is there it reports a door that is held open; when it is
 * lost the gateway does. Each is told once.
 */
export class OpenDoors {
  /** By locker; only those that are open. */
  readonly #open = new Map<string, Door>();
  /** By unit, where it has said so, milliseconds. */
  readonly #limits = new Map<string, number>();

  forget(): void {
    this.#open.clear();
  }

  /** What a unit reported, or the gateway found out, once it is stored and in the order in which it was. */
  reported({ id, type, site, unit, locker, boot, seq, occurred }: DoorReport): void {
    if (locker === null) return;
    const known = this.#open.get(locker);
    const opening = { unit, site, boot, seq, openedBy: id, occurred, closedAt: null };
    switch (type) {
      case "opened":
        if (known !== undefined && isOlder({ boot, seq }, known)) return;
        this.#open.set(locker, { ...opening, told: false });
        break;
      case "forced":
        // Beside `opened`, and perhaps before it.
        if (known === undefined) this.#open.set(locker, { ...opening, told: false });
        else if (!isOlder({ boot, seq }, known))
          this.#open.set(locker, { ...known, boot, seq, closedAt: null });
        break;
      case "closed":
        // An alarm may have overtaken it.
        if (known !== undefined && !isOlder({ boot, seq }, known)) this.#open.delete(locker);
        break;
      case "held-open":
        if (known === undefined) this.#open.set(locker, { ...opening, told: true });
        else known.told = true;
        break;
    }
  }

  /**
   * What a status says that was sent just now: one that the broker has kept may be older than the events.
   * @param at milliseconds since 1970
   */
  seen({ site, unit, boot, seq, lockers }: DoorsSeen, at: number): void {
    for (const { locker, door } of lockers) {
      const known = this.#open.get(locker);
      if (known !== undefined) {
        if (door === "open") known.closedAt = null;
        else if (seq >= (known.seq ?? 0) || boot !== known.boot) known.closedAt ??= at;
      } else if (door === "open") {
        const occurred = { earliest: at, latest: at };
        const openedBy = `status ${boot} ${seq}`;
        const opening = { unit, site, boot, seq, openedBy, occurred, told: false, closedAt: null };
        this.#open.set(locker, opening);
      }
    }
  }

  /** @param seconds after which the unit reports a door that is held open */
  limit(unit: string, seconds: number): void {
    const ms = seconds * 1000;
    if (ms === HELD_OPEN_MS) this.#limits.delete(unit);
    else this.#limits.set(unit, ms);
  }

  /**
   * What is due to be told, once: lockers held open whose unit is lost, and those closed while nobody looked.
   * @param now milliseconds since 1970
   */
  due(now: number, isLost: (unit: string) => boolean): readonly LockerEvent[] {
    const events: LockerEvent[] = [];
    for (const [locker, door] of this.#open) {
      if (door.closedAt !== null) {
        if (now < door.closedAt + CLOSING_MS) continue;
        this.#open.delete(locker);
        events.push(closedEvent(locker, door, door.closedAt, now));
        continue;
      }
      const heldMs = this.#limits.get(door.unit) ?? HELD_OPEN_MS;
      if (door.told || now < door.occurred.latest + heldMs || !isLost(door.unit)) continue;
      door.told = true;
      events.push(heldOpenEvent(locker, door, heldMs, now));
    }
    return events;
  }
}

/** What a boot said up to a number, against the event of that number. */
function isOlder(event: Pick<Door, "boot" | "seq">, door: Door): boolean {
  return event.seq !== null && door.seq !== null && event.boot === door.boot && event.seq <= door.seq;
}

function heldOpenEvent(locker: string, door: Door, heldMs: number, now: number): LockerEvent {
  const { earliest, latest } = door.occurred;
  const event = derived("held-open", door, [locker, door.openedBy], {
    ...{ receivedAt: now, occurred: { earliest: earliest + heldMs, latest: latest + heldMs }, locker },
    data: { by: "gateway", since: latest, seconds: heldMs / 1000 },
  });
  return { ...event, late: false };
}

function closedEvent(locker: string, door: Door, closedAt: number, now: number): LockerEvent {
  const occurred = { earliest: Math.min(door.occurred.earliest, closedAt), latest: closedAt };
  const about = { receivedAt: now, occurred, locker, data: { by: "gateway" } };
  return { ...derived("closed", door, [locker, door.openedBy, closedAt], about), late: false };
}
