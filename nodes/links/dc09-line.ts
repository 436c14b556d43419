import { connect, type Socket } from "node:net";
import type { Clock } from "../domain/clock.ts";
import { FrameReader } from "../domain/dc09-frame.ts";
import { socketRefusal } from "./socket-refusal.ts";

/** Where a receiver listens. */
export interface ReceiverAddress {
  /** Host name or address. */
  readonly host: string;
  readonly port: number;
}

/** What came of one transmission. */
export type Transmitted<A> =
  | { readonly answer: A }
  /** Nobody has answered; the sentence says what is known of it. */
  | { readonly answer: null; readonly why: string };

/** More than this without an answer comes from somebody who is no receiver. */
const CHATTER_BYTES = 64 * 1024;

/**
 * The way to one receiver. The connection is made with the first message and kept for the next one, as long as the
 * receiver keeps it. One transmission at a time.
 */
export class ReceiverLine {
  readonly #address: ReceiverAddress;
  readonly #clock: Clock;
  #socket: Socket | null = null;

  constructor(address: ReceiverAddress, clock: Clock) {
    this.#address = address;
    this.#clock = clock;
  }

  /**
   * Sends a frame and waits for the answer to it.
   * @param take makes an answer of a frame's body, or null where it is none to this one
   * @param ms how long it may take altogether, connecting included
   * @throws the signal's reason when that aborts it
   */
  async transmit<A>(
    frame: Uint8Array,
    take: (body: string) => A | null,
    ms: number,
    signal: AbortSignal,
  ): Promise<Transmitted<A>> {
    const end = this.#clock.monotonic() + ms;
    const kept = this.#socket !== null;
    const first = await this.#once(frame, take, ms, signal);
    // A kept connection that was gone already says nothing of the receiver.
    if (!kept || first.answer !== null || !first.gone) return first;
    return this.#once(frame, take, end - this.#clock.monotonic(), signal);
  }

  /** Ends the connection; the next transmission makes a new one. */
  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #once<A>(
    frame: Uint8Array,
    take: (body: string) => A | null,
    ms: number,
    signal: AbortSignal,
  ): Promise<Transmitted<A> & { readonly gone: boolean }> {
    signal.throwIfAborted();
    const socket = this.#socket ?? this.#open();
    const reader = new FrameReader();
    let heard = 0;
    return new Promise((resolve, reject) => {
      const unanswered = (why: string, gone: boolean) => {
        leave();
        this.close();
        resolve({ answer: null, why, gone });
      };
      const data = (chunk: Uint8Array) => {
        heard += chunk.length;
        for (const read of reader.push(chunk)) {
          const answer = read.ok ? take(read.body) : null;
          if (answer === null) continue;
          leave();
          resolve({ answer, gone: false });
          return;
        }
        if (heard > CHATTER_BYTES) unanswered(this.#says("sends what is no answer"), false);
      };
      const failed = (error: Error) => unanswered(this.#failed(error), true);
      const closed = () => unanswered(this.#says("closed the connection without an answer"), heard === 0);
      const abort = () => {
        leave();
        this.close();
        reject(signal.reason);
      };
      const cancel = this.#clock.after(ms, () =>
        unanswered(
          this.#says(
            heard > 0
              ? "sent something, but no answer to the message"
              : `did not answer within ${ms / 1000} s`,
          ),
          false,
        ),
      );
      const leave = () => {
        cancel();
        signal.removeEventListener("abort", abort);
        socket.off("data", data).off("error", failed).off("close", closed);
      };
      signal.addEventListener("abort", abort, { once: true });
      socket.on("data", data).on("error", failed).on("close", closed);
      socket.write(frame);
    });
  }

  #open(): Socket {
    const socket = connect({ ...this.#address, noDelay: true, keepAlive: true });
    const gone = () => {
      if (this.#socket === socket) this.#socket = null;
    };
    // An error nobody listens to would end the process; what comes between two transmissions is of no interest.
    socket
      .on("error", gone)
      .on("close", gone)
      .on("end", () => socket.destroy());
    this.#socket = socket;
    return socket;
  }

  #says(what: string): string {
    return `The receiver at ${this.#place} ${what}.`;
  }

  #failed(error: Error): string {
    switch (socketRefusal(error)) {
      case "name-unknown":
        return `The name ${this.#address.host} is not known to the name service of this machine: check it for a typing error, and the network's DNS.`;
      case "nothing-listening":
        return `Nothing listens at ${this.#place}: check the port, and ask the alarm receiving centre.`;
      case "unreachable":
        return `${this.#place} cannot be reached from this machine: check the address, the network and the firewall.`;
      case "closed-early":
        return this.#says("broke off the connection");
      default:
        return `No connection with ${this.#place} came about: ${error.message}.`;
    }
  }

  get #place(): string {
    return `${this.#address.host}:${this.#address.port}`;
  }
}
