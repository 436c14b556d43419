import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readLine, writeLine } from "../domain/ledger-lines.ts";
import type { SignedNow } from "../journal/checkpoints.ts";

/** A chain's checkpoint is published this often, and when the ledger is closed. */
const PUBLISHED_EVERY_MS = 3_600_000;
/** The newest of each site, for whoever always takes the same file. */
const LATEST = "latest.jsonl";

/**
 * Files with checkpoints, as the lines of an export: one for each day (UTC), and one with the newest of each site. To
 * be taken off this machine by whatever copies or mails files.
 */
export class CheckpointFolder {
  readonly #folder: string;
  /** When each site's was published last, milliseconds since 1970. */
  readonly #published = new Map<string, number>();
  /** The lines of the file with the newest; null before it was looked at. */
  #latest: Map<string, string> | null = null;
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
    const keyLine = writeLine({ type: "key", ...key });
    const lines = due.map((checkpoint) => ({
      site: checkpoint.site,
      text: writeLine({ type: "checkpoint", ...checkpoint }),
    }));
    await mkdir(this.#folder, { recursive: true });
    const name = `${new Date(now).toISOString().slice(0, 10)}.jsonl`;
    const begin = this.#begun === `${name} ${key.id}` ? [] : [keyLine];
    await appendFile(join(this.#folder, name), joined([...begin, ...lines.map(({ text }) => text)]));
    this.#begun = `${name} ${key.id}`;
    this.#latest ??= await this.#readLatest();
    this.#latest.set(`key ${key.id}`, keyLine);
    for (const { site, text } of lines) this.#latest.set(site, text);
    await this.#replaceLatest(joined(this.#latest.values()));
    for (const { site } of due) this.#published.set(site, now);
  }

  /** What the process before this one left, so that a site where nothing happens stays in it. */
  async #readLatest(): Promise<Map<string, string>> {
    const latest = new Map<string, string>();
    const text = await readFile(join(this.#folder, LATEST), "utf8").catch(() => "");
    for (const written of text.split("\n")) {
      const line = readLine(written);
      if (line?.type === "key") latest.set(`key ${line.id}`, written);
      if (line?.type === "checkpoint") latest.set(line.site, written);
    }
    return latest;
  }

  async #replaceLatest(text: string): Promise<void> {
    const next = join(this.#folder, `${LATEST}.new`);
    await writeFile(next, text);
    await rename(next, join(this.#folder, LATEST));
  }
}

function joined(lines: Iterable<string>): string {
  return [...lines].map((line) => `${line}\n`).join("");
}
