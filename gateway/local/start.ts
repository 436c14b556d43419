import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { interruption } from "./interruption.ts";
import { type LocalRun, startLocalRun } from "./local-run.ts";
import { playOnce } from "./once.ts";
import { servePage } from "./page-server.ts";

const USAGE = `npm start              the whole way on this machine, with a page to watch it; Ctrl-C ends it
npm start -- --once    plays one forced opening at night and prints as JSON what each party received`;

/** Where people expect them; another program's port is left to it. */
const PORTS = { editor: 1880, page: 1881, broker: 1883 } as const;
const ANY_PORT = { editor: 0, broker: 0 } as const;

const FLOWS = resolve(import.meta.dirname, "../../flows");

const tell = (sentence: string) => console.error(sentence);

/** Resolves to the exit code. */
async function main(): Promise<number> {
  const once = wantsOnce();
  if (once === null) return 2;
  const began = performance.now();
  const interrupted = interruption();
  const starting = startLocalRun({ ports: once ? ANY_PORT : PORTS, flows: FLOWS, seed: 1, tell });
  const run = await Promise.race([starting, interrupted]);
  if (run === null) {
    await starting.then(
      (late) => late.stop(),
      () => {},
    );
    return 130;
  }
  try {
    return once ? await show(run, interrupted) : await stay(run, interrupted, began);
  } finally {
    await run.stop();
  }
}

async function show(run: LocalRun, interrupted: Promise<null>): Promise<number> {
  const outcome = await Promise.race([playOnce(run), interrupted]);
  if (outcome === null) return 130;
  console.log(JSON.stringify(outcome));
  return Object.values(outcome).every((part) => part !== null) ? 0 : 1;
}

async function stay(run: LocalRun, interrupted: Promise<null>, began: number): Promise<number> {
  const page = await servePage(run, PORTS.page);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  tell(`
  Smart lockers runs on this machine (started in ${seconds} s).

    Open a locker and watch who is told   ${page.url}
    Sit in the control room, and act      ${run.board.url}
        user ${run.board.operator.user}, password ${run.board.operator.password}
        at the counter, for visits: user ${run.board.counter.user}, password ${run.board.counter.password}
        to look only: user ${run.board.viewer.user}, password ${run.board.viewer.password}
    Rewire the rules in the editor        ${run.editor.url}
        user ${run.editor.user}, password ${run.editor.password} (on the board, too: may do all, as to confirm a theft)
    Broker of the simulated units         ${run.brokerUrl}

  Nothing leaves this machine: SMS, e-mail and AWS are stand-ins. Ctrl-C ends it and removes all of it.
`);
  const ended = await Promise.race([run.ended, interrupted]);
  await page.close();
  if (ended === null) return 0;
  tell(ended);
  return 1;
}

/** Null where the arguments are none of ours; then the usage has been printed. */
function wantsOnce(): boolean | null {
  try {
    const { values } = parseArgs({ options: { once: { type: "boolean", default: false } } });
    return values.once;
  } catch (thrown) {
    tell(`${sentenceOf(thrown)}\n\n${USAGE}`);
    return null;
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    tell(sentenceOf(thrown));
    process.exitCode = 1;
  },
);
