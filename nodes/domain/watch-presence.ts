/** A unit that is not heard for so long is lost: two and a half of its heartbeats, and at least this. */
export const SILENT_MS = 150_000;
/** What is lost silently waits this long at most for what is lost with it: 180 s in all, EN 50131-1 grade 4 path loss. */
const SILENT_HOLD_MS = 25_000;
/** So many units of a site that are lost together are one event. */
export const MANY = 3;
/** Units that were told as lost so long ago, or less, are lost together with those that follow. */
const TOGETHER_MS = 150_000;
const HEARTBEATS = 2.5;
const SECOND = 1000;

/** A unit of the register, and what is known of whether it is there. Times are of the listening. */
interface Watched {
  readonly id: string;
  readonly site: string;
  state: "here" | "leaving" | "lost";
  heardAt: number;
  /** Number of the last message that said that it is there. */
  heardBy: number;
  silentMs: number;
  /** Nobody watched its site, and it is not silent before this. */
  unwatchedTo: number;
  /** While it is leaving: why, of which boot its last will was, and when that is told. */
  why: Why;
  boot: number | null;
  dueAt: number;
  /** While it is lost. */
  lostAt: number;
  /** It stands in a place of the wheel. */
  placed: boolean;
}

type Why = "will" | "silence";

/** A unit that is lost, to be told. */
interface Leaver {
  readonly unit: string;
  readonly why: Why;
  /** Of its last will, where there was one. */
  readonly boot: number | null;
}

/** Units of a site that are to be told as lost. */
export interface Losses {
  readonly site: string;
  readonly leavers: readonly Leaver[];
  /** Told singly a moment ago, and lost together with these. */
  readonly before: readonly string[];
}

/**
 * Which units are there. All times are of listening: they stand still while the gateway hears nobody, because its own
 * connection is down or the process does not run, so that no unit is blamed for that.
 *
 * A message costs a look into a map. Units stand in the places of a wheel, a second each, and are looked at only when
 * they may have been silent for too long.
 */
export class Presence {
  readonly #units = new Map<string, Watched>();
  /** By second. */
  readonly #wheel = new Map<number, Watched[]>();
  readonly #leaving = new Map<string, Set<Watched>>();
  readonly #lost = new Map<string, Set<Watched>>();
  #turned = 0;
  /** When what is heard began to be heard, of the listening. */
  #from = 0;

