import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeLine } from "../domain/ledger-lines.ts";
import type { SignedNow } from "../journal/checkpoints.ts";

/** A chain's checkpoint is published this often, and when the ledger is closed. */
const PUBLISHED_EVERY_MS = 3_600_000;

/**
 * Files with checkpoints, one for each day (UTC), as the lines of an export: to be taken off this machine by whatever
 * copies files.
 */
export class CheckpointFolder {
  readonly #folder: string;
  /** When each site's was published last, milliseconds since 1970. */
  readonly #published = new Map<string, number>();
  /** The file and the key that it begins with. */
  #begun = "";

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param now milliseconds since 1970 */
  async publish({ checkpoints, key }: SignedNow, now: number, all: boolean): Promise<void> {
    const due = checkpoints.filter(
      ({ site }) => all || Math.abs(now - (this.#published.get(site) ?? 0)) >= PUBLISHED_EVERY_MS,
    );
    if (due.length === 0) return;
    const name = `${new Date(now).toISOString().slice(0, 10)}.jsonl`;
    const lines = due.map((checkpoint) => writeLine({ type: "checkpoint", ...checkpoint }));
    if (this.#begun !== `${name} ${key.id}`) lines.unshift(writeLine({ type: "key", ...key }));
    await mkdir(this.#folder, { recursive: true });
    await appendFile(join(this.#folder, name), lines.map((line) => `${line}\n`).join(""));
    this.#begun = `${name} ${key.id}`;
    for (const { site } of due) this.#published.set(site, now);
  }
}
