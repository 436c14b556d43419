import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import type { TransmitterBook } from "./dc09-book.ts";
import type { ReceiverAddress } from "./dc09-line.ts";
import { type Content, type Exchanged, Receiver, type ReceiverOptions } from "./dc09-receiver.ts";
import { Turns } from "./dc09-turns.ts";

export interface TransmitterOptions extends Omit<ReceiverOptions, "address" | "changed"> {
  readonly main: ReceiverAddress;
  readonly backup: ReceiverAddress | null;
  readonly book: TransmitterBook;
  /** How long nobody answers before that is told, milliseconds. */
  readonly lostMs: number;
  /** Told of every change of `state`. */
  changed(state: TransmitterState): void;
  /** Nobody has answered for so long; or somebody answers again. Told once each, and not again after a restart. */
  reachable(reachable: boolean, why: string | null): Promise<void>;
}

/** `unknown`: not asked yet, or not answered yet. */
export type Answering = "unknown" | "answers" | "silent";

export interface TransmitterState {
  /** Which receiver gets the next message; null while neither has answered yet or both are silent. */
  readonly using: "main" | "backup" | null;
  readonly main: Answering;
  /** Null where there is none. */
  readonly backup: Answering | null;
  /** Why the main receiver does not answer or refuses, else the back-up one; null where all is well. */
  readonly trouble: string | null;
  /** How far a receiver's clock is ahead of ours, milliseconds; null where none complains. */
  readonly clockOff: number | null;
}

/** A message to the alarm receiving centre. */
export interface Outgoing extends Omit<Content, "sequence"> {
  /** The same key is the same message, with the same sequence number. */
  readonly key: string;
  /** A lower one goes first. */
  readonly urgency: number;
}

export interface Receipt {
  readonly receiver: "main" | "backup";
  readonly sequence: number;
}

/**
 * A supervised premises transceiver (ANSI/SIA DC-09) with two receivers: messages go to the main one, and to the
 * back-up one while the main one is silent. One message after the other, so that they arrive in order.
 */
export class Transmitter {
  readonly #options: TransmitterOptions;
  readonly #main: Receiver;
  readonly #backup: Receiver | null;
  readonly #turns = new Turns();
  readonly #clock: Clock;
  #startedAt = 0;
  #lost = false;
  #telling: Promise<void> = Promise.resolve();
  #look: Cancel = () => {};
  #closed = false;
  #shown = "";

  constructor(options: TransmitterOptions) {
    this.#options = options;
    this.#clock = options.clock;
    const receiver = (address: ReceiverAddress) =>
      new Receiver({ ...options, address, changed: () => this.#changed() });
    this.#main = receiver(options.main);
    this.#backup = options.backup && receiver(options.backup);
  }

  /** Begins to supervise. */
  async start(): Promise<void> {
    this.#lost = await this.#options.book.lost();
    if (this.#closed) return;
    this.#startedAt = this.#clock.monotonic();
    this.#main.start();
    this.#backup?.start();
    this.#changed();
  }

  get state(): TransmitterState {
    const main = answering(this.#main);
    const backup = this.#backup && answering(this.#backup);
    return {
      using: main === "answers" ? "main" : backup === "answers" ? "backup" : null,
      ...{ main, backup },
      trouble: this.#main.trouble ?? this.#backup?.trouble ?? null,
      clockOff: this.#main.clockOff ?? this.#backup?.clockOff ?? null,
    };
  }

  /**
   * Resolves when a receiver has the message.
   * @throws LockerError `provider-transient` where one does not answer, `provider-operator` where all refuse it
   */
  async send({ key, urgency, ...content }: Outgoing, signal: AbortSignal): Promise<Receipt> {
    const done = await this.#turns.take(urgency, signal);
    try {
      const sequence = await this.#options.book.numberOf(key);
      const message = { ...content, sequence };
      const failures: string[] = [];
      let refused = false;
      let sure = true;
      for (const which of this.#order()) {
        const receiver = which === "main" ? this.#main : this.#backup;
        const exchanged: Exchanged | null = receiver && (await receiver.send(message, urgency, signal));
        if (exchanged?.result === "taken") return { receiver: which, sequence };
        if (exchanged?.result === "not-understood") {
          refused = true;
          sure &&= exchanged.sure;
          failures.unshift(exchanged.why);
        } else if (exchanged?.result === "failed") {
          sure = false;
          failures.push(exchanged.why);
        }
      }
      if (refused) await this.#options.book.forget(key);
      throw refused && sure ? notUnderstood() : unanswered(failures);
    } catch (thrown) {
      // Stopped in between: it is sent again, with its number.
      throw thrown instanceof LockerError ? thrown : unanswered([]);
    } finally {
      done();
    }
  }

  /** Resolves when nothing is on its way any more; what was is not acknowledged. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#look();
    await Promise.all([this.#main.close(), this.#backup?.close()]);
    await this.#telling;
  }

  #order(): readonly ("main" | "backup")[] {
    return this.#main.silent && this.#backup !== null && !this.#backup.silent
      ? ["backup", "main"]
      : ["main", "backup"];
  }

  #changed(): void {
    if (this.#closed) return;
    const { state } = this;
    const shown = JSON.stringify(state);
    if (shown !== this.#shown) this.#options.changed(state);
    this.#shown = shown;
    this.#supervise();
  }

  /** Whether anybody has answered within the time, now and when that time will be over. */
  #supervise(): void {
    const answers = [this.#main, this.#backup].flatMap((receiver) => receiver?.answeredAt ?? []);
    const left = Math.max(this.#startedAt, ...answers) + this.#options.lostMs - this.#clock.monotonic();
    this.#look();
    if (left > 0) this.#look = this.#clock.after(left, () => this.#supervise());
    const lost = left <= 0 || (answers.length === 0 && this.#lost);
    if (lost !== this.#lost) this.#tell(lost);
  }

  #tell(lost: boolean): void {
    this.#lost = lost;
    const why = lost ? this.state.trouble : null;
    // Told first and written then: a kill in between tells it twice, and never not at all.
    this.#telling = this.#telling
      .then(() => this.#options.reachable(!lost, why))
      .then(() => this.#options.book.setLost(lost))
      .catch(() => {
        // The node was stopped before the journal took it: after the next start the file still says what was told.
      });
  }
}

function answering({ silent, answeredAt }: Receiver): Answering {
  return silent ? "silent" : answeredAt === null ? "unknown" : "answers";
}

function unanswered(why: readonly string[]): LockerError {
  const [first = "It was stopped in between."] = why;
  return new LockerError(
    "provider-transient",
    `No receiver of the alarm receiving centre has acknowledged the message. ${first} It is sent again by itself.`,
  );
}

function notUnderstood(): LockerError {
  return new LockerError(
    "provider-operator",
    "The alarm receiving centre does not understand the message (DUH). Most often it does not know the account or the event code, or wants another protocol: agree on these with the centre, change them in this node, and deploy; the message is kept until then. Tell the centre yourself meanwhile.",
  );
}
