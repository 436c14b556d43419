import { sentenceOf } from "../nodes/domain/errors.ts";

/** A command for developers, such as `npm run crash`. */
export interface Command<O> {
  readonly usage: string;
  /**
   * @returns null where only help was asked for
   * @throws Error with a sentence where the arguments are not understood
   */
  readonly parse: (args: readonly string[]) => O | null;
  /** Resolves to the exit code. */
  readonly run: (options: O) => Promise<number>;
}

/** Resolves to the exit code: 2 where the arguments are not understood. */
export async function carryOut<O>(
  { usage, parse, run }: Command<O>,
  args: readonly string[],
): Promise<number> {
  let options: O | null;
  try {
    options = parse(args);
  } catch (thrown) {
    console.error(`${sentenceOf(thrown)}\n\n${usage}`);
    return 2;
  }
  if (options !== null) return run(options);
  console.log(usage);
  return 0;
}

/** Carries out what this process was started for, and ends it. */
export function carryOutAndExit<O>(command: Command<O>): void {
  carryOut(command, process.argv.slice(2)).then(
    (code) => process.exit(code),
    (thrown: unknown) => {
      console.error(sentenceOf(thrown));
      process.exit(1);
    },
  );
}
