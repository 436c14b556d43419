import { type Dc09Message, parseBody } from "./dc09-message.ts";
import type { SpentEnds } from "./dc09-spent.ts";

/** What a receiver has to say of a message (ANSI/SIA DC-09, 5.5.3). */
export type Answer =
  /** It has the message. `RSP` says so, too; what it asks for besides is never done. */
  | { readonly kind: "taken" }
  /** It did not take the message for its time; `at`: by its own clock, milliseconds since 1970. */
  | { readonly kind: "untimely"; readonly at: number | null }
  /** It cannot make anything of the message: account or code unknown. `sure`: nobody in between can have said so. */
  | { readonly kind: "not-understood"; readonly sure: boolean }
  /** Would say something, but was on the line before; or the receiver pads everything alike, within one second. */
  | { readonly kind: "spent" }
  /** Says nothing of this message. */
  | { readonly kind: "other"; readonly why: Unfit };

type Unfit = "unreadable" | "in-plain" | "not-empty" | "stale" | "unrelated" | "malformed";

/** An answer's own time is this close to the message's, milliseconds: the receiver has just found it timely. */
export const CLOSE_MS = 120_000;
/** Hexadecimal digits of "]" and a time with the pad before it. A longer end of an alarm could pass for an empty answer. */
const EMPTY_LENGTH = 64;

/**
 * Reads an answer to a message.
 *
 * What answers an encrypted message must be encrypted, too, say nothing but a time of this moment, and end as nothing
 * did that was on the line before. That is as far as DC-09 goes: token, sequence and account stand before what is
 * encrypted, and nothing proves that they belong to it. So whoever can change what is on the line can still hold back a
 * fresh answer of the receiver, and use it once, within CLOSE_MS, as the answer to another message; after a restart,
 * which forgets the ends, also one of the last CLOSE_MS before it.
 * @param key that the message was encrypted with, or null
 * @param spent how all ended that were sent and all answers that have counted, over every line with the same key
 */
export function answerTo(
  sent: Dc09Message,
  body: string,
  key: Uint8Array | null,
  spent: Pick<SpentEnds, "has">,
): Answer {
  const read = parseBody(body, key);
  if (!read.ok) return other(read.fault === "malformed" ? "malformed" : "unreadable");
  const { message } = read;
  switch (message.token) {
    case "ACK":
    case "RSP":
      if (!isAbout(message, sent)) return other("unrelated");
      return (key === null ? null : doubtOf(message, sent, body, spent)) ?? { kind: "taken" };
    case "NAK":
      // It names neither sequence nor account; there is only one message that it can be about.
      return { kind: "untimely", at: message.at };
    case "DUH": {
      if (!isAbout(message, sent)) return other("unrelated");
      // Many receivers say this in plain, whatever the message was.
      if (key === null || !message.encrypted) return { kind: "not-understood", sure: key === null };
      return doubtOf(message, sent, body, spent) ?? { kind: "not-understood", sure: true };
    }
    default:
      return other("unrelated");
  }
}

/** Why somebody without the key may have made this answer to an encrypted message; null where that cannot be. */
function doubtOf(
  { encrypted, at, data, extended }: Dc09Message,
  sent: Dc09Message,
  body: string,
  spent: Pick<SpentEnds, "has">,
): Answer | null {
  if (!encrypted || at === null) return other("in-plain");
  if (data !== "" || extended.length > 0 || body.length - body.indexOf("[") - 1 > EMPTY_LENGTH)
    return other("not-empty");
  if (Math.abs(at - (sent.at ?? 0)) > CLOSE_MS) return other("stale");
  return spent.has(body) ? { kind: "spent" } : null;
}

function other(why: Unfit): Answer {
  return { kind: "other", why };
}

/** A late answer to an earlier message is about that one. Some receivers leave out the account. */
function isAbout(answer: Dc09Message, sent: Dc09Message): boolean {
  return (
    answer.sequence === sent.sequence &&
    (answer.account === "" || answer.account.toUpperCase() === sent.account.toUpperCase())
  );
}
