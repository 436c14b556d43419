import type { Cancel, Clock } from "../domain/clock.ts";
import { sentenceOf } from "../domain/errors.ts";
import type { Incident } from "../domain/incident.ts";
import type { Journal, LockerState, OutboxSums, States, UnitState } from "../journal/journal.ts";
import { breath } from "../journal/turns.ts";
import type { IncidentDesk } from "../runtime/incident-desk.ts";
import type { DrillService, VisitService } from "../runtime/services.ts";
import type { TheftDesk } from "../runtime/theft-desk.ts";
import { type KnownPlaces, NOWHERE, type Places, placesOf } from "./places.ts";
import type {
  BoardCounts,
  BoardIncident,
  BoardLocker,
  BoardSite,
  BoardUnit,
  LastTest,
  VisitCounts,
} from "./protocol.ts";
import { boardIncident, boardLocker, boardUnit, isSame, NO_COUNTS } from "./shown.ts";

/** How often units and lockers that have changed are asked for, and the outbox is counted. */
const LOOK_EVERY_MS = 500;
const COUNT_EVERY_MS = 2_000;
/** A deploy takes less, and is nobody's concern at the board. */
const DEPLOY_MS = 5_000;
/** Asked for and taken in at once: a few milliseconds at most. */
const AT_ONCE = 500;

/** What a board watches while the flows run. */
export interface Watched {
  readonly journal: Pick<Journal, "states" | "watchStates" | "changedStates" | "outboxSums" | "incident">;
  readonly desk: Pick<IncidentDesk, "list" | "onChange" | "ready">;
  readonly thefts: Pick<TheftDesk, "onChange">;
  /** The locker-visits and the locker-drills that run. */
  readonly visits: readonly Pick<VisitService, "list" | "onChange">[];
  readonly drills: readonly Pick<DrillService, "site" | "last" | "onChange">[];
  /** Null where no register runs. */
  readonly register: KnownPlaces | null;
}

/** Who is told what has changed: ids, to look up what there is by then. */
export interface Onlooker {
  sites(ids: readonly string[]): void;
  units(ids: readonly string[]): void;
  lockers(ids: readonly string[]): void;
  incident(id: string): void;
  outbox(): void;
  visits(): void;
  /** Something was said about a theft; `silent`: about an incident that only who can act may know of. */
  theft(silent: boolean): void;
  problems(): void;
  /** All may be different: another register. */
  all(): void;
}

const NOTHING_WATCHED = "The flows of this gateway do not run, so nothing new is shown. Look at Node-RED.";
const NO_REGISTER =
  "No register runs on this gateway, so it shows no branch and no locker. Deploy a flow with a locker-register.";
const NOT_HERE =
  "Until the journal can be used again, alarms go out by SMS and e-mail, and are not on this board.";

/**
 * What the board shows, kept up to date while somebody looks: units, lockers, open incidents, and how the outbox
 * stands.
 */
export class LiveBoard {
  readonly incidents = new Map<string, BoardIncident>();
  /** Of all notices, and of all but those that tell of a silent alarm. */
  counts: BoardCounts = NO_COUNTS;
  loudCounts: BoardCounts = NO_COUNTS;
  /** Null where no locker-visit runs. */
  visits: VisitCounts | null = null;

  readonly #clock: Clock;
  readonly #timeZone: string;
  readonly #onlookers = new Set<Onlooker>();
  #places: Places = NOWHERE;
  #watched: Watched | null = null;
  /** Counts what is watched, so that an answer that comes after its end is known. */
  #turn = 0;
  /** Since when nothing is watched, monotonic milliseconds. */
  #unwatchedAt = Number.NEGATIVE_INFINITY;
  #tellLater: Cancel = () => {};
  #era = 0;
  #countAt = 0;
  #fault: string | null = null;
  #deaf: readonly (() => void)[] = [];
  #visitChanges = 0;
  #loaded: Promise<void> = Promise.resolve();

