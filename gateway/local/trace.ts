import type { Listener, Received } from "./audience.ts";

/** How one event made its way, in milliseconds after its unit sent it; null: not yet. */
export interface Trace {
  readonly locker: string;
  readonly action: string;
  /** The unit holds it and waits for its connection. */
  readonly held: boolean;
  readonly stored: number | null;
  readonly hirer: number | null;
  readonly controlRoom: number | null;
  readonly insurer: number | null;
}

/** After this long a message belongs to something else. */
const LONGEST_MS = 60_000;

const STEP: Readonly<Record<Listener["party"], "hirer" | "controlRoom" | "insurer" | null>> = {
  hirer: "hirer",
  "control-room": "controlRoom",
  contact: null,
  insurer: "insurer",
};

/** Follows the last thing that somebody did to a locker. */
export class Tracer {
  #trace: Trace | null = null;
  #unit: string | null = null;
  #sentAt: number | null = null;

  get trace(): Trace | null {
    return this.#trace;
  }

  begin(unit: string, locker: string, action: string): void {
    this.#unit = unit;
    this.#sentAt = null;
    this.#trace = {
      locker,
      action,
      held: true,
      stored: null,
      hirer: null,
      controlRoom: null,
      insurer: null,
    };
  }

  /** What is told from now on is about something else. */
  end(): void {
    this.#unit = null;
    this.#sentAt = null;
  }

  sent(unit: string): void {
    if (unit !== this.#unit || this.#trace === null || this.#sentAt !== null) return;
    this.#sentAt = performance.now();
    this.#trace = { ...this.#trace, held: false };
  }

  stored(unit: string): void {
    if (unit === this.#unit) this.#mark("stored");
  }

  received({ party }: Received): void {
    const step = STEP[party];
    if (step !== null) this.#mark(step);
  }

  /** The first time a step is reached counts. */
  #mark(step: "stored" | "hirer" | "controlRoom" | "insurer"): void {
    if (this.#trace === null || this.#sentAt === null || this.#trace[step] !== null) return;
    const ms = performance.now() - this.#sentAt;
    if (ms <= LONGEST_MS) this.#trace = { ...this.#trace, [step]: Math.max(1, Math.round(ms)) };
  }
}
