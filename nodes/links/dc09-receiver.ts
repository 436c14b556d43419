import type { Cancel, Clock } from "../domain/clock.ts";
import { type Answer, answerTo, CLOSE_MS } from "../domain/dc09-answer.ts";
import type { Random } from "../domain/dc09-cipher.ts";
import { frameOf } from "../domain/dc09-frame.ts";
import { bodyOf, type Dc09Message } from "../domain/dc09-message.ts";
import type { SpentEnds } from "../domain/dc09-spent.ts";
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
  /** Shared by all that may have the same key. */
  readonly spent: SpentEnds;
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
  /** `sure`: nobody in between can have said so. */
  | { readonly result: "not-understood"; readonly sure: boolean; readonly why: string }
  | { readonly result: "failed"; readonly why: string };

/** A frame that is repeated stays as it is for so long; after that its time would be too old for the receiver. */
const SAME_MS = 15_000;
/** After that a receiver that pads everything alike has another time to encrypt. */
const NEXT_SECOND_MS = 1_000;
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
    let waited = false;
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
          if (!answer.sure) this.#missed(IN_PLAIN);
          else if (isPoll) this.#missed(NOT_UNDERSTOOD);
          else this.#answered(NOT_UNDERSTOOD);
          return {
            ...{ result: "not-understood", sure: answer.sure },
            why: answer.sure ? NOT_UNDERSTOOD : IN_PLAIN,
          };
        case "spent":
          if (waited) {
            this.#missed(SPENT);
            return { result: "failed", why: SPENT };
          }
          waited = true;
          await this.#pause(NEXT_SECOND_MS, signal);
          break;
        case "untimely": {
          refusals += 1;
          // Its own time says whether it is that: some receivers answer so what they cannot decrypt, too.
          const isTime = answer.at !== null && !isTimely(made.at, answer.at);
          this.#clockOff = isTime && answer.at !== null ? answer.at - clock.now() : null;
          // Supervision always has our own time: whoever collects it for later would hide a line that is cut.
          const offset = refusals === 1 ? 0 : refusals === 2 && !isPoll ? this.#clockOff : null;
          // A NAK is in plain: whoever wants the time of an old acknowledgement could have sent it.
          const isPast = offset !== null && offset < -CLOSE_MS && this.#options.identity.key !== null;
          if (offset === null || isPast) return this.#refused(isTime);
          made = this.#make(content, offset);
        }
      }
    }
  }

  #make(content: Content, offset: number): Made {
    const { identity, clock, random, spent } = this.#options;
    const { key, account, receiver, line } = identity;
    const at = clock.now() + offset;
    const message = { ...content, account, receiver, line, encrypted: key !== null, at };
    const body = bodyOf(message, key, random);
    if (key !== null) spent.add(body);
    return { message, at, offset, frame: frameOf(body), madeAt: clock.monotonic() };
  }

  /** One transmission. */
  async #ask({ message, frame }: Made, signal: AbortSignal): Promise<Asked> {
    const { identity, timeoutMs, spent } = this.#options;
    let hint: string | null = null;
    const take = (body: string): Telling | null => {
      const answer = answerTo(message, body, identity.key, spent);
      if (answer.kind === "taken" || (answer.kind === "not-understood" && answer.sure))
        if (identity.key !== null) spent.add(body);
      if (answer.kind !== "other") return answer;
      hint = HINTS[answer.why] ?? hint;
      return null;
    };
    const transmitted = await this.#line.transmit(frame, take, timeoutMs, signal);
    if (transmitted.answer !== null) return { answer: transmitted.answer, why: "" };
    return { answer: null, why: hint === null ? transmitted.why : `${transmitted.why} ${hint}` };
  }

  /** Ends early where the signal aborts; the next transmission says so. */
  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const cancel = this.#options.clock.after(ms, end);
      signal.addEventListener("abort", end, { once: true });
    });
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
const IN_PLAIN =
  "The receiver says that it does not understand (DUH), in plain, to what was sent encrypted, which anybody in between could do. Most often it does not know the account, the code or the key: agree with the alarm receiving centre on these.";
const SPENT =
  "It acknowledged with what was on the line before, which does not count. Either somebody in between sends it, or the receiver pads all its answers alike: ask the alarm receiving centre, and let each account have a key of its own.";
const CLOCKS_DIFFER =
  "The receiver finds the message's time wrong (NAK): its clock and this gateway's differ by more than 20 to 40 seconds. Set both by a time server.";
const REFUSED =
  "The receiver refuses the message (NAK), and not for its time. Most often it has another key: agree with the alarm receiving centre on one.";
const HINTS: Readonly<Partial<Record<Extract<Answer, { kind: "other" }>["why"], string>>> = {
  unreadable: "It sent what cannot be read with the key: check that both have the same one.",
  "in-plain":
    "It acknowledged in plain what was sent encrypted, which anybody in between could do, so that does not count: let it encrypt, too.",
  "not-empty":
    "It acknowledged with more than a time in it, which could be an earlier message of our own, so that does not count.",
  stale: "It acknowledged with a time of long ago or far ahead, which does not count: check its clock.",
};