  /**
   * The units of the register. New ones have as long as any to be heard.
   * @returns the new ones
   */
  sync(
    units: ReadonlyMap<string, { readonly id: string; readonly site: string }>,
    now: number,
  ): readonly string[] {
    for (const unit of [...this.#units.values()]) {
      if (units.get(unit.id)?.site !== unit.site) this.#forget(unit);
    }
    const added: string[] = [];
    for (const { id, site } of units.values()) {
      if (this.#units.has(id)) continue;
      this.#add(id, site, now);
      added.push(id);
    }
    return added;
  }

  isLost(unit: string): boolean {
    return this.#units.get(unit)?.state === "lost";
  }

  /** How many units of the site are told as lost. */
  lostAt(site: string): number {
    return this.#lost.get(site)?.size ?? 0;
  }

  /** Units of each site. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { site } of this.#units.values()) counts.set(site, (counts.get(site) ?? 0) + 1);
    return counts;
  }

  lostOf(site: string): readonly string[] {
    return [...(this.#lost.get(site) ?? [])].map(({ id }) => id);
  }

  /** It was told as lost in an earlier life of the process, and nothing was heard of it in this one. */
  wasLost(id: string): void {
    const unit = this.#units.get(id);
    if (unit?.state !== "here" || unit.heardBy > 0) return;
    this.#lose(unit, Number.NEGATIVE_INFINITY);
  }

  /**
   * The unit itself spoke.
   * @param by number of the message, counted up
   */
  heard(id: string, by: number, now: number): void {
    const unit = this.#units.get(id);
    if (unit === undefined) return;
    unit.heardAt = now;
    unit.heardBy = by;
    if (unit.state === "leaving") this.#stay(unit);
  }

  /** The broker has it as there: a last will that came before is out of date. */
  connected(id: string, by: number): void {
    const unit = this.#units.get(id);
    if (unit === undefined) return;
    unit.heardBy = Math.max(unit.heardBy, by);
    // That says nothing against its silence.
    if (unit.state === "leaving" && unit.why === "will") this.#stay(unit);
  }

  /** It is not lost, whoever says so. */
  online(id: string, by: number, now: number): void {
    const unit = this.#units.get(id);
    if (unit === undefined) return;
    unit.heardBy = Math.max(unit.heardBy, by);
    if (unit.state !== "lost") return;
    this.#lost.get(unit.site)?.delete(unit);
    unit.state = "here";
    unit.heardAt = now;
    this.#place(unit, now + unit.silentMs);
  }

  /**
   * Its last will came.
   * @param by number of the message: one with a higher number may have been dealt with already
   */
  left(id: string, boot: number, by: number, now: number, holdMs: number): void {
    const unit = this.#units.get(id);
    if (unit === undefined || unit.state !== "here" || unit.heardBy > by) return;
    // Its silence counts on: a connection that comes and goes is no way to be silent for longer.
    const silentDue = this.#silentAt(unit) + SILENT_HOLD_MS;
    this.#leave(unit, "will", boot, Math.min(now + holdMs, Math.max(now, silentDue)));
  }

  /** How often the unit says that it is there. */
  heartbeat(id: string, seconds: number): void {
    const unit = this.#units.get(id);
    if (unit !== undefined) unit.silentMs = Math.max(SILENT_MS, HEARTBEATS * seconds * SECOND);
  }

  /** Something can be heard again: what is to be heard has some time to come. */
  listen(now: number, holdOf: (site: string) => number): void {
    this.#from = now;
    for (const [site, units] of this.#leaving) {
      for (const unit of units) unit.dueAt = Math.max(unit.dueAt, now + holdOf(site));
    }
  }

  /**
   * What is due to be told; it counts as told.
   * @param isWatched whether anybody is to be told of a site
   * @param holdOf milliseconds
   * @param standsMany whether it was told of the site that many units are lost, and that is not over
   */
  tick(
    now: number,
    holdOf: (site: string) => number | null,
    standsMany: (site: string) => boolean,
  ): readonly Losses[] {
    this.#turn(now, holdOf);
    const found: Losses[] = [];
    for (const [site, leaving] of this.#leaving) {
      const due = [...leaving].filter(({ dueAt }) => dueAt <= now);
      if (due.length === 0) continue;
      const before = [...(this.#lost.get(site) ?? [])].filter(({ lostAt }) => now - lostAt <= TOGETHER_MS);
      const together = standsMany(site) || leaving.size + before.length >= MANY;
      const told = together ? [...leaving] : due;
      for (const unit of told) {
        leaving.delete(unit);
        this.#lose(unit, now);
      }
      const leavers = told.map(({ id, why, boot }) => ({ unit: id, why, boot }));
      found.push({ site, leavers, before: standsMany(site) ? [] : before.map(({ id }) => id) });
    }
    return found;
  }

  #turn(now: number, holdOf: (site: string) => number | null): void {
    const second = Math.floor(now / SECOND);
    for (let at = this.#turned + 1; at <= second; at += 1) {
      const units = this.#wheel.get(at);
      this.#wheel.delete(at);
      for (const unit of units ?? []) {
        unit.placed = false;
        if (unit.state === "here" && this.#units.get(unit.id) === unit) this.#look(unit, now, holdOf);
      }
    }
    this.#turned = Math.max(this.#turned, second);
  }

  #look(unit: Watched, now: number, holdOf: (site: string) => number | null): void {
    const silentAt = this.#silentAt(unit);
    const holdMs = holdOf(unit.site);
    if (silentAt > now) this.#place(unit, silentAt);
    else if (holdMs !== null) {
      // Not from now: it may have been looked for in vain since its last will, which the broker then took back.
      this.#leave(unit, "silence", null, Math.max(now, silentAt + Math.min(holdMs, SILENT_HOLD_MS)));
    } else {
      unit.unwatchedTo = now + unit.silentMs;
      this.#place(unit, unit.unwatchedTo);
    }
  }

  /** After a pause a heartbeat has half of the time to come; before somebody watches nothing counts. */
  #silentAt({ heardAt, silentMs, unwatchedTo }: Watched): number {
    return Math.max(heardAt + silentMs, this.#from + silentMs / 2, unwatchedTo);
  }

  #add(id: string, site: string, now: number): void {
    const unit: Watched = {
      ...{ id, site, state: "here", heardAt: now, heardBy: 0, silentMs: SILENT_MS },
      ...{ unwatchedTo: 0, why: "silence", boot: null, dueAt: 0, lostAt: 0, placed: false },
    };
    this.#units.set(id, unit);
    // Not all of a register in one place: they are looked at once before it matters.
    this.#place(unit, now + ((this.#units.size * SECOND) % unit.silentMs));
  }

  #forget(unit: Watched): void {
    this.#leaving.get(unit.site)?.delete(unit);
    this.#lost.get(unit.site)?.delete(unit);
    this.#units.delete(unit.id);
  }

  #leave(unit: Watched, why: Why, boot: number | null, dueAt: number): void {
    unit.state = "leaving";
    unit.why = why;
    unit.boot = boot;
    unit.dueAt = dueAt;
    setOf(this.#leaving, unit.site).add(unit);
  }

  #stay(unit: Watched): void {
    this.#leaving.get(unit.site)?.delete(unit);
    unit.state = "here";
    this.#place(unit, unit.heardAt + unit.silentMs);
  }

  #lose(unit: Watched, now: number): void {
    unit.state = "lost";
    unit.lostAt = now;
    setOf(this.#lost, unit.site).add(unit);
  }

  #place(unit: Watched, at: number): void {
    if (unit.placed) return;
    unit.placed = true;
    const second = Math.max(Math.ceil(at / SECOND), this.#turned + 1);
    const units = this.#wheel.get(second);
    if (units === undefined) this.#wheel.set(second, [unit]);
    else units.push(unit);
  }
}

function setOf(sets: Map<string, Set<Watched>>, site: string): Set<Watched> {
  const found = sets.get(site) ?? new Set();
  sets.set(site, found);
  return found;
}
