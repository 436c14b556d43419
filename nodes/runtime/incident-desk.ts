import type { Cancel, Clock } from "../domain/clock.ts";
import { sentenceOf } from "../domain/errors.ts";
import { type Incident, incidentKey } from "../domain/incident.ts";
import type { IncidentAction } from "../domain/incident-act.ts";
import { coveringCause } from "../domain/incident-causes.ts";
import { DEFAULT_POLICY, type IncidentPolicy, type Step } from "../domain/incident-policy.ts";
import type { IncidentNews, Journal } from "../journal/journal.ts";
import type { WorkerJournal } from "../journal/worker-journal.ts";
import { IncidentTimers } from "./incident-timers.ts";

/** Incidents read at once. */
const PAGE = 250;
/** After a page that the journal could not give. */
const AGAIN_MS = 5_000;

/** The part of the journal that a desk works with. */
export type DeskJournal = Pick<Journal, "act" | "advance" | "adopt" | "openIncidents"> &
  Pick<WorkerJournal, "onIncident">;

/** @param stored the `incident-changed` for the node that looks after the incident, where there is one */
export type DeskListener = (incident: Incident, stored: IncidentNews["stored"]) => void;

/**
 * The process's live view of the open incidents, and the clockwork of the sos-alert nodes: it escalates, repeats and
 * takes off the shelf what the rules of the node say that looks after an incident. It begins with the first who wants
 * to know, and reads what is open page by page, so that nothing waits for it.
 */
export class IncidentDesk {
  readonly #journal: DeskJournal;
  readonly #clock: Clock;
  readonly #open = new Map<string, Incident>();
  /** Of these, those that tell of a whole site at once, by site and cause. */
  readonly #covers = new Map<string, Incident>();
  readonly #listeners = new Set<DeskListener>();
  readonly #policies = new Map<string, IncidentPolicy>();
  readonly #timers: IncidentTimers;
  #rulesSince: number;
  #isConfigured: ((node: string) => boolean) | null = null;
  /** The reading that goes on, and what it or the news since have told of; null where all is read. */
  #reading: Set<string> | null = null;
  #ready: Promise<void> | null = null;
  #forgetJournal: () => void = () => {};
  #wake: Cancel = () => {};