  constructor(clock: Clock, timeZone: string) {
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  get sites(): ReadonlyMap<string, BoardSite> {
    return this.#places.sites;
  }

  get units(): ReadonlyMap<string, BoardUnit> {
    return this.#places.units;
  }

  get lockers(): ReadonlyMap<string, BoardLocker> {
    return this.#places.lockers;
  }

  /** What is wrong with the gateway itself, in sentences. */
  get problems(): readonly string[] {
    if (this.#watched === null) {
      const isShort = this.#clock.monotonic() - this.#unwatchedAt < DEPLOY_MS;
      return isShort ? [] : [NOTHING_WATCHED];
    }
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
    this.#tellLater();
    this.#watched = watched;
    const turn = this.#turn;
    const { desk, thefts, visits, drills, journal } = watched;
    this.#deaf = [
      desk.onChange((incident) => this.#incidentChanged(incident)),
      thefts.onChange((theft) => this.#theftSaid(journal, theft.incident)),
      ...visits.map((one) => one.onChange(() => this.#takeVisits(true))),
      ...drills.map((one) => one.onChange(() => this.#takeTests(drills))),
    ];
    this.#takeIncidents(desk.list());
    this.#takeVisits(true);
    this.#loaded = this.#load(watched, turn);
    void this.#loaded.then(() => this.#go(watched, turn));
    this.#tellProblems();
  }

  /** What was seen stays as it was seen last. */
  unwatch(): void {
    if (this.#watched === null) return;
    const { journal } = this.#watched;
    for (const deaf of this.#deaf) deaf();
    this.#watched = null;
    this.#unwatchedAt = this.#clock.monotonic();
    this.#tellLater = this.#clock.after(DEPLOY_MS, () => this.#tellProblems());
    this.#turn += 1;
    // A journal that is closed by then collects nothing any more either.
    journal.watchStates(false).catch(() => undefined);
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

  /** Takes in the register, and asks for the state of every unit and locker, some at a time. */
  async #load({ journal, desk, drills, register }: Watched, turn: number): Promise<void> {
    try {
      const [places, isAnother] = await placesOf(register, this.#places, this.#timeZone);
      if (turn !== this.#turn) return;
      this.#places = places;
      this.#takeTests(drills);
      if (isAnother) for (const onlooker of this.#onlookers) onlooker.all();
      // First what fails where the journal cannot be used: the desk waits until it can.
      const era = await journal.watchStates(true);
      await desk.ready;
      if (turn !== this.#turn) return;
      this.#takeIncidents(desk.list());
      for (const units of pages(places.units)) {
        if (turn !== this.#turn) return;
        this.#take(await journal.states({ units, lockers: [] }));
        await breath();
      }
      for (const lockers of pages(places.lockers)) {
        if (turn !== this.#turn) return;
        this.#take(await journal.states({ units: [], lockers }));
        await breath();
      }
      if (turn !== this.#turn) return;
      this.#era = era;
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
    // The time of one may be over by now.
    this.#takeVisits(false);
    this.#count(await journal.outboxSums());
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
    const before = this.#places.units.get(state.unit);
    if (before === undefined) return false;
    const now = boardUnit(before.id, before.site, state);
    this.#places.units.set(now.id, now);
    return !isSame(before, now);
  }

  #takeLocker(state: LockerState): boolean {
    const before = this.#places.lockers.get(state.locker);
    if (before === undefined) return false;
    const now = boardLocker(before, state);
    this.#places.lockers.set(now.id, now);
    return !isSame(before, now);
  }

  #incidentChanged(incident: Incident): void {
    if (incident.state === "reset") this.incidents.delete(incident.id);
    else this.incidents.set(incident.id, boardIncident(incident));
    for (const onlooker of this.#onlookers) onlooker.incident(incident.id);
  }

  /** @param isChange whether something of them is another, or only the time has gone on */
  #takeVisits(isChange: boolean): void {
    const { visits = [] } = this.#watched ?? {};
    const all = visits.flatMap((one) => one.list());
    const late = all.filter(({ state }) => state === "late").length;
    const open = late + all.filter(({ state }) => state === "open").length;
    const before = this.visits;
    if (!isChange && before?.open === open && before.late === late) return;
    if (visits.length === 0 && before === null) return;
    this.#visitChanges += 1;
    this.visits = visits.length === 0 ? null : { change: this.#visitChanges, open, late };
    for (const onlooker of this.#onlookers) onlooker.visits();
  }

  /** Where several test a site, one whose test did not come through is what must be known. */
  #takeTests(drills: Watched["drills"]): void {
    const tests = new Map<string, LastTest>();
    for (const { site, last } of drills) {
      if (last === null) continue;
      const known = tests.get(site);
      if (known === undefined || isGraver(last, known)) tests.set(site, last);
    }
    const changed: string[] = [];
    for (const site of this.#places.sites.values()) {
      const lastTest = tests.get(site.id) ?? null;
      if (lastTest?.result === site.lastTest?.result && lastTest?.at === site.lastTest?.at) continue;
      this.#places.sites.set(site.id, { ...site, lastTest });
      changed.push(site.id);
    }
    if (changed.length > 0) for (const onlooker of this.#onlookers) onlooker.sites(changed);
  }

  #theftSaid(journal: Watched["journal"], id: string): void {
    journal.incident(id).then(
      (incident) => {
        const silent = incident?.silent ?? true;
        for (const onlooker of this.#onlookers) onlooker.theft(silent);
      },
      // Whoever looks at the incident asks the journal, too.
      () => undefined,
    );
  }

  #count({ all, loud }: OutboxSums): void {
    if (isSame(all, this.counts) && isSame(loud, this.loudCounts)) return;
    this.counts = all;
    this.loudCounts = loud;
    for (const onlooker of this.#onlookers) onlooker.outbox();
  }

  #failed(thrown: unknown): void {
    const sentence = `${sentenceOf(thrown)} ${NOT_HERE}`;
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

function isGraver(one: LastTest, other: LastTest): boolean {
  if (one.result !== other.result) return one.result === "missing";
  return (one.at ?? 0) > (other.at ?? 0);
}

function pages(all: ReadonlyMap<string, unknown>): readonly (readonly string[])[] {
  const ids = [...all.keys()];
  return Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, page) =>
    ids.slice(page * AT_ONCE, (page + 1) * AT_ONCE),
  );
}
