import type { Cancel } from "../domain/clock.ts";
import type { UnitStatus } from "../domain/parse-status.ts";
import { NeverSet } from "../domain/watch-clock.ts";
import type { OpenDoors } from "../domain/watch-doors.ts";
import { Presence, SILENT_MS } from "../domain/watch-presence.ts";
import type { LinkState } from "../links/link.ts";
import { afterAwake } from "../runtime/awake.ts";
import { LossWatch, type LossWatchOptions } from "./loss-watch.ts";

const LOOK_EVERY_MS = 1000;
/** A look that comes so late says that the process did not run: nobody could be heard meanwhile. */
const ASLEEP_MS = 5000;
/** Units whose state is read at once. */
const PAGE = 500;

export interface UnitWatchOptions extends Omit<LossWatchOptions, "presence"> {
  readonly doors: OpenDoors;
  /** Resolves when it is known which doors were open. */
  readonly recall: () => Promise<void>;
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
  readonly #losses: LossWatch;
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
  #messages = 0;
  #timer: Cancel | null = null;
  #stopped = false;

  constructor(options: UnitWatchOptions) {
    const { clock, link } = options;
    this.#options = options;
    this.#lookedAt = clock.monotonic();
    this.#down = { since: this.#lookedAt, at: clock.now() };
    this.#losses = new LossWatch({ ...options, presence: this.#presence });
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
    if (connected) this.#presence.listen(this.#listened, (site) => this.#holdOf(site));
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

  /** What came of the unit means that it is there. */
  online(unit: string, by: number): void {
    this.#presence.online(unit, by, this.#listened);
  }

  /**
   * A status came.
   * @param retained true where the broker has kept it, so that it may be old
   */
  status(status: UnitStatus, by: number, retained: boolean): void {
    if (!status.online) return;
    const { site, unit, boot, clock, settings } = status;
    if (retained) this.#presence.connected(unit, by);
    else {
      this.#presence.heard(unit, by, this.#listened);
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
    if (elapsed > ASLEEP_MS) this.#presence.listen(this.#listened, (site) => this.#holdOf(site));
    if (!this.#isRead()) return;
    const isBlind = !this.#connected && monotonic - this.#down.since >= SILENT_MS;
    if (this.#connected) this.#losses.look(this.#listened);
    else if (isBlind) this.#losses.lookWithoutLink(this.#down.at);
    this.#lookAtDoorsAndClocks(monotonic, isBlind);
  }

  /** What an earlier life of the process has told comes first. */
  #isRead(): boolean {
    if (this.#losses.isRead && this.#unread.length === 0) return true;
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
    await this.#losses.read();
    await this.#options.recall();
    while (this.#unread.length > 0 && !this.#stopped) {
      const page = this.#unread.slice(0, PAGE);
      for (const { unit, online } of (await this.#losses.stored(page)).values()) {
        if (online === false) this.#presence.wasLost(unit);
      }
      this.#unread.splice(0, page.length);
    }
  }

  #lookAtDoorsAndClocks(monotonic: number, isBlind: boolean): void {
    const { clock, doors, tell } = this.#options;
    const isLost = (unit: string) => isBlind || this.#presence.isLost(unit);
    const events = [...doors.due(clock.now(), isLost), ...this.#clocks.due(monotonic, clock.now(), isLost)];
    if (events.length > 0) tell(() => Promise.resolve({ events }));
  }
}
