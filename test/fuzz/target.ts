import fc from "fast-check";

/** One thing that is fuzzed: what goes in, and what must hold whatever that is. */
export interface Target {
  readonly name: string;
  /** Says in the help what it is. */
  readonly about: string;
  /** How much of all inputs it gets, beside the others. */
  readonly share: number;
  /** How many inputs a run of its property holds, roughly. */
  readonly inputsPerRun: number;
  /** True where a failure leaves behind what makes the next run fail as well: then it is told as it was found. */
  readonly endsOnFailure?: boolean;
  /** Told by the property how many inputs it has just had. */
  open(took: (inputs: number) => void): Promise<Opened> | Opened;
}

export interface Opened {
  readonly property: fc.IRawProperty<unknown>;
  /** Ends what the property needed. */
  close?(): Promise<void>;
}

export interface Failure {
  readonly seed: number;
  /** Leads fast-check straight to the counterexample. */
  readonly path: string;
  readonly counterexample: string;
  readonly error: string;
}

export interface Outcome {
  readonly target: string;
  readonly inputs: number;
  readonly ms: number;
  readonly failure: Failure | null;
}

export interface Run {
  /** At least so many inputs. */
  readonly inputs: number;
  /** 32 bits. */
  readonly seed: number;
  /** Of an earlier failure: runs only its counterexample. */
  readonly path?: string;
}

/** Inputs after which a new seed begins, so that a failure late in a long run is quick to come back to. */
const INPUTS_PER_SEED = 5_000;

/** @param progress told with each new seed how many inputs there were */
export async function fuzz(
  target: Target,
  { inputs, seed, path }: Run,
  progress: (seed: number, inputs: number) => void = () => {},
): Promise<Outcome> {
  const began = performance.now();
  let taken = 0;
  const { property, close } = await target.open((count) => {
    taken += count;
  });
  let failure: Failure | null = null;
  try {
    for (let next = seed; failure === null && taken < inputs; next = (next + 1) | 0) {
      progress(next, taken);
      const wanted = Math.min(inputs - taken, INPUTS_PER_SEED);
      const numRuns = Math.max(1, Math.ceil(wanted / target.inputsPerRun));
      const found = await fc.check(property, {
        seed: next,
        numRuns,
        endOnFailure: target.endsOnFailure === true,
        ...(path === undefined ? {} : { path }),
      });
      if (found.failed) failure = failureOf(found);
      if (path !== undefined) break;
    }
  } finally {
    await close?.();
  }
  return { target: target.name, inputs: taken, ms: Math.round(performance.now() - began), failure };
}

function failureOf({
  seed,
  counterexamplePath,
  counterexample,
  errorInstance,
}: fc.RunDetails<unknown>): Failure {
  return {
    seed,
    path: counterexamplePath ?? "",
    counterexample: fc.stringify(counterexample),
    error:
      errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance),
  };
}
