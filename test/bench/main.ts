import { sentenceOf } from "../../nodes/domain/errors.ts";
import { find, PROGRAMS } from "../needs.ts";
import { HELP, type Plan, planOf } from "./plan.ts";
import { jsonOf, reportOf } from "./report.ts";
import { runBench } from "./run.ts";

/** `npm run bench`, after the build. Steps go to standard error, the report to standard output. */
export async function main(args: readonly string[]): Promise<number> {
  let plan: Plan | null;
  try {
    plan = planOf(args);
  } catch (thrown) {
    console.error(`${sentenceOf(thrown)}\n\n${HELP}`);
    return 2;
  }
  if (plan === null) {
    console.log(HELP);
    return 0;
  }
  if (find("mosquitto") === null) {
    console.error(`The bench needs a broker: apt-get install --yes ${PROGRAMS.mosquitto}`);
    return 1;
  }
  const measured = await runBench(plan, (line) => console.error(line));
  console.log(`\n${reportOf(measured, plan)}\n\n${jsonOf(measured, plan)}`);
  return 0;
}
