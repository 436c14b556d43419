import { type Bye, STALE_MS, type StreamMessage } from "../protocol.ts";
import { EventStream, waitBefore } from "./event-stream.ts";
import { Refused, type Requests, SignedOut } from "./requests.ts";

/** How well the board hears its gateway. */
export type Hearing =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** Nothing is heard, so what is shown may be old. */
  | { readonly state: "lost"; readonly since: number; readonly why: string | null; readonly tries: number };

export interface Listener {
  heard(message: StreamMessage): void;
  hearing(hearing: Hearing): void;
  signedOut(sentence: string): void;
}

const LOOK_EVERY_MS = 100;
/** A little sooner, so that the board says it within STALE_MS. */
const SILENT_MS = STALE_MS - 400;

/** The stream of a board: connected for good, watched for silence, and tried again when it is gone. */
export class Line {
  readonly #requests: Requests;
  readonly #listener: Listener;
  readonly #now: () => number;
  readonly #closing = new AbortController();
  #hearing: Hearing = { state: "connecting" };
  #attempt: AbortController | null = null;
  #heardAt = performance.now();
  #lastAt: number;
  #failures = 0;
  #why: string | null = null;

  /** @param now the gateway's time, milliseconds since 1970 */
  constructor(requests: Requests, listener: Listener, now: () => number) {
    this.#requests = requests;
    this.#listener = listener;
    this.#now = now;
    this.#lastAt = now();
  }

  open(): void {
    const looking = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#closing.signal.addEventListener("abort", () => clearInterval(looking));
    void this.#keep();
  }

  close(): void {
    this.#closing.abort();
    this.#attempt?.abort();
  }

  async #keep(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#listen();
      } catch (thrown) {
        if (this.#closing.signal.aborted) return;
        if (thrown instanceof SignedOut) {
          this.close();
          this.#listener.signedOut(thrown.message);
          return;
        }
        // What the browser says of a line that broke is for nobody.
        this.#why = thrown instanceof Refused ? thrown.message : null;
      }
      if (this.#closing.signal.aborted) return;
      this.#failures++;
      this.#lost();
      await pause(waitBefore(this.#failures, Math.random()), this.#closing.signal);
    }
  }

  /** Until the stream ends, in whatever way. */
  async #listen(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#heardAt = performance.now();
    const body = await this.#requests.stream(attempt.signal);
    const events = new EventStream();
    const letters = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const data of events.push(letters.decode(value, { stream: true }))) this.#take(JSON.parse(data));
    }
  }

  #take(message: StreamMessage): void {
    this.#heardAt = performance.now();
    this.#lastAt = this.#now();
    if (message.type === "bye") this.#bye(message);
    else this.#listener.heard(message);
    // Until then the board is being told anew, and the old one is shown.
    if (message.type !== "ready") return;
    this.#failures = 0;
    this.#why = null;
    this.#say({ state: "live" });
  }

  #bye({ reason, sentence }: Bye): void {
    if (reason !== "signed-out") {
      this.#why = sentence;
      return;
    }
    this.close();
    this.#listener.signedOut(sentence);
  }

  /** A line that is silent for too long is given up, so that a fresh one is tried. */
  #look(): void {
    if (performance.now() - this.#heardAt < SILENT_MS) return;
    this.#attempt?.abort();
    this.#lost();
  }

  #lost(): void {
    const tries = this.#failures;
    if (this.#hearing.state === "lost" && this.#hearing.tries === tries && this.#hearing.why === this.#why)
      return;
    this.#say({ state: "lost", since: this.#lastAt, why: this.#why, tries });
  }

  #say(hearing: Hearing): void {
    this.#hearing = hearing;
    this.#listener.hearing(hearing);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
