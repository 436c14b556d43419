import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import type { Clock } from "../domain/clock.ts";
import { sentenceOf } from "../domain/errors.ts";

/** Sequence numbers are 1 to 9999, and then 1 again (ANSI/SIA DC-09, 5.5.1.5). */
const LAST = 9_999;
/** Numbers that are remembered: far more than can be on their way at once. */
const REMEMBERED = 200;

const kept = v.object({
  last: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LAST)),
  numbers: v.array(v.tuple([v.string(), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LAST))])),
  lost: v.boolean(),
});

/**
 * What a transmitter has to know after a restart: the number of each message, so that one which was on its way is
 * sent again with its own number and the receiver knows it as the same; and whether it had told that it reaches nobody.
 */
export class TransmitterBook {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #fault: (sentence: string) => void;
  readonly #numbers = new Map<string, number>();
  readonly #read: Promise<void>;
  #last = 0;
  #lost = false;
  #writing: Promise<void> = Promise.resolve();

  /** @param fault takes a sentence where the file can be neither read nor written; alarms are sent all the same */
  constructor(file: string, clock: Clock, fault: (sentence: string) => void) {
    this.#file = file;
    this.#clock = clock;
    this.#fault = fault;
    this.#read = this.#load();
  }

  /** The number of a message: the same one for as long as it is not forgotten. It is on the disk when this resolves. */
  async numberOf(key: string): Promise<number> {
    await this.#read;
    const name = nameOf(key);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#last = (this.#last % LAST) + 1;
    const number = this.#last;
    this.#numbers.set(name, number);
    for (const oldest of this.#numbers.keys()) {
      if (this.#numbers.size <= REMEMBERED) break;
      this.#numbers.delete(oldest);
    }
    await this.#write();
    return number;
  }

  /** A receiver has seen this one and refused it: sent again it must not look like the same. */
  async forget(key: string): Promise<void> {
    await this.#read;
    if (this.#numbers.delete(nameOf(key))) await this.#write();
  }

  /** Whether it was told that nobody is reached. */
  async lost(): Promise<boolean> {
    await this.#read;
    return this.#lost;
  }

  async setLost(lost: boolean): Promise<void> {
    await this.#read;
    this.#lost = lost;
    await this.#write();
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#read;
    await this.#writing;
  }

  async #load(): Promise<void> {
    try {
      const { last, numbers, lost } = v.parse(kept, JSON.parse(await readFile(this.#file, "utf8")));
      this.#last = last;
      this.#lost = lost;
      for (const [name, number] of numbers) this.#numbers.set(name, number);
    } catch (thrown) {
      // Somewhere else than at 1, which may be the last number that the receiver has seen.
      this.#last = (Math.floor(this.#clock.now() / 1000) % LAST) + 1;
      if (isMissing(thrown)) return;
      this.#fault(
        `The sequence numbers in ${this.#file} cannot be read (${sentenceOf(thrown)}), so counting begins anew. A message that was on its way may reach the alarm receiving centre twice.`,
      );
    }
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() =>
      this.#save().catch((thrown: unknown) =>
        this.#fault(
          `The sequence numbers cannot be written to ${this.#file} (${sentenceOf(thrown)}). Alarms are sent all the same; after a restart one may reach the alarm receiving centre twice. Make room on the disk, or let Node-RED write there.`,
        ),
      ),
    );
    return this.#writing;
  }

  async #save(): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    const beside = `${this.#file}.new`;
    const handle = await open(beside, "w", 0o600);
    try {
      await handle.writeFile(
        JSON.stringify({ last: this.#last, numbers: [...this.#numbers], lost: this.#lost }),
      );
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, this.#file);
  }
}

/** Short, and nothing that a file could tell of. */
function nameOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 16);
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
}
