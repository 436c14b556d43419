import { availableParallelism } from "node:os";
import { carryOutAndExit } from "../command.ts";
import { fuzzApart } from "./apart.ts";
import { type FuzzOptions, parseOptions, USAGE } from "./options.ts";
import type { Outcome } from "./target.ts";
import { shares } from "./targets.ts";

const tell = (sentence: string) => console.error(sentence);

/** Resolves to the exit code. */
async function run({ runs, seed, targets, path }: FuzzOptions): Promise<number> {
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

carryOutAndExit({ usage: USAGE, parse: parseOptions, run });
