import type { Clock } from "../domain/clock.ts";
import { sentenceOf } from "../domain/errors.ts";
import type { Incident } from "../domain/incident.ts";
import type { Register } from "../domain/register.ts";
import type { Journal, LockerState, OutboxCount, States, UnitState } from "../journal/journal.ts";
import type { IncidentDesk } from "../runtime/incident-desk.ts";
import type { BoardCounts, BoardIncident, BoardLocker, BoardSite, BoardUnit } from "./protocol.ts";
import { boardIncident, boardLocker, boardUnit, isSame, NO_COUNTS, sumOf, without } from "./shown.ts";
import { breath } from "./turns.ts";

/** How often units and lockers that have changed are asked for, and the outbox is counted. */
const LOOK_EVERY_MS = 500;
const COUNT_EVERY_MS = 2_000;
/** Asked for and taken in at once: a few milliseconds at most. */
const AT_ONCE = 500;

/** What a board watches while the flows run. */
export interface Watched {
  readonly journal: Pick<
    Journal,
    "states" | "watchStates" | "changedStates" | "outboxCounts" | "silentCounts"
  >;
  readonly desk: Pick<IncidentDesk, "list" | "onChange" | "ready">;
  /** Null where no register runs. */
  readonly register: KnownPlaces | null;
}

export type KnownPlaces = Pick<Register, "sites" | "units" | "lockers">;

const NOBODY: KnownPlaces = { sites: new Map(), units: new Map(), lockers: new Map() };

/** Who is told what has changed: ids, to look up what there is by then. */
export interface Onlooker {
  units(ids: readonly string[]): void;
  lockers(ids: readonly string[]): void;
  incident(id: string): void;
  outbox(): void;
  problems(): void;
  /** All may be different: another register. */
  all(): void;
}

const NOTHING_WATCHED = "The flows of this gateway do not run, so nothing new is shown. Look at Node-RED.";
const NO_REGISTER =
  "No register runs on this gateway, so it shows no branch and no locker. Deploy a flow with a locker-register.";

/**
 * What the board shows, kept up to date while somebody looks: units, lockers, open incidents, and how the outbox
 * stands.
 */
export class LiveBoard {
  readonly sites = new Map<string, BoardSite>();
  readonly units = new Map<string, BoardUnit>();
  readonly lockers = new Map<string, BoardLocker>();
  readonly incidents = new Map<string, BoardIncident>();
  /** Of all notices, and of all but those that tell of a silent alarm. */
  counts: BoardCounts = NO_COUNTS;
  loudCounts: BoardCounts = NO_COUNTS;

  readonly #clock: Clock;
  readonly #timeZone: string;
  readonly #onlookers = new Set<Onlooker>();
  #watched: Watched | null = null;
  /** Counts what is watched, so that an answer that comes after its end is known. */
  #turn = 0;
  #era = 0;
  #countAt = 0;
  #fault: string | null = null;
  #deaf = () => {};
  #loaded: Promise<void> = Promise.resolve();

