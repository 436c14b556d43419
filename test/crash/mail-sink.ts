import { type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import type { Inbox } from "./inbox.ts";
import type { MailFault } from "./plan.ts";

/** The stand-in for the mail server, always at the same port, that can be away or misbehave. */
export class MailSink {
  readonly #inbox: Inbox;
  #standIn: MailStandIn | null = null;
  #port = 0;

  private constructor(inbox: Inbox) {
    this.#inbox = inbox;
  }

  static async open(inbox: Inbox): Promise<MailSink> {
    const sink = new MailSink(inbox);
    await sink.misbehave(null);
    return sink;
  }

  get port(): number {
    return this.#port;
  }

  /** Every change ends the connections that are open. @param fault null: all is well again */
  async misbehave(fault: MailFault | null): Promise<void> {
    await this.close();
    if (fault === "refuse") return;
    const standIn = await startMailStandIn({ port: this.#port, keep: 100 });
    this.#standIn = standIn;
    this.#port = standIn.port;
    if (fault === "error") standIn.fail({ at: "sender", reply: 451, times: Number.POSITIVE_INFINITY });
    if (fault === "hang") standIn.fail({ at: "data", reply: "hang", times: Number.POSITIVE_INFINITY });
    standIn.onMail(({ from, to, text, messageId: id }) => {
      // Each life of the gateway has a sender of its own.
      const generation = Number(/\+(\d+)@/.exec(from)?.[1] ?? 0);
      for (const address of to) {
        // The stand-in has answered just now.
        this.#inbox.answered(this.#inbox.take({ channel: "email", address, generation, id }, text));
      }
    });
  }

  async close(): Promise<void> {
    const standIn = this.#standIn;
    this.#standIn = null;
    await standIn?.close();
  }
}
