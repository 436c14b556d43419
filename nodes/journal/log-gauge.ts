/** Each commit writes the last pages of some tables once more, each three calls one that is new; a page has 4 KiB. */
const PAGES_OF_COMMIT = 5;
const CALLS_TO_PAGE = 3;

/** A log of so many pages is moved to the file in a moment when nothing is asked. */
const LONG = 12_000;
/** So many new pages are moved although something waits, so that it does not wait for more of them later. */
const MUCH = 4000;

/** Pages of a log that is not cut off when it is begun anew: to write into it is quicker than to make it longer. */
export const LOG_KEPT = 14_000;
/** Pages in the log at which SQLite moves them by itself, before a commit is answered: should the gauge be wrong. */
export const LOG_AT_MOST = 24_000;

/**
 * How long SQLite's write-ahead log is by now, about. To move it to the file takes some milliseconds, on an SD card many
 * more, in which nothing is answered; seldom and at rest that holds up hardly anything.
 */
export class LogGauge {
  #commits = 0;
  #calls = 0;

  committed(calls: number): void {
    this.#commits += 1;
    this.#calls += calls;
  }

  /** The log begins anew. */
  moved(): void {
    this.#commits = 0;
    this.#calls = 0;
  }

  /** @param busy true where something waits */
  shouldMove(busy: boolean): boolean {
    const news = this.#calls / CALLS_TO_PAGE;
    return news >= MUCH || (!busy && PAGES_OF_COMMIT * this.#commits + news >= LONG);
  }
}