  constructor(clock: Clock, timeZone: string) {
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  /** What is wrong with the gateway itself, in sentences. */
  get problems(): readonly string[] {
    if (this.#watched === null) return [NOTHING_WATCHED];
    const missing = this.#watched.register === null ? [NO_REGISTER] : [];
    return this.#fault === null ? missing : [...missing, this.#fault];
  }

  /** Resolves when everything there is to be seen has been asked for once. */
  get loaded(): Promise<void> {
    return this.#loaded;
  }

  /** Returns how to look away. */
  watchedBy(onlooker: Onlooker): () => void {
    this.#onlookers.add(onlooker);
    return () => this.#onlookers.delete(onlooker);
  }

  /** Begins to watch, in place of what was watched before. What is known of before stays until it is known anew. */
  watch(watched: Watched): void {
    this.unwatch();
    this.#watched = watched;
    const turn = this.#turn;
    this.#deaf = watched.desk.onChange((incident) => this.#incidentChanged(incident));
    const isAnother = this.#takeRegister(watched.register ?? NOBODY);
    this.#takeIncidents(watched.desk.list());
    this.#loaded = this.#load(watched, turn);
    void this.#loaded.then(() => this.#go(watched, turn));
    for (const onlooker of this.#onlookers) {
      if (isAnother) onlooker.all();
      else onlooker.problems();
    }
  }

  /** What was seen stays as it was seen last. */
  unwatch(): void {
    if (this.#watched === null) return;
    const { journal } = this.#watched;
    this.#deaf();
    this.#watched = null;
    this.#turn += 1;
    // A journal that is closed by then collects nothing any more either.
    journal.watchStates(false).catch(() => undefined);
    this.#tellProblems();
  }

  /** @returns true where there are other sites, units or lockers than before */
  #takeRegister({ sites, units, lockers }: KnownPlaces): boolean {
    const before = [...this.sites.values(), ...this.units.values(), ...this.lockers.values()];
    this.sites.clear();
    for (const { id, name, timeZone } of sites.values()) {
      this.sites.set(id, { id, name, timeZone: timeZone ?? this.#timeZone });
    }
    const knownUnits = new Map(this.units);
    this.units.clear();
    for (const { id, site } of units.values()) {
      const known = knownUnits.get(id);
      this.units.set(id, known?.site === site ? known : boardUnit(id, site, null));
    }
    const knownLockers = new Map(this.lockers);
    this.lockers.clear();
    for (const locker of lockers.values()) {
      const known = knownLockers.get(locker.id);
      const isSamePlace = known?.site === locker.site && known.unit === locker.unit;
      this.lockers.set(locker.id, isSamePlace ? known : boardLocker(locker, null));
    }
    const after = [...this.sites.values(), ...this.units.values(), ...this.lockers.values()];
    return after.length !== before.length || after.some((place, index) => !isSame(place, before[index]));
  }

  /** What is open by now, also where no change has told of it. */
  #takeIncidents(open: readonly Incident[]): void {
    const gone = new Set(this.incidents.keys());
    for (const incident of open) {
      gone.delete(incident.id);
      if (this.incidents.get(incident.id)?.transition !== incident.transition)
        this.#incidentChanged(incident);
    }
    for (const id of gone) {
      this.incidents.delete(id);
      for (const onlooker of this.#onlookers) onlooker.incident(id);
    }
  }

  /** Asks for the state of every unit and locker, some at a time. */
  async #load({ journal, desk }: Watched, turn: number): Promise<void> {
    try {
      await desk.ready;
      if (turn === this.#turn) this.#takeIncidents(desk.list());
      const era = await journal.watchStates(true);
      const units = [...this.units.keys()];
      for (let at = 0; at < units.length && turn === this.#turn; at += AT_ONCE) {
        this.#take(await journal.states({ units: units.slice(at, at + AT_ONCE), lockers: [] }));
        await breath();
      }
      const lockers = [...this.lockers.keys()];
      for (let at = 0; at < lockers.length && turn === this.#turn; at += AT_ONCE) {
        this.#take(await journal.states({ units: [], lockers: lockers.slice(at, at + AT_ONCE) }));
        await breath();
      }
      if (turn === this.#turn) this.#era = era;
      this.#noFault();
    } catch (thrown) {
      if (turn === this.#turn) this.#failed(thrown);
    }
  }

  #go(watched: Watched, turn: number): void {
    if (turn !== this.#turn) return;
    this.#look(watched, turn)
      .catch((thrown: unknown) => {
        if (turn === this.#turn) this.#failed(thrown);
      })
      .finally(() => {
        if (turn === this.#turn) this.#clock.after(LOOK_EVERY_MS, () => this.#go(watched, turn));
      });
  }

  async #look(watched: Watched, turn: number): Promise<void> {
    const { journal, desk } = watched;
    const changed = await journal.changedStates(this.#era);
    if (turn !== this.#turn) return;
    // The journal was opened anew, or failed when it was asked first.
    if (changed === null) await this.#load(watched, turn);
    else this.#take(changed);
    this.#noFault();
    if (this.#clock.monotonic() < this.#countAt) return;
    this.#countAt = this.#clock.monotonic() + COUNT_EVERY_MS;
    this.#takeIncidents(desk.list());
    this.#count(await journal.outboxCounts(), await journal.silentCounts());
  }

  #take({ units, lockers }: States): void {
    const changedUnits = units.filter((state) => this.#takeUnit(state)).map(({ unit }) => unit);
    const changedLockers = lockers.filter((state) => this.#takeLocker(state)).map(({ locker }) => locker);
    for (const onlooker of this.#onlookers) {
      if (changedUnits.length > 0) onlooker.units(changedUnits);
      if (changedLockers.length > 0) onlooker.lockers(changedLockers);
    }
  }

  /** @returns true where it is another state than before */
  #takeUnit(state: UnitState): boolean {
    const before = this.units.get(state.unit);
    if (before === undefined) return false;
    const now = boardUnit(before.id, before.site, state);
    this.units.set(now.id, now);
    return !isSame(before, now);
  }

  #takeLocker(state: LockerState): boolean {
    const before = this.lockers.get(state.locker);
    if (before === undefined) return false;
    const now = boardLocker(before, state);
    this.lockers.set(now.id, now);
    return !isSame(before, now);
  }

  #incidentChanged(incident: Incident): void {
    if (incident.state === "reset") this.incidents.delete(incident.id);
    else this.incidents.set(incident.id, boardIncident(incident));
    for (const onlooker of this.#onlookers) onlooker.incident(incident.id);
  }

  #count(all: readonly OutboxCount[], silent: BoardCounts): void {
    const counts = sumOf(all);
    const loud = without(counts, silent);
    if (isSame(counts, this.counts) && isSame(loud, this.loudCounts)) return;
    this.counts = counts;
    this.loudCounts = loud;
    for (const onlooker of this.#onlookers) onlooker.outbox();
  }

  #failed(thrown: unknown): void {
    const sentence = sentenceOf(thrown);
    if (sentence === this.#fault) return;
    this.#fault = sentence;
    this.#tellProblems();
  }

  #noFault(): void {
    if (this.#fault === null) return;
    this.#fault = null;
    this.#tellProblems();
  }

  #tellProblems(): void {
    for (const onlooker of this.#onlookers) onlooker.problems();
  }
}
