import type { Cancel, Clock } from "../domain/clock.ts";
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
import type { UnitStatus } from "../domain/parse-status.ts";
import { NeverSet } from "../domain/watch-clock.ts";
import type { OpenDoors } from "../domain/watch-doors.ts";
import { massOfLink, massOfUnits, massOver } from "../domain/watch-mass.ts";
import { type Losses, MANY, Presence, SILENT_MS } from "../domain/watch-presence.ts";
import type { WatchRules } from "../domain/watch-rules.ts";
import type { Journal, UnitState } from "../journal/journal.ts";
import type { LinkState } from "../links/link.ts";
import { afterAwake } from "../runtime/awake.ts";
import type { LinkService } from "../runtime/services.ts";
import { StandingLosses } from "./standing-losses.ts";

const LOOK_EVERY_MS = 1000;
/** A look that comes so late says that the process did not run: nobody could be heard meanwhile. */
const ASLEEP_MS = 5000;
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

export interface UnitWatchOptions {
  readonly link: Pick<LinkService, "id" | "register">;
  readonly clock: Clock;
  readonly journal: Pick<Journal, "states" | "recall">;
  readonly doors: OpenDoors;
  /** Resolves when it is known which doors were open. */
  readonly recall: () => Promise<void>;
  /** Null for a site that nobody watches. */
  readonly rulesOf: (site: string) => WatchRules | null;
  /** What something means for a unit, after all that came of it before. */
  readonly newsOf: (unit: string, meaning: (known: KnownUnit | null) => HealthNews) => Promise<HealthNews>;
  /** Stores a finding and tells it; is asked again while the journal refuses. */
  readonly tell: (finding: () => Promise<Finding>) => void;
}

/**
 * Watches over the units: which are not heard any more, alone or many at once, which doors stand open where nobody can
 * see it, and whose clock was never set. While the gateway itself hears nobody it says that, and of no unit that it is
 * lost.
 */
export class UnitWatch {
  readonly #options: UnitWatchOptions;
  readonly #presence = new Presence();
  readonly #clocks = new NeverSet();
  readonly #standing: StandingLosses;
  readonly #forgetRegister: () => void;
  /** Milliseconds in which units could be heard. */
  #listened = 0;
  #lookedAt: number;
  #connected = false;
  /** Since when the connection is down: monotonic, and since 1970. */
  #down: { readonly since: number; readonly at: number };
  /** Units whose state is not read yet. */
  #unread: string[] = [];
  #reading = false;
  /** Losses of which is not known yet what they mean. */
  readonly #undecided = new Set<object>();
  #messages = 0;
  #timer: Cancel | null = null;
  #stopped = false;

  constructor(options: UnitWatchOptions) {
    const { clock, link } = options;
    this.#options = options;
    this.#lookedAt = clock.monotonic();
    this.#down = { since: this.#lookedAt, at: clock.now() };
    this.#standing = new StandingLosses(options.journal, link.id);
    this.#forgetRegister = link.register.onChange(() => this.#sync());
  }

