/** Twice what we ask a broker to keep to, and what the shipped Mosquitto keeps to: only one that does not gets there. */
const MESSAGES_AT_MOST = 2000;
const BYTES_AT_MOST = 32 * 1024 * 1024;

/** How much a broker may hand over ahead of our acknowledgements. */
export class Room {
  #messages = 0;
  #bytes = 0;
  #waiting: (() => void) | null = null;

  take(bytes: number): void {
    this.#messages += 1;
    this.#bytes += bytes;
  }

  giveBack(bytes: number): void {
    this.#messages -= 1;
    this.#bytes -= bytes;
    if (this.isFull) return;
    const go = this.#waiting;
    this.#waiting = null;
    go?.();
  }

  /** Calls `go` as soon as there is room again. One at a time. */
  wait(go: () => void): void {
    this.#waiting = go;
  }

  get isFull(): boolean {
    return this.#messages >= MESSAGES_AT_MOST || this.#bytes >= BYTES_AT_MOST;
  }
}
