import { type Dc09Message, parseBody } from "./dc09-message.ts";

/** What a receiver has to say of a message (ANSI/SIA DC-09, 5.5.3). */
export type Answer =
  /** It has the message. `RSP` says so, too; what it asks for besides is never done. */
  | { readonly kind: "taken" }
  /** It did not take the message for its time; `at`: by its own clock, milliseconds since 1970. */
  | { readonly kind: "untimely"; readonly at: number | null }
  /** It cannot make anything of the message: account or code unknown. */
  | { readonly kind: "not-understood" }
  /** Says nothing of this message. */
  | { readonly kind: "other"; readonly why: "unreadable" | "in-plain" | "stale" | "unrelated" | "malformed" };

/** An answer's own time is this close to the message's, milliseconds: the receiver has just found it timely. */
const CLOSE_MS = 120_000;

/**
 * Reads an answer to a message.
 * @param body of a frame
 * @param key that the message was encrypted with, or null. What answers an encrypted one must be encrypted, too, and
 * of this moment: nobody in between can say that an alarm has arrived.
 */
export function answerTo(sent: Dc09Message, body: string, key: Uint8Array | null): Answer {
  const read = parseBody(body, key);
  if (!read.ok) return other(read.fault === "malformed" ? "malformed" : "unreadable");
  const { message } = read;
  switch (message.token) {
    case "ACK":
    case "RSP":
      if (!isAbout(message, sent)) return other("unrelated");
      if (key === null) return { kind: "taken" };
      if (!message.encrypted || message.at === null) return other("in-plain");
      return Math.abs(message.at - (sent.at ?? 0)) <= CLOSE_MS ? { kind: "taken" } : other("stale");
    case "NAK":
      // It names neither sequence nor account; there is only one message that it can be about.
      return { kind: "untimely", at: message.at };
    case "DUH":
      return isAbout(message, sent) ? { kind: "not-understood" } : other("unrelated");
    default:
      return other("unrelated");
  }
}

function other(why: Extract<Answer, { kind: "other" }>["why"]): Answer {
  return { kind: "other", why };
}

/** A late answer to an earlier message is about that one. Some receivers leave out the account. */
function isAbout(answer: Dc09Message, sent: Dc09Message): boolean {
  return (
    answer.sequence === sent.sequence &&
    (answer.account === "" || answer.account.toUpperCase() === sent.account.toUpperCase())
  );
}
