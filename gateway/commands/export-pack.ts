import { randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { defaultUserDir } from "../ledger/user-dir.ts";
import { withSqlite } from "../ledger/with-sqlite.ts";
import { type PackOptions, parseExportPack } from "./export-pack-options.ts";
import { notWritten } from "./not-written.ts";
import { WrongUse } from "./wrong-use.ts";

/** How long the gateway may take to record who asks: it looks every two seconds, and its disk may be slow. */
const PATIENCE_MS = 20_000;
/** A masked pack is made all the same. */
const PATIENCE_MASKED_MS = 6_000;

/** `smart-lockers export --locker ...`: resolves to the exit code. */
export async function exportPack(args: readonly string[]): Promise<number> {
  const options = parseExportPack(args);
  if (existsSync(options.out)) {
    throw new WrongUse(
      `${options.out} is there already, and evidence is never written over: name a new folder.`,
    );
  }
  // Before it is recorded that somebody asks for it.
  await access(dirname(resolve(options.out)), constants.W_OK).catch(notWritten(options.out));
  return withSqlite(() => carryOut(options));
}

async function carryOut(options: PackOptions): Promise<number> {
  // Only now, because not every Node has it without the flags.
  const { openForReading } = await import("../ledger/journal-reading.ts");
  const { scopeOf } = await import("../evidence/pack-scope.ts");
  const { registerIn } = await import("../evidence/register-texts.ts");
  const { recordedAs } = await import("../evidence/export-recording.ts");
  const { writePack } = await import("../evidence/write-pack.ts");
  const userDir = options.userDir ?? defaultUserDir(process.env);
  const db = openForReading(userDir);
  try {
    const register = registerIn(options.register ?? join(userDir, "smart-lockers", "register"));
    const { masked, by, purpose } = options;
    if (!masked && register === null)
      throw new WrongUse(
        "There is no register to take names and addresses from: say with --register in which folder it is.",
      );
    const scope = scopeOf(db, register, options);
    const request = { id: randomUUID(), masked, by, purpose };
    const patience = masked ? PATIENCE_MASKED_MS : PATIENCE_MS;
    const recorded = await recordedAs(db, { userDir, scope, request, clock: systemClock, patience });
    if (recorded === null && !masked) {
      throw new WrongUse(
        `The gateway did not record within ${PATIENCE_MS / 1000} seconds who asks for this pack and why, so nothing was written: personal data leave only where that is recorded first. Start Node-RED with ${userDir} and run this as the same user. Without --unmasked a pack can be made now.`,
      );
    }
    const order = { scope, register, masked, by, purpose, recorded, now: systemClock.now() };
    await writePack(db, order, resolve(options.out)).catch(notWritten(options.out));
    if (recorded === null)
      console.error(
        "The pack is made. That it was asked for is not in the ledger, because the gateway does not run or cannot be reached; the pack says so.",
      );
    return 0;
  } finally {
    db.close();
  }
}
