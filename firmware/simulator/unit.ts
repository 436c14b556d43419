import type { StatusLocker } from "../../nodes/domain/contract.ts";
import type { ClockState, UnitEventType } from "../../nodes/domain/event.ts";
import { Boxes } from "./boxes.ts";
import { Delivery } from "./delivery.ts";
import { type Counters, type Entry, Flash } from "./flash.ts";
import { Heartbeats } from "./heartbeats.ts";
import type { UnitObserver } from "./observer.ts";
import { Radio } from "./radio.ts";
import type { Random } from "./random.ts";
import { type Orders, Reception } from "./reception.ts";
import { type Settings, settingsInForce } from "./settings.ts";
import { UnitClock } from "./unit-clock.ts";
import type { ResetReason, UnitOptions, UnitSettings } from "./unit-options.ts";
import { heartbeatOf, statusOf, willOf } from "./uplink.ts";

/** One simulated ESP32 with the lockers it serves. */
export class Unit {
  readonly id: string;
  readonly site: string;
  readonly lockers: readonly string[];
  readonly #boxes: Boxes;
  readonly #unitClock: UnitClock;
  readonly #random: Random;
  readonly #flash: Flash;
  readonly #delivery: Delivery;
  readonly #heartbeats: Heartbeats;
  readonly #reception: Reception;
  readonly #radio: Radio;
  readonly #observer: UnitObserver;
  readonly #topics: string;
  readonly #own: UnitSettings;
  #told: Settings = {};
  #nonce = "";
  #reset: ResetReason = "power-on";
  #overflowing = false;
  #powered = false;

