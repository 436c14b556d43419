import type { Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import {
  type HealthNews,
  healthOfLoss,
  type KnownUnit,
  type Loss,
  offlineOf,
  type Sighting,
} from "../domain/health.ts";
import { massOfLink, massOfUnits, massOver } from "../domain/watch-mass.ts";
import { type Losses, MANY, type Presence } from "../domain/watch-presence.ts";
import type { WatchRules } from "../domain/watch-rules.ts";
import type { Journal, UnitState } from "../journal/journal.ts";
import type { LinkService } from "../runtime/services.ts";
import { StandingLosses } from "./standing-losses.ts";

/** Where few of many are still lost, they may be about to come back as well. */
const FEW_MS = 30_000;
/** Units whose state is read at once. */
const PAGE = 500;

const NOTHING: HealthNews = { events: [], sighting: null };

/** What is to be written in one commit, and told. */
export interface Finding {
  readonly events: readonly LockerEvent[];
  readonly sightings?: readonly Sighting[];
  /** What is to be known again after a restart; null is forgotten. */
  readonly remembered?: readonly { readonly key: string; readonly value: string | null }[];
}

export interface LossWatchOptions {
  readonly link: Pick<LinkService, "id" | "register">;
  readonly clock: Clock;
  readonly journal: Pick<Journal, "states" | "recall">;
  readonly presence: Presence;
  /** Null for a site that nobody watches. */
  readonly rulesOf: (site: string) => WatchRules | null;
  /** What something means for a unit, after all that came of it before. */
  readonly newsOf: (unit: string, meaning: (known: KnownUnit | null) => HealthNews) => Promise<HealthNews>;
  /** Stores a finding and tells it; is asked again while the journal refuses. */
  readonly tell: (finding: () => Promise<Finding>) => void;
}

interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds in which units could be heard. */
  readonly listened: number;
}

/**
 * Tells of units that are lost: each by itself, many of a site as one, and all at once where it is the gateway's own
 * connection that is lost; each once, also over a restart.
 */
export class LossWatch {
  readonly #options: LossWatchOptions;
  readonly #standing: StandingLosses;
  /** Losses of which is not known yet what they mean. */
  readonly #undecided = new Set<object>();

  constructor(options: LossWatchOptions) {
    this.#options = options;
    this.#standing = new StandingLosses(options.journal, options.link.id);
  }

  /** True where it is known what an earlier life of the process has told. */
  get isRead(): boolean {
    return this.#standing.isRead;
  }

  read(): Promise<void> {
    return this.#standing.read();
  }

  /**
   * The gateway hears nobody.
   * @param since when its connection was lost, milliseconds since 1970
   */
  lookWithoutLink(since: number): void {
    const { link, rulesOf, clock, presence, tell } = this.#options;
    const { sites } = link.register.register;
    const found = [...sites.keys()].filter(
      (site) => rulesOf(site) !== null && !this.#standing.of(site)?.link,
    );
    if (found.length === 0) return;
    const now = clock.now();
    const counts = presence.counts();
    for (const site of found) {
      const events = [massOfLink(site, since, counts.get(site) ?? 0, now)];
      const remembered = [this.#standing.set(site, { link: true }, now)];
      tell(() => Promise.resolve({ events, remembered }));
    }
  }

  /**
   * The gateway is connected.
   * @param listened milliseconds in which units could be heard
   */
  look(listened: number): void {
    const { rulesOf, presence } = this.#options;
    for (const [site, { link }] of this.#standing.all) if (link) this.#end(site, { link: false });
    // One at a time: what is told decides what of the next is.
    if (this.#undecided.size > 0) return;
    const found = presence.tick(
      listened,
      (site) => rulesOf(site)?.holdMs ?? null,
      (site) => this.#standing.of(site)?.units === true,
    );
    for (const losses of found) this.#lose(losses, listened);
    this.#lookAtEnds(listened);
  }

  #lose(losses: Losses, listened: number): void {
    const news = new Map<string, HealthNews>();
    const now = this.#options.clock.now();
    let finding: Finding | undefined;
    this.#undecided.add(news);
    this.#options.tell(async () => {
      try {
        finding ??= await this.#findingOf(losses, news, { now, listened });
        this.#undecided.delete(news);
        return finding;
      } catch (thrown) {
        if (!isJournal(thrown)) this.#undecided.delete(news);
        throw thrown;
      }
    });
  }

