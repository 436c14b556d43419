import { createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { defaultUserDir } from "../ledger/user-dir.ts";
import { withSqlite } from "../ledger/with-sqlite.ts";
import { EXPORT_USAGE, type ExportOptions, parseExport } from "./export-options.ts";
import { exportPack } from "./export-pack.ts";
import { asksForPack, EXPORT_PACK_USAGE } from "./export-pack-options.ts";
import { notWritten } from "./not-written.ts";
import { WrongUse } from "./wrong-use.ts";

/** Lines that are written at once. */
const TOGETHER = 500;

/** `smart-lockers export`: resolves to the exit code. */
export async function exportLedger(args: readonly string[]): Promise<number> {
  if (asksForPack(args) && !args.includes("--help") && !args.includes("-h")) return exportPack(args);
  const options = asksForPack(args) ? null : parseExport(args);
  if (options === null) {
    console.log(`${EXPORT_USAGE}\n${EXPORT_PACK_USAGE}`);
    return 0;
  }
  if (options.out !== null && existsSync(options.out)) {
    throw new WrongUse(
      `${options.out} is there already, and evidence is never written over: name a new file.`,
    );
  }
  return withSqlite(() => carryOut(options));
}

async function carryOut({ userDir, out, ...scope }: ExportOptions): Promise<number> {
  // Only now, because not every Node has it without the flags.
  const { openForReading } = await import("../ledger/journal-reading.ts");
  const { ledgerLines } = await import("../ledger/ledger-reader.ts");
  const db = openForReading(userDir ?? defaultUserDir(process.env));
  try {
    const chunks = Readable.from(together(ledgerLines(db, scope, systemClock.now())));
    if (out === null) await pipeline(chunks, process.stdout, { end: false }).catch(unlessClosed);
    else await intoFile(chunks, out).catch(notWritten(out));
    return 0;
  } finally {
    db.close();
  }
}

/** Under its name only when it is whole. */
async function intoFile(chunks: Readable, file: string): Promise<void> {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    await pipeline(chunks, createWriteStream(part, { flags: "wx", mode: 0o600, flush: true }));
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

function* together(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length < TOGETHER) continue;
    yield `${chunk.join("\n")}\n`;
    chunk = [];
  }
  if (chunk.length > 0) yield `${chunk.join("\n")}\n`;
}

/** Whoever reads may have seen enough. */
function unlessClosed(thrown: unknown): void {
  if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE")) throw thrown;
}
