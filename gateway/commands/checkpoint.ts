import { type ParseArgsConfig, parseArgs } from "node:util";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { defaultUserDir } from "../ledger/user-dir.ts";
import { withSqlite } from "../ledger/with-sqlite.ts";
import { WrongUse } from "./wrong-use.ts";

const OPTIONS = {
  "user-dir": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

export const CHECKPOINT_USAGE = `smart-lockers checkpoint [--user-dir DIR]

Prints the newest signed checkpoint of each chain, and the key, as lines of JSON. Kept somewhere else (a mail, a
print, another machine) they prove later that no record up to them was cut off or made anew:
"smart-lockers verify EXPORT --checkpoint FILE".

Options:
  --user-dir DIR   Node-RED's user directory (NODE_RED_HOME, or .node-red in your home)
`;

/** `smart-lockers checkpoint`: resolves to the exit code. */
export async function checkpoint(args: readonly string[]): Promise<number> {
  const values = parse(args);
  if (values.help) {
    console.log(CHECKPOINT_USAGE);
    return 0;
  }
  return withSqlite(() => print(values["user-dir"] ?? defaultUserDir(process.env)));
}

async function print(userDir: string): Promise<number> {
  // Only now, because not every Node has it without the flags.
  const { openForReading } = await import("../ledger/journal-reading.ts");
  const { newestCheckpoints } = await import("../ledger/newest-checkpoints.ts");
  const db = openForReading(userDir);
  try {
    const lines = newestCheckpoints(db);
    if (lines.length === 0) {
      console.error("Nothing is signed yet: the gateway signs within a minute of its first record.");
      return 1;
    }
    console.log(lines.join("\n"));
    return 0;
  } finally {
    db.close();
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (thrown) {
    throw new WrongUse(`${sentenceOf(thrown)} (--help shows all options)`);
  }
}
