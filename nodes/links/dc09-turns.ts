/** Who may go next where only one may go at a time: the most urgent one, among equals whoever came first. */
export class Turns {
  readonly #waiting: { readonly urgency: number; readonly go: () => void }[] = [];
  #taken = false;

  /**
   * Waits for a turn and returns how to end it.
   * @param urgency a lower one goes first
   * @throws the signal's reason when that aborts the wait
   */
  async take(urgency: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#taken) await this.#wait(urgency, signal);
    this.#taken = true;
    return () => this.#next();
  }

  #wait(urgency: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = {
        urgency,
        go: () => {
          signal.removeEventListener("abort", abort);
          resolve();
        },
      };
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", abort, { once: true });
      const behind = this.#waiting.findLastIndex((other) => other.urgency <= urgency);
      this.#waiting.splice(behind + 1, 0, entry);
    });
  }

  /** The turn passes on without a moment in which somebody else could take it. */
  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next.go();
  }
}