  /** @param news of each unit, as far as it is known: it is news only once */
  async #findingOf(
    { site, leavers, before }: Losses,
    news: Map<string, HealthNews>,
    at: Moment,
  ): Promise<Finding> {
    // Another connection, of which this one knows nothing, may hear them.
    const stored = await this.stored(leavers.filter(({ why }) => why === "silence").map(({ unit }) => unit));
    const asked = leavers.map(async (leaver) => {
      if (news.has(leaver.unit)) return;
      const meaning = (known: KnownUnit | null) =>
        this.#meaning({ ...leaver, site }, later(known, stored.get(leaver.unit) ?? null), at);
      news.set(leaver.unit, await this.#options.newsOf(leaver.unit, meaning));
    });
    for (const answer of await Promise.allSettled(asked)) {
      if (answer.status === "rejected") throw answer.reason;
    }
    const losses = [...news.values()].flatMap(({ events }) => events);
    const sightings = [...news.values()].flatMap(({ sighting }) => sighting ?? []);
    const isMany = this.#standing.of(site)?.units === true || losses.length + before.length >= MANY;
    if (losses.length === 0 || !isMany) return { events: losses, sightings };
    const event = massOfUnits(site, losses, before, this.#options.presence.lostAt(site), at.now);
    return { events: [event], sightings, remembered: [this.#standing.set(site, { units: true }, at.now)] };
  }

  #meaning(loss: Loss, known: KnownUnit | null, { now, listened }: Moment): HealthNews {
    const { presence } = this.#options;
    if (!presence.isLost(loss.unit)) return NOTHING;
    const news = healthOfLoss(loss, known, now);
    if (news.isHere) presence.online(loss.unit, 0, listened);
    return news;
  }

  /** What the journal knows of these units, so many at once. */
  async stored(ids: readonly string[]): Promise<ReadonlyMap<string, UnitState>> {
    const states = new Map<string, UnitState>();
    for (let first = 0; first < ids.length; first += PAGE) {
      const page = ids.slice(first, first + PAGE);
      const { units } = await this.#options.journal.states({ units: page, lockers: [] });
      for (const state of units) states.set(state.unit, state);
    }
    return states;
  }

  /** Where of many lost units only a few are not back, those are told singly. */
  #lookAtEnds(listened: number): void {
    for (const [site, { units }] of this.#standing.all) {
      if (!units) continue;
      const lost = this.#options.presence.lostOf(site);
      const isOver = this.#standing.isOver(site, lost.length, listened, FEW_MS);
      if (isOver) this.#end(site, { units: false }, lost);
    }
  }

  #end(
    site: string,
    over: { readonly units?: false; readonly link?: false },
    left: readonly string[] = [],
  ): void {
    const { clock } = this.#options;
    const now = clock.now();
    const before = this.#standing.of(site);
    if (before === null) return;
    const remembered = [this.#standing.set(site, over, now)];
    const events = this.#standing.of(site) === null ? [massOver(site, before, now)] : [];
    if (left.length === 0) {
      this.#options.tell(() => Promise.resolve({ events, remembered }));
      return;
    }
    this.#options.tell(async () => {
      const states = await this.stored(left);
      const offline = left.map((unit) =>
        offlineOf({ unit, site, why: "silence", boot: null }, states.get(unit) ?? null, now),
      );
      return { events: [...events, ...offline], remembered };
    });
  }
}

/** Whichever was seen last. */
function later(known: KnownUnit | null, stored: KnownUnit | null): KnownUnit | null {
  return (stored?.seenAt ?? 0) > (known?.seenAt ?? 0) ? stored : known;
}

function isJournal(thrown: unknown): boolean {
  return thrown instanceof LockerError && thrown.code === "journal-unavailable";
}
