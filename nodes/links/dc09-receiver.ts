import type { Cancel, Clock } from "../domain/clock.ts";
import { type Answer, answerTo } from "../domain/dc09-answer.ts";
import type { Random } from "../domain/dc09-cipher.ts";
import { frameOf } from "../domain/dc09-frame.ts";
import { bodyOf, type Dc09Message } from "../domain/dc09-message.ts";
import { isTimely } from "../domain/dc09-time.ts";
import { type ReceiverAddress, ReceiverLine } from "./dc09-line.ts";
import { Turns } from "./dc09-turns.ts";

/** What a transmitter says of itself in every message. */
export interface Dc09Identity {
  /** 3 to 16 hexadecimal digits. */
  readonly account: string;
  /** Receiver number, 1 to 6 hexadecimal digits; null for none. */
  readonly receiver: string | null;
  /** Line prefix, 1 to 6 hexadecimal digits. */
  readonly line: string;
  /** 16, 24 or 32 bytes; null sends in plain. */
  readonly key: Uint8Array | null;
}

export interface ReceiverOptions {
  readonly address: ReceiverAddress;
  readonly identity: Dc09Identity;
  readonly clock: Clock;
  readonly random: Random;
  /** How long one transmission may take, milliseconds. */
  readonly timeoutMs: number;
  /** Transmissions without an answer after which the receiver counts as silent. */
  readonly attempts: number;
  /** How long after the last answer it is asked whether it is there, milliseconds. */
  readonly supervisionMs: number;
  /** Told of each answer and each failure. */
  changed(receiver: Receiver): void;
}

/** What a message is about; its frame is made anew for each time it is sent. */
export interface Content {
  readonly token: string;
  readonly sequence: number;
  readonly data: string;
  readonly extended: readonly string[];
}

export type Exchanged =
  | { readonly result: "taken" }
  | { readonly result: "not-understood" }
  | { readonly result: "failed"; readonly why: string };

/** A frame that is repeated stays as it is for so long; after that its time would be too old for the receiver. */
const SAME_MS = 15_000;
/** In the order of turns: supervision waits for all alarms. */
const SUPERVISION = 99;
const NULL_MESSAGE: Content = { token: "NULL", sequence: 0, data: "", extended: [] };

type Telling = Exclude<Answer, { kind: "other" }>;

/** What came of one transmission; `why` where there is no answer. */
interface Asked {
  readonly answer: Telling | null;
  readonly why: string;
}

/** A message as it is sent: after a NAK it is made anew, with another time. */
interface Made {
  readonly message: Dc09Message;
  readonly frame: Uint8Array;
  /** The message's time, and how far that is ahead of our clock, milliseconds. */
  readonly at: number;
  readonly offset: number;
  /** By the monotonic clock. */
  readonly madeAt: number;
}

