import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type ExportRequest, exportRequestIn } from "../domain/ledger-export.ts";

/** Bytes; what asks for an export is a few hundred. */
const LONGEST = 10_000;
const NAME = /^[0-9a-f-]{36}\.json$/;

/**
 * The folder into which `smart-lockers export` writes who asks for a pack and what for, because only the gateway may
 * write its ledger. A request is taken away when it is recorded: that is how the command knows.
 */
export class ExportRequests {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Hands over each request, and takes away those that were recorded and what is none.
   * @param record rejects where it cannot be recorded now: then it is asked again at the next look
   * @returns how many were recorded
   */
  async take(record: (request: ExportRequest) => Promise<void>): Promise<number> {
    let recorded = 0;
    for (const name of await this.#names()) {
      const file = join(this.#folder, name);
      const request = await read(file);
      if (request !== null) {
        await record(request);
        recorded += 1;
      }
      await rm(file, { force: true });
    }
    return recorded;
  }

  async #names(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.#folder);
      return names.filter((name) => NAME.test(name)).sort();
    } catch {
      // Nobody has asked yet.
      return [];
    }
  }
}

async function read(file: string): Promise<ExportRequest | null> {
  try {
    const { size } = await stat(file);
    return size > LONGEST ? null : exportRequestIn(await readFile(file, "utf8"));
  } catch {
    // Taken back by whoever asked.
    return null;
  }
}
