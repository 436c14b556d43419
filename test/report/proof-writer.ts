import { writeSync } from "node:fs";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { DayProof } from "../../nodes/runtime/day-proof.ts";
import { TestClock } from "../clock.ts";
import { registerWith } from "../domain/register-tables.ts";
import { eventOf, NOW } from "../journal/making.ts";
import { CountedLine } from "./counted-line.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A gateway on a clock of its own, whose openings nobody is told of; some are reported on the day after. */
export class ProofGateway {
  readonly clock = new TestClock(NOW);
  readonly #line: CountedLine;
  readonly #journal: WorkerJournal;
  readonly #proof: DayProof;

  constructor(file: string, stored: (alarm: LockerEvent) => void) {
    this.#line = new CountedLine(file);
    this.#journal = new WorkerJournal(this.#line);
    const tell = async (alarm: LockerEvent) => {
      const { result } = await this.#journal.append(alarm);
      if (result === "stored") stored(alarm);
    };
    const warn = (sentence: string) => {
      throw new Error(sentence);
    };
    const alarms = { isThere: true, tell };
    this.#proof = new DayProof({ journal: this.#journal, alarms, clock: this.clock, warn });
    this.#proof.addRegister({ id: "register", register: registerWith({}).register });
  }

  /** Goes on a minute after what the journal holds. */
  async start(): Promise<void> {
    const all = { site: null, unit: null, locker: null, types: null, except: null, from: null, to: null };
    const { items } = await this.#journal.history(all, null, 1);
    this.clock.set((items[0]?.event.receivedAt ?? NOW) + MINUTE);
    this.#proof.start();
    await this.pass(10 * MINUTE);
  }

  async opened(hoursAgo: number): Promise<void> {
    const receivedAt = this.clock.now();
    const at = receivedAt - hoursAgo * HOUR;
    const late = hoursAgo > 0;
    const id = `MUM01-U07-${receivedAt}-${hoursAgo}`;
    const occurred = { earliest: at, latest: at };
    await this.#journal.append(eventOf({ id, seq: null, at, receivedAt, occurred, late }));
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5 * MINUTE) {
      this.clock.advance(Math.min(left, 5 * MINUTE));
      await this.#line.quiet();
    }
  }

  async stop(): Promise<void> {
    await this.#proof.stop();
    await this.#journal.close();
  }
}

/**
 * Run as a process of its own: lets one day after the other go by in the journal named by its first argument until it
 * is killed, and says on stdout, a file, which alarms were stored, each time at once.
 */
const [, script = "", file = ""] = process.argv;
if (script.endsWith("proof-writer.ts")) await write();

async function write(): Promise<void> {
  const gateway = new ProofGateway(file, ({ id }) => writeSync(1, `${id}\n`));
  await gateway.start();
  for (;;) {
    await gateway.opened(0);
    await gateway.pass(7 * HOUR);
    await gateway.opened(20);
  }
}