  constructor(journal: DeskJournal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
    this.#rulesSince = clock.now();
    this.#timers = new IncidentTimers({
      clock,
      // Before all is known it is not known either whether another incident covers this one.
      policyOf: ({ node }) => (this.#reading === null ? (this.#policies.get(node) ?? null) : null),
      coverOf: (site, cause) => this.#covers.get(coverKey(site, cause)) ?? null,
      rulesSince: () => this.#rulesSince,
      take: (incident, change) => this.#take(incident, change),
    });
  }

  /** Resolves once all that is open is known. */
  get ready(): Promise<void> {
    this.#ready ??= this.#begin();
    return this.#ready;
  }

  /** The open incidents, as far as they are known (`ready`). */
  list(): readonly Incident[] {
    void this.ready;
    return [...this.#open.values()];
  }

  /** Null where it is not open, or not known yet. */
  get(id: string): Incident | null {
    void this.ready;
    return this.#open.get(id) ?? null;
  }

  /**
   * Tells of each change once it is committed, and of each open incident when it is read. One that was reset is not in
   * the list then; nor is one that another journal does not hold any more, which is told as reset by nobody. Returns
   * how to stop.
   */
  onChange(listener: DeskListener): () => void {
    void this.ready;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * What a named person does. Resolves to the incident once that is committed.
   * @throws LockerError `incident-refused`, `journal-unavailable`
   */
  act(action: IncidentAction): Promise<Incident> {
    const node = this.get(action.incident)?.node ?? "";
    const { shelveAtMost } = this.#policies.get(node) ?? DEFAULT_POLICY;
    return this.#journal.act(action, this.#clock.now(), shelveAtMost);
  }

  /** The node runs, and looks after its incidents by these rules. Returns how to end that. */
  lookAfter(node: string, policy: IncidentPolicy): () => void {
    void this.ready;
    this.#policies.set(node, policy);
    this.#goByRules(node);
    return () => {
      if (this.#policies.get(node) !== policy) return;
      this.#policies.delete(node);
      this.#goByRules(node);
    };
  }

  /**
   * All flows have started: incidents of nodes that are gone are handed over to one that runs.
   * @param isConfigured whether the flows hold the node, disabled or not
   */
  flowsStarted(isConfigured: (node: string) => boolean): void {
    this.#isConfigured = isConfigured;
    if (this.#reading === null) this.#adopt();
  }

  /** Another journal is used from now on. */
  readAgain(): void {
    if (this.#ready === null) return;
    this.#wake();
    this.#ready = this.#read();
  }

  stop(): void {
    this.#reading = new Set();
    this.#forgetJournal();
    this.#wake();
    this.#timers.stop();
    this.#listeners.clear();
  }

  #begin(): Promise<void> {
    this.#forgetJournal = this.#journal.onIncident((news) => {
      this.#learn(news.incident);
      this.#tell(news.incident, news.stored);
    });
    return this.#read();
  }

  async #read(): Promise<void> {
    const reading = new Set<string>();
    this.#reading = reading;
    let after: number | null = 0;
    while (after !== null) {
      const page: Awaited<ReturnType<Journal["openIncidents"]>> | null = await this.#journal
        .openIncidents(after, PAGE)
        .catch(() => null);
      if (this.#reading !== reading) return;
      if (page === null) {
        await this.#pause();
        continue;
      }
      for (const incident of page.items) if (this.#learn(incident)) this.#tell(incident, null);
      after = page.next;
    }
    for (const [id, incident] of this.#open) {
      if (reading.has(id)) continue;
      this.#forget(id);
      this.#tell({ ...incident, state: "reset" }, null);
    }
    this.#reading = null;
    this.#setTimers(() => true);
    this.#adopt();
  }

  /** @returns false where that, or more, is known already */
  #learn(incident: Incident): boolean {
    const { id, state, transition } = incident;
    this.#reading?.add(id);
    const before = this.#open.get(id);
    if ((before?.transition ?? 0) >= transition) return false;
    if (state === "reset") this.#forget(id);
    else this.#keep(incident);
    // Not with each event that it counts: many others may wait for it.
    if (incident.change !== "counted" || incident.priority !== before?.priority) this.#setCovered(incident);
    return true;
  }

  #keep(incident: Incident): void {
    this.#open.set(incident.id, incident);
    if (isCover(incident)) this.#covers.set(keyOf(incident), incident);
    this.#timers.set(incident);
  }

  #tell(...news: Parameters<DeskListener>): void {
    for (const listener of this.#listeners) {
      try {
        listener(...news);
      } catch (thrown) {
        // Whoever fails at it must hold up neither the others nor the event that did it.
        process.emitWarning(`A change of an incident could not be taken in: ${sentenceOf(thrown)}`);
      }
    }
  }

  #forget(id: string): void {
    const incident = this.#open.get(id);
    this.#timers.clear(id);
    this.#open.delete(id);
    if (incident !== undefined && isCover(incident)) this.#covers.delete(keyOf(incident));
  }

  #setTimers(which: (incident: Incident) => boolean): void {
    if (this.#reading !== null) return;
    for (const incident of this.#open.values()) if (which(incident)) this.#timers.set(incident);
  }

  /** What waits for an incident about a whole site goes by what has become of that one. */
  #setCovered(cover: Incident): void {
    if (!isCover(cover)) return;
    this.#setTimers(({ site, cause }) => site === cover.site && coveringCause(cause) === cover.cause);
  }

  /** The rules of a node are others: for what it looks after, and for whatever that stands for. */
  #goByRules(node: string): void {
    this.#rulesSince = this.#clock.now();
    this.#setTimers((incident) => incident.node === node || coveringCause(incident.cause) !== null);
  }

  async #take(incident: Incident, change: Step["change"]): Promise<void> {
    const { id, transition } = incident;
    const taken = await this.#journal.advance({
      ...{ incident: id, transition, change, now: this.#clock.now() },
    });
    // It is not as it is known here: an answer of the journal was lost.
    if (taken === null && this.#open.get(id)?.transition === transition) this.readAgain();
  }

  #adopt(): void {
    const isConfigured = this.#isConfigured;
    const [heir] = [...this.#policies.keys()].sort();
    if (isConfigured === null || heir === undefined) return;
    const orphans = [...this.#open.values()].filter(
      ({ node }) => !this.#policies.has(node) && (node === "" || !isConfigured(node)),
    );
    if (orphans.length === 0) return;
    const ids = orphans.slice(0, PAGE).map(({ id }) => id);
    this.#journal.adopt(ids, heir).then(
      () => {
        for (const id of ids) this.#adopted(id, heir);
        this.#adopt();
      },
      () => {
        this.#wake = this.#clock.after(AGAIN_MS, () => this.#adopt());
      },
    );
  }

  #adopted(id: string, node: string): void {
    const incident = this.#open.get(id);
    if (incident === undefined) return;
    this.#keep({ ...incident, node });
    this.#setCovered(incident);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(AGAIN_MS, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

function isCover({ cause, drill }: Incident): boolean {
  return drill !== true && (cause === "mass-opening" || cause === "mass-offline");
}

function keyOf(incident: Incident): string {
  return incidentKey({ event: incident, cause: incident.cause });
}

function coverKey(site: string, cause: "mass-opening" | "mass-offline"): string {
  return incidentKey({ event: { id: "", site, unit: "", locker: null }, cause });
}
