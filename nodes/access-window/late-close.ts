import type { Cancel, Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import { notClosed, type OpenLocker, OpenLockers } from "../domain/late-close.ts";
import type { Journal } from "../journal/journal.ts";
import { afterAwake } from "../runtime/awake.ts";
import { Perseverance } from "../runtime/persevere.ts";
import type { CalendarService } from "../runtime/services.ts";

/** Looks at least so often, so that it finds its way after the system's clock was set, or the machine slept. */
const LOOK_MS = 30_000;
/** After a start or a broken connection the closing may come right behind the opening: so long is waited for it. */
const LEARNED_MS = 2 * 60_000;

/** An access-window that wants to be told. */
export interface Member {
  /** Id of the node, the same after a deploy. */
  readonly id: string;
  /** Commits an event for this member and `others`, and sends it into the member's flow. */
  append(event: LockerEvent, others: readonly string[]): Promise<void>;
}

export interface LateCloseServices {
  readonly calendar: Pick<CalendarService, "id" | "judge" | "ends">;
  /** Milliseconds after the end of the hours. */
  readonly grace: number;
  readonly journal: Pick<Journal, "remember" | "recall" | "states">;
  readonly clock: Clock;
}

interface Place {
  /** Null: a deploy has taken the node away, and may bring it back. */
  member: Member | null;
  readonly lockers: OpenLockers;
}

interface Due {
  readonly open: OpenLocker;
  readonly end: number;
  readonly nodes: string[];
}

/**
 * Tells of the lockers that are still open when access hours have ended and the grace is over. One for all nodes with
 * the same hours and grace: what several of them see is one event, which goes into the flow of each.
 */
export class LateClose {
  readonly #services: LateCloseServices;
  readonly #perseverance: Perseverance;
  readonly #places = new Map<string, Place>();
  /** When it was learned that a locker is open, monotonic milliseconds. */
  readonly #learned = new Map<string, number>();
  /** Of which end it was told. */
  readonly #told = new Map<string, number>();
  /** Lockers that were opened inside hours which are none any more, such as by an emergency closure entered later. */
  readonly #takenAway = new Map<string, number>();
  #timer: Cancel | null = null;
  #telling = false;
  #stopped = false;

  constructor(services: LateCloseServices) {
    this.#services = services;
    this.#perseverance = new Perseverance(services.clock);
  }

  /** True while no node uses it. */
  get unused(): boolean {
    return [...this.#places.values()].every(({ member }) => member === null);
  }

  /** A node takes its place again, or a new one, with what it knew before the process ended. */
  join(member: Member): void {
    const known = this.#places.get(member.id);
    if (known !== undefined) {
      known.member = member;
      return;
    }
    const place: Place = { member, lockers: new OpenLockers() };
    this.#places.set(member.id, place);
    this.#recall(member.id, place).catch(() => undefined);
  }

  /** @param forGood false where a deploy may bring the node back */
  leave(id: string, forGood: boolean): void {
    const place = this.#places.get(id);
    if (place !== undefined) place.member = null;
    if (forGood) this.#places.delete(id);
  }

  /** The flows run again: who is not back does not come back. */
  forgetAway(): void {
    for (const [id, { member }] of this.#places) if (member === null) this.#places.delete(id);
  }

  /**
   * An event came by a node.
   * @returns resolves when what has to be known after a restart is written; null where that is nothing new
   * @throws LockerError `journal-unavailable` after `stop`
   */
  passed(id: string, event: LockerEvent, inside: boolean): Promise<void> | null {
    const change = this.#places.get(id)?.lockers.passed(event, inside) ?? null;
    if (change === null) return null;
    const { locker, open } = change;
    if (open !== null) {
      this.#takenAway.delete(locker);
      this.#learn(locker);
    }
    const value = open && JSON.stringify(open);
    return this.#perseverance.ask(() => this.#services.journal.remember(id, [{ key: locker, value }]), null);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
    this.#perseverance.stop();
  }

  async #recall(id: string, { lockers }: Place): Promise<void> {
    const { journal, calendar } = this.#services;
    const kept = await this.#perseverance.ask(() => journal.recall(id), null);
    for (const { value } of kept) {
      const open: OpenLocker = JSON.parse(value);
      const { locker, since } = open;
      if (!lockers.recalled(open)) {
        await journal.remember(id, [{ key: locker, value: null }]);
        continue;
      }
      if (open.inside && !calendar.judge({ earliest: since, latest: since }).inside)
        this.#takenAway.set(locker, since);
      this.#learn(locker);
    }
  }

  #learn(locker: string): void {
    const { clock } = this.#services;
    this.#learned.set(locker, clock.monotonic());
    if (this.#timer === null) this.#arm();
  }

  /** Until the next end, or shorter. */
  #arm(): void {
    if (this.#stopped) return;
    const { calendar, clock, grace } = this.#services;
    const ended = clock.now() - grace;
    const [next] = calendar.ends(ended, ended + LOOK_MS, grace);
    this.#timer = afterAwake(clock, next === undefined ? LOOK_MS : next - ended, () => this.#look());
  }

  #look(): void {
    this.#timer = null;
    const { calendar, clock, grace } = this.#services;
    const open = [...this.#places.values()].flatMap(({ lockers }) => [...lockers.all]);
    if (open.length === 0) return;
    const ended = clock.now() - grace;
    const oldest = open.reduce((least, { since }) => Math.min(least, since), ended);
    const due = this.#due(calendar.ends(oldest, ended, grace).at(-1) ?? null, ended);
    if (due.length > 0 && !this.#telling) void this.#tell(due);
    this.#arm();
  }

  /** @param last when hours ended last, null where none did since the first locker was opened */
  #due(last: number | null, ended: number): readonly Due[] {
    const learned = this.#services.clock.monotonic() - LEARNED_MS;
    const due = new Map<string, Due>();
    for (const [id, { lockers }] of this.#places) {
      for (const open of lockers.all) {
        const { locker, since } = open;
        const end = last !== null && since < last ? last : (this.#takenAway.get(locker) ?? null);
        if (end === null || end > ended || (this.#told.get(locker) ?? 0) >= end) continue;
        if ((this.#learned.get(locker) ?? 0) > learned) continue;
        const found = due.get(locker);
        if (found === undefined) due.set(locker, { open, end, nodes: [id] });
        else found.nodes.push(id);
      }
    }
    return [...due.values()];
  }

  /** The journal knows doors better: of closings that do not come by, and of what units say after a silence. */
  async #tell(due: readonly Due[]): Promise<void> {
    this.#telling = true;
    try {
      const { journal } = this.#services;
      const asked = due.map(({ open }) => open.locker);
      const { lockers } = await this.#perseverance.ask(
        () => journal.states({ units: [], lockers: asked }),
        null,
      );
      const closed = new Set(lockers.filter(({ door }) => door === "closed").map(({ locker }) => locker));
      await Promise.all(
        due.map((one) => (closed.has(one.open.locker) ? this.#forget(one) : this.#tellOne(one))),
      );
    } catch {
      // The node was stopped, or the journal takes nothing: the next look, or the next start, tells.
    } finally {
      this.#telling = false;
    }
  }

  async #tellOne({ open, end, nodes }: Due): Promise<void> {
    const { calendar, clock, grace } = this.#services;
    const event = notClosed(open, end, { calendar: calendar.id, grace }, clock.now());
    const members = nodes.flatMap((id) => this.#places.get(id)?.member ?? []);
    const others = (id: string) => nodes.filter((node) => node !== id);
    await Promise.all(members.map((member) => member.append(event, others(member.id))));
    this.#told.set(open.locker, end);
  }

  async #forget({ open: { locker, since }, nodes }: Due): Promise<void> {
    for (const id of nodes) {
      const lockers = this.#places.get(id)?.lockers;
      // It may have been opened anew meanwhile.
      if (lockers?.get(locker)?.since !== since) continue;
      lockers.forget(locker);
      await this.#services.journal.remember(id, [{ key: locker, value: null }]);
    }
  }
}