  /** Begins to look, where somebody watches. */
  start(): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#lookedAt = this.#options.clock.monotonic();
    this.#sync();
    this.#soon();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
    this.#timer = null;
    this.#forgetRegister();
  }

  /** The gateway's own connection. */
  link({ state }: LinkState): void {
    const connected = state === "connected";
    if (connected === this.#connected) return;
    this.#connected = connected;
    const { clock } = this.#options;
    if (connected) this.#presence.connected(this.#listened, (site) => this.#holdOf(site));
    else this.#down = { since: clock.monotonic(), at: clock.now() };
  }

  /**
   * A message came.
   * @returns its number
   */
  came(): number {
    this.#messages += 1;
    return this.#messages;
  }

  /** The unit itself has just sent this message. */
  heard(unit: string, by: number): void {
    this.#presence.heard(unit, by, this.#listened);
  }

  /** A unit that is there has said so. */
  online(unit: string, by: number): void {
    this.#presence.heard(unit, by, this.#listened);
    this.#presence.online(unit, by, this.#listened);
  }

  /**
   * A status came.
   * @param retained true where the broker has kept it, so that it may be old
   */
  status(status: UnitStatus, by: number, retained: boolean): void {
    if (!status.online) return;
    const { site, unit, boot, clock, settings } = status;
    if (retained) this.#presence.online(unit, by, this.#listened);
    else {
      this.online(unit, by);
      this.#options.doors.seen(status, this.#options.clock.now());
    }
    this.#clocks.said(site, unit, boot, clock, this.#options.clock.monotonic());
    if (settings === null) return;
    this.#presence.heartbeat(unit, settings.heartbeatSeconds);
    this.#options.doors.limit(unit, settings.heldOpenSeconds);
  }

  /** An event says that the unit knows the time. */
  hasTime(unit: string): void {
    this.#clocks.forget(unit);
  }

  /** Its last will came, and is news. */
  left({ site, unit, boot }: Pick<UnitStatus, "site" | "unit" | "boot">, by: number): void {
    this.#presence.left(unit, boot, by, this.#listened, this.#holdOf(site));
  }

  #holdOf(site: string): number {
    return this.#options.rulesOf(site)?.holdMs ?? 0;
  }

  #sync(): void {
    if (this.#stopped) return;
    const { units } = this.#options.link.register.register;
    this.#unread.push(...this.#presence.sync(units, this.#listened));
  }

  #soon(): void {
    this.#timer = afterAwake(this.#options.clock, LOOK_EVERY_MS, () => {
      this.#timer = null;
      this.#look();
      if (!this.#stopped) this.#soon();
    });
  }

  #look(): void {
    const monotonic = this.#options.clock.monotonic();
    const elapsed = monotonic - this.#lookedAt;
    this.#lookedAt = monotonic;
    if (this.#connected) this.#listened += Math.min(elapsed, ASLEEP_MS);
    if (elapsed > ASLEEP_MS) this.#presence.connected(this.#listened, (site) => this.#holdOf(site));
    if (!this.#isRead()) return;
    this.#lookAtLink(monotonic);
    // One at a time: what is told decides what of the next is.
    if (this.#connected && this.#undecided.size === 0) {
      this.#lookAtUnits();
      this.#lookAtEnds();
    }
    this.#lookAtDoorsAndClocks(monotonic);
  }

  /** What an earlier life of the process has told comes first. */
  #isRead(): boolean {
    if (this.#standing.isRead && this.#unread.length === 0) return true;
    if (!this.#reading) {
      this.#reading = true;
      this.#read().then(
        () => {
          this.#reading = false;
        },
        () => {
          // Where the journal cannot be read now, the next look tries again.
          this.#reading = false;
        },
      );
    }
    return false;
  }

  async #read(): Promise<void> {
    await this.#standing.read();
    await this.#options.recall();
    while (this.#unread.length > 0 && !this.#stopped) {
      const page = this.#unread.slice(0, PAGE);
      for (const { unit, online } of (await this.#stored(page)).values()) {
        if (online === false) this.#presence.wasLost(unit);
      }
      this.#unread.splice(0, page.length);
    }
  }

  #lookAtLink(monotonic: number): void {
    const { link, rulesOf, clock } = this.#options;
    const { since, at } = this.#down;
    const isDown = !this.#connected && monotonic - since >= SILENT_MS;
    if (isDown) {
      const { sites } = link.register.register;
      const found = [...sites.keys()].filter(
        (site) => rulesOf(site) !== null && !this.#standing.of(site)?.link,
      );
      if (found.length === 0) return;
      const counts = this.#presence.counts();
      for (const site of found) {
        const event = massOfLink(site, at, counts.get(site) ?? 0, clock.now());
        this.#tell({ events: [event], remembered: [this.#standing.set(site, { link: true }, clock.now())] });
      }
    }
    if (!this.#connected) return;
    for (const [site, { link: isLink }] of this.#standing.all) if (isLink) this.#end(site, { link: false });
  }

  #lookAtUnits(): void {
    const { rulesOf } = this.#options;
    const found = this.#presence.tick(
      this.#listened,
      (site) => rulesOf(site)?.holdMs ?? null,
      (site) => this.#standing.of(site)?.units === true,
    );
    for (const losses of found) this.#lose(losses);
  }

  #lose(losses: Losses): void {
    const news = new Map<string, HealthNews>();
    const now = this.#options.clock.now();
    let finding: Finding | undefined;
    this.#undecided.add(news);
    this.#options.tell(async () => {
      try {
        finding ??= await this.#findingOf(losses, news, now);
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
    now: number,
  ): Promise<Finding> {
    // Another connection, of which this one knows nothing, may hear them.
    const stored = await this.#stored(leavers.filter(({ why }) => why === "silence").map(({ unit }) => unit));
    const asked = leavers.map(async (leaver) => {
      if (news.has(leaver.unit)) return;
      const meaning = (known: KnownUnit | null) =>
        this.#meaning({ ...leaver, site }, later(known, stored.get(leaver.unit) ?? null), now);
      news.set(leaver.unit, await this.#options.newsOf(leaver.unit, meaning));
    });
    for (const answer of await Promise.allSettled(asked)) {
      if (answer.status === "rejected") throw answer.reason;
    }
    const losses = [...news.values()].flatMap(({ events }) => events);
    const sightings = [...news.values()].flatMap(({ sighting }) => sighting ?? []);
    const isMany = this.#standing.of(site)?.units === true || losses.length + before.length >= MANY;
    if (losses.length === 0 || !isMany) return { events: losses, sightings };
    const event = massOfUnits(site, losses, before, this.#presence.lostAt(site), now);
    return { events: [event], sightings, remembered: [this.#standing.set(site, { units: true }, now)] };
  }

  #meaning(loss: Loss, known: KnownUnit | null, now: number): HealthNews {
    if (!this.#presence.isLost(loss.unit)) return NOTHING;
    const news = healthOfLoss(loss, known, now);
    if (news.isHere) this.#presence.online(loss.unit, 0, this.#listened);
    return news;
  }

  /** What the journal knows of these units, so many at once. */
  async #stored(ids: readonly string[]): Promise<ReadonlyMap<string, UnitState>> {
    const states = new Map<string, UnitState>();
    for (let first = 0; first < ids.length; first += PAGE) {
      const page = ids.slice(first, first + PAGE);
      const { units } = await this.#options.journal.states({ units: page, lockers: [] });
      for (const state of units) states.set(state.unit, state);
    }
    return states;
  }

  /** Where of many lost units only a few are not back, those are told singly. */
  #lookAtEnds(): void {
    for (const [site, { units }] of this.#standing.all) {
      if (!units) continue;
      const lost = this.#presence.lostOf(site);
      const isOver = this.#standing.isOver(site, lost.length, this.#listened, FEW_MS);
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
      this.#tell({ events, remembered });
      return;
    }
    this.#options.tell(async () => {
      const states = await this.#stored(left);
      const offline = left.map((unit) =>
        offlineOf({ unit, site, why: "silence", boot: null }, states.get(unit) ?? null, now),
      );
      return { events: [...events, ...offline], remembered };
    });
  }

  #lookAtDoorsAndClocks(monotonic: number): void {
    const { clock, doors } = this.#options;
    const isBlind = !this.#connected && monotonic - this.#down.since >= SILENT_MS;
    const isLost = (unit: string) => isBlind || this.#presence.isLost(unit);
    const events = [...doors.due(clock.now(), isLost), ...this.#clocks.due(monotonic, clock.now(), isLost)];
    if (events.length > 0) this.#tell({ events });
  }

  #tell(finding: Finding): void {
    this.#options.tell(() => Promise.resolve(finding));
  }
}

/** Whichever was seen last. */
function later(known: KnownUnit | null, stored: KnownUnit | null): KnownUnit | null {
  return (stored?.seenAt ?? 0) > (known?.seenAt ?? 0) ? stored : known;
}

function isJournal(thrown: unknown): boolean {
  return thrown instanceof LockerError && thrown.code === "journal-unavailable";
}
