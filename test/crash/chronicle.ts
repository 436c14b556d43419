export interface Note {
  /** Milliseconds of the run. */
  readonly at: number;
  readonly what: string;
}

/** What was done to the gateway and what it said, by the run's own clock, so that a loss can be explained. */
export class Chronicle {
  readonly #notes: Note[] = [];
  readonly #began = performance.now();

  /** Milliseconds since the run began. */
  readonly now = (): number => performance.now() - this.#began;

  get notes(): readonly Note[] {
    return this.#notes;
  }

  note(what: string): void {
    this.#notes.push({ at: this.now(), what });
  }

  /** @returns lines such as `  12.345 s  SIGKILL Node-RED` */
  around(from: number, to: number): readonly string[] {
    return this.#notes.filter(({ at }) => at >= from && at <= to).map(line);
  }
}

function line({ at, what }: Note): string {
  return `  ${seconds(at)}  ${what}`;
}

/** Milliseconds as `12.345 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}
