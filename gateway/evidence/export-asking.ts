import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../nodes/domain/clock.ts";
import type { ExportRequest } from "../../nodes/domain/ledger-export.ts";

/** Between two looks whether the gateway has taken it. */
const LOOK_MS = 100;

/**
 * Asks the gateway that runs on this user directory to record the request in its ledger.
 * @param ms how long to wait for it, milliseconds
 * What it does not take in time is taken back; the ledger says which of the two it was.
 */
export async function askToRecord(
  userDir: string,
  request: ExportRequest,
  clock: Clock,
  ms: number,
): Promise<void> {
  const folder = join(userDir, "smart-lockers", "exports");
  const file = join(folder, `${request.id}.json`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(request), { mode: 0o600, flag: "wx", flush: true });
    renameSync(`${file}.new`, file);
  } catch {
    // Nobody may write there.
    return;
  }
  const end = clock.monotonic() + ms;
  while (existsSync(file)) {
    if (clock.monotonic() > end) {
      rmSync(file, { force: true });
      return;
    }
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
  }
}
