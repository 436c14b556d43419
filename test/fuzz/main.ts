import { availableParallelism } from "node:os";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { fuzzApart } from "./apart.ts";
import { type FuzzOptions, misuse, parseOptions, USAGE } from "./options.ts";
import type { Outcome } from "./target.ts";
import { shares } from "./targets.ts";

const tell = (sentence: string) => console.error(sentence);

/** Resolves to the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (typeof options === "number") return options;
  const { runs, seed, targets, path } = options;
  const began = performance.now();
  tell(`Seed ${seed}: ${runs} inputs for ${targets.map(({ name }) => name).join(", ")}.`);
  const outcomes: Outcome[] = [];
  const waiting = [...shares(targets, runs)].values();
  const lane = async () => {
    for (const [{ name }, inputs] of waiting) {
      const outcome = await fuzzApart({ target: name, inputs, seed, ...(path === null ? {} : { path }) });
      outcomes.push(outcome);
      report(outcome);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  const failures = outcomes.filter(({ failure }) => failure !== null).length;
  const inputs = outcomes.reduce((sum, outcome) => sum + outcome.inputs, 0);
  console.log(JSON.stringify({ inputs, seed, failures, ms: Math.round(performance.now() - began) }));
  return failures === 0 ? 0 : 1;
}

function report({ target, inputs, ms, failure }: Outcome): void {
  tell(`${target}: ${inputs} inputs in ${(ms / 1000).toFixed(1)} s${failure === null ? "" : ", FAILED"}`);
  if (failure === null) return;
  const { seed, path, counterexample, error } = failure;
  const again = path === "" ? "" : ` --path ${path}`;
  tell(
    `Counterexample: ${counterexample}\n${error}\nSeed ${seed}${path === "" ? "" : `, path ${path}`}. Run it again:`,
  );
  tell(`  npm run fuzz -- --only ${target} --seed ${seed}${again}`);
}

/** An exit code where the usage has been printed instead. */
function optionsOf(args: readonly string[]): FuzzOptions | number {
  try {
    const options = parseOptions(args);
    if (options === null) console.log(USAGE);
    return options ?? 0;
  } catch (thrown) {
    tell(misuse(thrown));
    return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    tell(sentenceOf(thrown));
    process.exit(1);
  },
);
