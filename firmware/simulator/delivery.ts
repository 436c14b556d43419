import type { Cancel, Clock } from "../../nodes/domain/clock.ts";
import type { Entry, Flash } from "./flash.ts";

/** The longest an event waits for the gateway's answer before it is sent again. */
const LONGEST_RESEND_MS = 300_000;

/** Sends what the flash holds until the gateway has answered, within the window. */
export class Delivery {
  readonly #flash: Flash;
  readonly #clock: Clock;
  readonly #send: (entry: Entry) => void;
  /** How long an event waits for its answer the first time; doubles with each resend. */
  resendMs: number;
  #connected = false;
  #timer: Cancel | null = null;

  constructor(flash: Flash, clock: Clock, resendMs: number, send: (entry: Entry) => void) {
    this.resendMs = resendMs;
    this.#flash = flash;
    this.#clock = clock;
    this.#send = send;
  }

  up(): void {
    this.#connected = true;
    this.go();
  }

  down(): void {
    this.#connected = false;
    this.#timer?.();
    this.#timer = null;
    this.#flash.nothingInFlight();
  }

  /** Call after anything that may let an event go: a new one, an answer. */
  go(): void {
    if (!this.#connected) return;
    for (const entry of this.#flash.sendable()) {
      entry.inFlight = true;
      entry.sends += 1;
      entry.sentAt = this.#clock.monotonic();
      this.#send(entry);
    }
    this.#watch();
  }

  #watch(): void {
    if (this.#timer || this.#flash.queued === 0) return;
    this.#timer = this.#clock.after(this.resendMs, () => {
      this.#timer = null;
      const now = this.#clock.monotonic();
      for (const entry of this.#flash.window()) {
        if (entry.inFlight && now - entry.sentAt >= this.#patience(entry.sends)) entry.inFlight = false;
      }
      this.go();
    });
  }

  /** Milliseconds after the `sends`-th sending. */
  #patience(sends: number): number {
    return Math.min(this.resendMs * 2 ** (sends - 1), LONGEST_RESEND_MS);
  }
}