/** One receiver of an alarm receiving centre: one message at a time is on its way to it, and it is supervised. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #line: ReceiverLine;
  readonly #turns = new Turns();
  readonly #closing = new AbortController();
  #supervision: Cancel = () => {};
  #unanswered = 0;
  #answeredAt: number | null = null;
  #trouble: string | null = null;
  #clockOff: number | null = null;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#line = new ReceiverLine(options.address, options.clock);
  }

  /** Asks it at once, and from then on whenever nothing was heard of it for the interval. */
  start(): void {
    this.#askIn(0);
  }

  /** True after as many transmissions in a row without an answer as it takes. */
  get silent(): boolean {
    return this.#unanswered >= this.#options.attempts;
  }

  /** When it has last answered, by the monotonic clock; null: not yet. */
  get answeredAt(): number | null {
    return this.#answeredAt;
  }

  /** Why the last message failed; null where it was answered. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** How far its clock is ahead of ours, milliseconds, where it has complained; null where it has not. */
  get clockOff(): number | null {
    return this.#clockOff;
  }

  /**
   * Sends a message until it is answered, `attempts` times at most, once where the receiver is silent already.
   * @param urgency a lower one goes first
   * @throws the signal's reason when that, or the end, aborts it
   */
  async send(content: Content, urgency: number, signal: AbortSignal): Promise<Exchanged> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    const done = await this.#turns.take(urgency, ends);
    try {
      return await this.#exchange(content, this.silent ? 1 : this.#options.attempts, ends);
    } finally {
      done();
    }
  }

  /** Resolves when nothing is on its way any more. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("The transmitter was stopped."));
    this.#supervision();
    // The turn is free once what was under way has ended.
    (await this.#turns.take(Number.POSITIVE_INFINITY, new AbortController().signal))();
    this.#line.close();
  }

  async #exchange(content: Content, attempts: number, signal: AbortSignal): Promise<Exchanged> {
    const { clock } = this.#options;
    const isPoll = content.token === NULL_MESSAGE.token;
    let left = attempts;
    let refusals = 0;
    let made = this.#make(content, 0);
    for (;;) {
      if (clock.monotonic() - made.madeAt > SAME_MS) made = this.#make(content, made.offset);
      const { answer, why } = await this.#ask(made, signal);
      switch (answer?.kind) {
        case undefined:
          this.#missed(why);
          left -= 1;
          if (left <= 0 || signal.aborted) return { result: "failed", why };
          break;
        case "taken":
          if (made.offset === 0) this.#clockOff = null;
          this.#answered(null);
          return { result: "taken" };
        case "not-understood":
          // That it knows the account is what a poll asks for.
          if (isPoll) this.#missed(NOT_UNDERSTOOD);
          else this.#answered(NOT_UNDERSTOOD);
          return { result: "not-understood" };
        case "untimely": {
          refusals += 1;
          // Its own time says whether it is that: some receivers answer so what they cannot decrypt, too.
          const isTime = answer.at !== null && !isTimely(made.at, answer.at);
          this.#clockOff = isTime && answer.at !== null ? answer.at - clock.now() : null;
          // Supervision always has our own time: whoever collects it for later would hide a line that is cut.
          const offset = refusals === 1 ? 0 : refusals === 2 && !isPoll ? this.#clockOff : null;
          if (offset === null) return this.#refused(isTime);
          made = this.#make(content, offset);
        }
      }
    }
  }

  #make(content: Content, offset: number): Made {
    const { identity, clock, random } = this.#options;
    const { key, account, receiver, line } = identity;
    const at = clock.now() + offset;
    const message = { ...content, account, receiver, line, encrypted: key !== null, at };
    return { message, at, offset, frame: frameOf(bodyOf(message, key, random)), madeAt: clock.monotonic() };
  }

  /** One transmission. */
  async #ask({ message, frame }: Made, signal: AbortSignal): Promise<Asked> {
    const { identity, timeoutMs } = this.#options;
    let hint: string | null = null;
    const take = (body: string): Telling | null => {
      const answer = answerTo(message, body, identity.key);
      if (answer.kind !== "other") return answer;
      hint = HINTS[answer.why] ?? hint;
      return null;
    };
    const transmitted = await this.#line.transmit(frame, take, timeoutMs, signal);
    if (transmitted.answer !== null) return { answer: transmitted.answer, why: "" };
    return { answer: null, why: hint === null ? transmitted.why : `${transmitted.why} ${hint}` };
  }

  #refused(isTime: boolean): Exchanged {
    const why = isTime ? CLOCKS_DIFFER : REFUSED;
    // With another key nothing gets through; with another time alarms do.
    if (isTime) this.#answered(why);
    else this.#missed(why);
    return { result: "failed", why };
  }

  #answered(trouble: string | null): void {
    this.#unanswered = 0;
    this.#answeredAt = this.#options.clock.monotonic();
    this.#trouble = trouble;
    this.#askIn(this.#options.supervisionMs);
    this.#options.changed(this);
  }

  #missed(why: string): void {
    this.#unanswered += 1;
    this.#trouble = why;
    this.#options.changed(this);
  }

  #askIn(ms: number): void {
    this.#supervision();
    if (this.#closing.signal.aborted) return;
    this.#supervision = this.#options.clock.after(ms, () => {
      this.send(NULL_MESSAGE, SUPERVISION, this.#closing.signal).then(
        ({ result }) => {
          if (result !== "taken") this.#askIn(this.#options.supervisionMs);
        },
        () => {},
      );
    });
  }
}

const NOT_UNDERSTOOD =
  "The receiver does not understand the message (DUH): agree with the alarm receiving centre on account, protocol and codes.";
const CLOCKS_DIFFER =
  "The receiver finds the message's time wrong (NAK): its clock and this gateway's differ by more than 20 to 40 seconds. Set both by a time server.";
const REFUSED =
  "The receiver refuses the message (NAK), and not for its time. Most often it has another key: agree with the alarm receiving centre on one.";
const HINTS: Readonly<Partial<Record<Extract<Answer, { kind: "other" }>["why"], string>>> = {
  unreadable: "It sent what cannot be read with the key: check that both have the same one.",
  "in-plain":
    "It acknowledged in plain what was sent encrypted, which anybody in between could do, so that does not count: let it encrypt, too.",
  stale: "It acknowledged with a time of long ago or far ahead, which does not count: check its clock.",
};
