import { carryOut } from "../command.ts";
import { find, PROGRAMS } from "../needs.ts";
import { HELP, type Plan, planOf } from "./plan.ts";
import { jsonOf, reportOf } from "./report.ts";
import { runBench } from "./run.ts";

/** `npm run bench`, after the build. Steps go to standard error, the report to standard output. */
export function main(args: readonly string[]): Promise<number> {
  return carryOut({ usage: HELP, parse: planOf, run }, args);
}

async function run(plan: Plan): Promise<number> {
  if (find("mosquitto") === null) {
    console.error(`The bench needs a broker: apt-get install --yes ${PROGRAMS.mosquitto}`);
    return 1;
  }
  const measured = await runBench(plan, (line) => console.error(line));
  console.log(`\n${reportOf(measured, plan)}\n\n${jsonOf(measured, plan)}`);
  return 0;
}