  constructor({ plan, broker, clock, random, clockState, settings, counters, observer }: UnitOptions) {
    this.id = plan.unit;
    this.site = plan.site;
    this.lockers = plan.lockers;
    this.#boxes = new Boxes(plan.lockers);
    this.#random = random;
    this.#unitClock = new UnitClock(clock, random, clockState);
    this.#flash = new Flash(counters);
    this.#heartbeats = new Heartbeats(clock, random, settings.heartbeatMs, (n) => this.#publishHeartbeat(n));
    this.#own = settings;
    this.#reception = new Reception(plan.unit, this.#orders());
    this.#observer = observer;
    this.#topics = `lockers/v1/${plan.site}/${plan.unit}`;
    this.#delivery = new Delivery(this.#flash, clock, settings.resendMs, (entry) => {
      this.#observer.sent?.(this, entry);
      void this.#radio.publish(`${this.#topics}/event`, entry.body, { qos: 1 });
    });
    this.#radio = new Radio({
      broker,
      clientId: plan.unit,
      subscriptions: ["command", "reply/event", "config"].map((leaf) => `${this.#topics}/${leaf}`),
      will: () => ({ topic: `${this.#topics}/status`, body: JSON.stringify(willOf(plan.unit, this.#flash)) }),
      clock,
      random,
      events: {
        up: () => this.#up(),
        down: () => this.#down(),
        message: (topic, payload) => this.#reception.hear(topic.slice(this.#topics.length + 1), payload),
        failed: (problem) => this.#observer.failed?.(this, problem),
      },
    });
  }

  get online(): boolean {
    return this.#radio.up;
  }

  get counters(): Counters {
    return this.#flash.counters;
  }

  get clockState(): ClockState {
    return this.#unitClock.state;
  }

  /** Events that the gateway has not answered yet. */
  get queued(): number {
    return this.#flash.queued;
  }

  /** Events that a full flash has overwritten. */
  get lost(): number {
    return this.#flash.lost;
  }

  get lockerStates(): readonly StatusLocker[] {
    return this.#boxes.all;
  }

  /** Starts the unit as if its power came on: a new boot number and nonce, a `boot` event, a connection. */
  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#boot("power-on");
    this.#radio.start();
  }

  /** Ends it as if its plug was pulled: the broker publishes the last will; the flash keeps what it holds. */
  async powerOff(): Promise<void> {
    this.#powered = false;
    await this.#radio.cut();
  }

  /** A restart in the middle of everything; nonce and command counter start anew. */
  async reboot(reset: ResetReason = "watchdog"): Promise<void> {
    await this.#radio.cut();
    if (!this.#powered) return;
    this.#boot(reset);
    this.#radio.start();
  }

  /** Cuts the cable: the broker publishes the last will, and the unit goes on recording. */
  goOffline(): Promise<void> {
    return this.#radio.cut();
  }

  goOnline(): void {
    if (this.#powered) this.#radio.start();
  }

  open(locker: string): Entry {
    this.#boxes.setDoor(locker, "open");
    return this.record("opened", locker);
  }

  closeDoor(locker: string): Entry {
    this.#boxes.setDoor(locker, "closed");
    return this.record("closed", locker);
  }

  /** Broken open: `opened` and `forced` together. @returns the `forced` event */
  force(locker: string): Entry {
    this.open(locker);
    return this.record("forced", locker);
  }

  tamper(locker: string): Entry {
    this.#boxes.setTamper(locker, true);
    return this.record("tamper", locker);
  }

  clearTamper(locker: string): Entry {
    this.#boxes.setTamper(locker, false);
    return this.record("tamper-cleared", locker);
  }

  /** The unit forgets the time: its events carry none until `setClock`. */
  loseClock(): void {
    this.#unitClock.set("none");
    this.#publishStatus();
    this.#observer.changed?.(this);
  }

  setClock(state: "estimated" | "sntp"): Entry {
    const before = this.#unitClock.at;
    this.#unitClock.set(state);
    const after = this.#unitClock.at;
    this.#publishStatus();
    const changed = before === null || after === null ? {} : { changedMs: after - before };
    return this.record("clock-set", null, changed);
  }

  /**
   * Records an event and sends it as soon as connection and window allow.
   * @param locker one of the unit's own; null for what concerns the whole unit
   * @throws RangeError for a locker that the unit does not serve
   */
  record(type: UnitEventType, locker: string | null, data: Readonly<Record<string, unknown>> = {}): Entry {
    const contacts = locker === null ? {} : this.#boxes.state(locker);
    const { entry, dropped } = this.#flash.append({
      unit: this.id,
      type,
      at: this.#unitClock.at,
      clock: this.#unitClock.state,
      uptime: this.#unitClock.uptime,
      ...contacts,
      data,
    });
    this.#observer.recorded?.(this, entry);
    this.#observer.changed?.(this);
    this.#noteOverflow(dropped);
    this.#delivery.go();
    return entry;
  }

  #boot(reset: ResetReason): void {
    this.#flash.startBoot();
    this.#unitClock.restart();
    this.#reception.restart();
    this.#nonce = this.#random.hex(16);
    this.#reset = reset;
    this.#heartbeats.restart();
    this.record("boot", null, { reset });
  }

  /** One journal-overflow for each time the flash runs full, not one for each event that it costs. */
  #noteOverflow(dropped: boolean): void {
    if (dropped && !this.#overflowing) {
      this.#overflowing = true;
      this.record("journal-overflow", null, { lost: this.#flash.lost });
    } else if (!dropped) {
      this.#overflowing = false;
    }
  }

  #up(): void {
    this.#publishStatus();
    this.#observer.changed?.(this);
    this.#delivery.up();
    this.#heartbeats.start();
  }

  #down(): void {
    this.#heartbeats.stop();
    this.#delivery.down();
    this.#observer.changed?.(this);
  }

  /** What the unit does with what the gateway tells it. */
  #orders(): Orders {
    return {
      moment: () => ({
        boot: this.#flash.counters.boot,
        nonce: this.#nonce,
        now: this.#unitClock.state === "sntp" ? this.#unitClock.at : null,
      }),
      answer: (answer) => {
        const entry = this.#flash.answer(answer.seq);
        if (entry) this.#observer.answered?.(this, entry, answer);
        this.#delivery.go();
      },
      publishStatus: () => this.#publishStatus(),
      replay: (from, to) => {
        this.#flash.replay(from, to);
        this.#delivery.go();
      },
      restart: () => void this.reboot("software"),
      configure: (settings) => this.#take(settings),
      adjust: (settings) => this.#take({ ...this.#told, ...settings }),
      open: () => this.#boxes.all.some(({ door }) => door === "open"),
      configured: (config, result) => void this.record("config-changed", null, { config, ...result }),
      reply: (body) => this.#publish("reply", body, 1),
    };
  }

  #take(told: Settings): void {
    this.#told = told;
    this.#heartbeats.intervalMs = milliseconds(told.heartbeatSeconds) ?? this.#own.heartbeatMs;
    this.#delivery.resendMs = milliseconds(told.resendSeconds) ?? this.#own.resendMs;
    this.#publishStatus();
  }

  #publishStatus(): void {
    const status = statusOf({
      unit: this.id,
      flash: this.#flash,
      nonce: this.#nonce,
      reset: this.#reset,
      lockers: this.#boxes.all,
      clock: this.#unitClock.state,
      config: this.#reception.config,
      settings: settingsInForce(this.#told, this.#own),
    });
    void this.#publish("status", status, 1, true);
  }

  #publishHeartbeat(n: number): void {
    const heartbeat = heartbeatOf(this.id, this.#flash, n, this.#unitClock.uptime, this.#random);
    void this.#publish("heartbeat", heartbeat, 0);
  }

  #publish(leaf: string, body: object, qos: 0 | 1, retain = false): Promise<boolean> {
    return this.#radio.publish(`${this.#topics}/${leaf}`, JSON.stringify(body), { qos, retain });
  }
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}
