import type { Cancel, Clock } from "../domain/clock.ts";
import type { Incident } from "../domain/incident.ts";
import { coveringCause } from "../domain/incident-causes.ts";
import { type IncidentPolicy, type Step, stepOf, waitFor } from "../domain/incident-policy.ts";

/** Steps that are taken at once: what comes due in a long outage must not hold up what comes now. */
const AT_ONCE = 50;
/** After a step that the journal could not take. */
const AGAIN_MS = 5_000;

export interface TimersOptions {
  readonly clock: Clock;
  /** The rules of the node that looks after it; null where that does not run. */
  readonly policyOf: (incident: Incident) => IncidentPolicy | null;
  /** The open incident by which a site is told of this cause as a whole; null where there is none. */
  readonly coverOf: (site: string, cause: "mass-opening" | "mass-offline") => Incident | null;
  /** When the rules last became what they are, milliseconds since 1970. */
  readonly rulesSince: () => number;
  /** Takes a step. Rejects where the journal cannot be used. */
  readonly take: (incident: Incident, change: Step["change"]) => Promise<void>;
}

/** Lets time do to open incidents what their rules say: one timer for each that waits for nobody but time. */
export class IncidentTimers {
  readonly #options: TimersOptions;
  readonly #timers = new Map<string, Cancel>();
  readonly #due = new Map<string, () => Promise<void>>();
  #underWay = 0;
  #isStopped = false;

  constructor(options: TimersOptions) {
    this.#options = options;
  }

  /** The incident is as it says from now on. */
  set(incident: Incident): void {
    this.clear(incident.id);
    const due = this.#dueOf(incident);
    if (due === null || this.#isStopped) return;
    this.#after(incident, due.change, due.wait);
  }

  clear(id: string): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    this.#due.delete(id);
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#due.clear();
  }

  #dueOf(incident: Incident): { readonly change: Step["change"]; readonly wait: number } | null {
    const step = this.#stepOf(incident);
    if (step === null) return null;
    const from = step.change === "unshelved" ? 0 : this.#freeFrom(incident);
    if (from === null) return null;
    const since = Math.max(step.since, from);
    return { change: step.change, wait: waitFor({ ...step, since }, this.#options.clock.now()) };
  }

  #stepOf(incident: Incident): Step | null {
    const policy = this.#options.policyOf(incident);
    return policy && stepOf(incident, policy);
  }

  /** From when on no other incident stands for this one, milliseconds since 1970; null while one does. */
  #freeFrom({ site, cause }: Incident): number | null {
    const covering = coveringCause(cause);
    const cover = covering && this.#options.coverOf(site, covering);
    if (cover === null) return 0;
    if (!isUnanswered(cover)) return cover.acknowledged?.at ?? 0;
    // That one is escalated instead.
    if (this.#stepOf(cover) !== null) return null;
    // Nothing becomes of that one by itself: if this one waited for it, nobody would be told of either. But not all
    // at once in a deploy, in which the node of that one is the last to run again.
    return Math.max(cover.tierAt, this.#options.rulesSince());
  }

  #after(incident: Incident, change: Step["change"], ms: number): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#timers.delete(incident.id);
      this.#due.set(incident.id, () => this.#take(incident, change));
      this.#goOn();
    });
    this.#timers.set(incident.id, cancel);
  }

  #goOn(): void {
    for (const [id, take] of this.#due) {
      if (this.#underWay >= AT_ONCE) return;
      this.#due.delete(id);
      this.#underWay += 1;
      void take().finally(() => {
        this.#underWay -= 1;
        this.#goOn();
      });
    }
  }

  async #take(incident: Incident, change: Step["change"]): Promise<void> {
    try {
      await this.#options.take(incident, change);
    } catch {
      // Unless something else happened to it meanwhile.
      if (!this.#isStopped && !this.#timers.has(incident.id)) this.#after(incident, change, AGAIN_MS);
    }
  }
}

/** True while the control room is alarmed, and nobody has said that they know. */
function isUnanswered({ state }: Pick<Incident, "state">): boolean {
  return state === "raised" || state === "returned";
}
