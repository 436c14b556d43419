import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import type { SignedCheckpoint } from "../../nodes/domain/ledger.ts";
import { readLine } from "../../nodes/domain/ledger-lines.ts";
import { LedgerVerifier, type LedgerVerifierOptions } from "../../nodes/domain/ledger-verify.ts";
import { LEDGER_FILE, MANIFEST_FILE, SUMS_FILE } from "../evidence/pack-format.ts";
import { isPackProven, packVerdictText } from "../evidence/pack-verdict-text.ts";
import { verifyPack } from "../evidence/verify-pack.ts";
import { eachLine } from "../ledger/lines-of.ts";
import { isProven, verdictText } from "../ledger/verdict-text.ts";
import { WrongUse } from "./wrong-use.ts";

const OPTIONS = {
  checkpoint: { type: "string", multiple: true, default: [] },
  key: { type: "string", multiple: true, default: [] },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

const PACK_FILES: readonly string[] = [MANIFEST_FILE, LEDGER_FILE, SUMS_FILE];

export const VERIFY_USAGE = `smart-lockers verify DIR|FILE [--key FILE] [--checkpoint FILE]

Checks an evidence pack (a folder) or an export of a ledger (a file), with nothing else: no gateway, no database.
Ends with 0 when every record is as it was recorded and signed, and every file of a pack says what its records say;
with 1 when not, and says which file and which record is the first that is not.

Options:
  --key FILE         the gateway's public key (smart-lockers/ledger-public.pem in Node-RED's user directory),
                     taken when the gateway was set up. Without it the key in the export is believed, and
                     printed for comparison. May be given several times
  --checkpoint FILE  checkpoints that left the gateway earlier: they show what was cut off at the end, or made
                     anew since. May be given several times

FILE may be - for standard input.
`;

/** `smart-lockers verify`: resolves to the exit code. */
export async function verify(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    console.log(VERIFY_USAGE);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    throw new WrongUse("Name one file or folder to verify: smart-lockers verify DIR (--help says more).");
  }
  const options = { keys: values.key.map(keyIn), checkpoints: values.checkpoint.flatMap(checkpointsIn) };
  if (isPack(file)) return verifyFolder(file, options);
  const verifier = new LedgerVerifier(options);
  const digest = createHash("sha256");
  const isComplete = await eachLine(hashed(opened(file), digest), (line) => verifier.line(line)).catch(
    (thrown: unknown) => {
      throw new WrongUse(`${file} cannot be read (${sentenceOf(thrown)}).`);
    },
  );
  const verdict = verifier.end(isComplete);
  console.log(verdictText(verdict, digest.digest("hex"), values.key.length > 0));
  return isProven(verdict) ? 0 : 1;
}

async function verifyFolder(folder: string, options: Required<LedgerVerifierOptions>): Promise<number> {
  const verdict = await verifyPack(folder, options).catch((thrown: unknown) => {
    throw new WrongUse(`${folder} cannot be read (${sentenceOf(thrown)}).`);
  });
  console.log(packVerdictText(verdict, options.keys.length > 0));
  return isPackProven(verdict) ? 0 : 1;
}

/** A pack is a folder that says so, however damaged; another folder was named by mistake. */
function isPack(folder: string): boolean {
  if (folder === "-" || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  if (PACK_FILES.some((name) => existsSync(join(folder, name)))) return true;
  throw new WrongUse(
    `${folder} cannot be read as an evidence pack: there is neither ${PACK_FILES.join(" nor ")} in it. Name the pack's own folder, or the file of a ledger.`,
  );
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (thrown) {
    throw new WrongUse(`${sentenceOf(thrown)} (--help shows all options)`);
  }
}

function opened(file: string): Readable {
  return file === "-" ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
}

function hashed(stream: Readable, digest: ReturnType<typeof createHash>): Readable {
  const through = new PassThrough({ highWaterMark: 1 << 20 });
  stream.on("data", (chunk: Buffer) => digest.update(chunk));
  stream.on("error", (thrown) => through.destroy(thrown));
  return stream.pipe(through);
}

function keyIn(file: string): KeyObject {
  try {
    const key = createPublicKey(readFileSync(file));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") {
      throw new WrongUse(`--key: ${file} does not exist.`);
    }
  }
  throw new WrongUse(`--key: ${file} holds no public key of a gateway (Ed25519, PEM).`);
}

function checkpointsIn(file: string): SignedCheckpoint[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    throw new WrongUse(`--checkpoint: ${file} cannot be read (${sentenceOf(thrown)}).`);
  }
  const found = text.split("\n").flatMap((written, index) => {
    const trimmed = written.trim();
    if (trimmed === "") return [];
    const line = readLine(trimmed);
    if (line?.type === "checkpoint") return [line];
    if (line?.type === "key") return [];
    throw new WrongUse(
      `--checkpoint: line ${index + 1} of ${file} is no checkpoint as a gateway writes it: give the file as it left the gateway.`,
    );
  });
  if (found.length === 0) throw new WrongUse(`--checkpoint: ${file} holds no checkpoint.`);
  return found;
}
