import type { Cause, IncidentState, Priority } from "../../nodes/domain/incident.ts";
import type { IncidentAction } from "../../nodes/domain/incident-act.ts";

/** The rules that the model and the desk go by: small numbers, so that much happens in few steps. */
export const RULES = {
  escalate: { 1: [2, 3], 2: [4], 3: [] },
  repeat: { 1: 5, 2: 0, 3: 6 },
  quiet: 7,
  shelveAtMost: 20,
} as const;

/** Whether an event of the cause begins something that lasts; the priority it has. */
export const CAUSES: Readonly<
  Partial<Record<Cause, { readonly lasts: boolean; readonly priority: Priority }>>
> = {
  "held-open": { lasts: true, priority: 2 },
  forced: { lasts: true, priority: 1 },
  "access-denied": { lasts: false, priority: 3 },
  "mass-opening": { lasts: false, priority: 1 },
};

/** An open incident as the rules are told to a person: what is known of it, not which state that is called. */
export interface Told {
  readonly cause: Cause;
  readonly priority: Priority;
  condition: "standing" | "returned" | "momentary";
  knownBy: string | null;
  /** Minutes, all of them. */
  knownAt: number;
  shelf: { readonly until: number; readonly count: number } | null;
  tier: number;
  tierAt: number;
  alarmedAt: number;
  count: number;
  transition: number;
}

/** What the control room should see, kept as plainly as it is said. */
export class Model {
  readonly open = new Map<string, Told>();
  /** Minutes. */
  now = 0;
  ended = 0;
  /** Events of their own by which changes were told. */
  news = 0;

  event(locker: string | null, cause: Cause): void {
    const { lasts, priority } = CAUSES[cause] ?? { lasts: false, priority: 3 };
    const key = `${locker}|${cause}`;
    const condition = lasts ? "standing" : "momentary";
    const told = this.open.get(key);
    if (told === undefined) {
      this.open.set(key, {
        ...{ cause, priority, condition, knownBy: null, knownAt: 0, shelf: null, count: 1, transition: 1 },
        ...{ tier: 1, tierAt: this.now, alarmedAt: this.now },
      });
      return;
    }
    const wasOver = told.condition !== "standing" && (told.knownBy !== null || told.condition === "returned");
    told.count += 1;
    told.transition += 1;
    told.condition = condition;
    if (told.shelf !== null) return;
    if (wasOver || this.now - told.alarmedAt >= RULES.quiet) this.#alarm(told, told.knownBy !== null);
  }

  closed(locker: string): void {
    for (const [key, told] of this.open) {
      if (!key.startsWith(`${locker}|`) || told.condition !== "standing") continue;
      told.condition = "returned";
      this.#tell(told);
    }
  }

  /** False where it is refused. */
  act(key: string, { do: what, by, minutes = 0, despite = false }: IncidentAction): boolean {
    const told = this.open.get(key);
    if (told === undefined) return false;
    switch (what) {
      case "acknowledge":
        if (told.knownBy !== null) return false;
        told.knownBy = by;
        told.knownAt = this.now;
        break;
      case "reset":
        if (told.knownBy === null || told.shelf !== null) return false;
        if (told.condition === "standing" && !despite) return false;
        this.open.delete(key);
        this.ended += 1;
        this.news += 1;
        return true;
      case "shelve":
        if (told.cause === "forced" || told.shelf !== null) return false;
        if (minutes < 1 || minutes > RULES.shelveAtMost) return false;
        told.shelf = { until: this.now + minutes, count: told.count };
        break;
      case "unshelve":
        if (told.shelf === null) return false;
        this.#unshelve(told, false);
        return true;
    }
    this.#tell(told);
    return true;
  }

  /** What is due by now. */
  settle(): void {
    const mass = this.open.get("null|mass-opening");
    const massAlarms = mass !== undefined && mass.knownBy === null && mass.shelf === null;
    for (const told of this.open.values()) {
      if (told.shelf !== null) {
        if (this.now >= told.shelf.until) this.#unshelve(told, true);
        continue;
      }
      const covered = told.cause === "forced" || told.cause === "held-open";
      if (told.knownBy !== null || (covered && massAlarms)) continue;
      const from = covered && mass !== undefined && mass.knownBy !== null ? mass.knownAt : 0;
      const minutes = RULES.escalate[told.priority][told.tier - 1];
      const every = RULES.repeat[told.priority];
      if (minutes !== undefined && this.now - Math.max(told.tierAt, from) >= minutes) {
        told.tier += 1;
        told.tierAt = this.now;
      } else if (minutes !== undefined || every === 0 || this.now - Math.max(told.alarmedAt, from) < every)
        continue;
      told.alarmedAt = this.now;
      this.#tell(told);
    }
  }

  stateOf(told: Told): IncidentState {
    if (told.shelf !== null) return "shelved";
    if (told.knownBy !== null) return told.condition === "standing" ? "acknowledged" : "latched";
    return told.condition === "returned" ? "returned" : "raised";
  }

  #unshelve(told: Told, byTime: boolean): void {
    const isQuiet =
      told.knownBy !== null && told.count === told.shelf?.count && !(byTime && told.condition === "standing");
    told.shelf = null;
    if (!isQuiet) this.#alarm(told, true);
    this.#tell(told);
  }

  #alarm(told: Told, anew: boolean): void {
    told.knownBy = null;
    told.alarmedAt = this.now;
    if (!anew) return;
    told.tier = 1;
    told.tierAt = this.now;
  }

  #tell(told: Told): void {
    told.transition += 1;
    this.news += 1;
  }
}
