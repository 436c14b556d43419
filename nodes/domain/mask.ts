/**
 * What may be shown of a locker, number or address where it is not meant to be read in full.
 */

/** A locker's number for its hirer: at most the last four characters, and never more than half of it. */
export function maskLocker(locker: string): string {
  return `XX${locker.slice(locker.length - Math.min(4, Math.floor(locker.length / 2)))}`;
}

/** In brackets, so that a split keeps what it matches. */
const ARN = /(arn:[\w-]+:[^\s,;)]+)/;
const ACCESS_KEY = /\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g;
const EMAIL = /[^\s@<>"'(),:;]+(?:@|%40)[^\s@<>"'(),:;]+/gi;
const PHONE = /\+?\d(?:[\s().-]?\d){6,}/g;

/**
 * So much of another system's text is looked at, characters. The patterns take the square of a text's length where
 * nothing in it matches, and no answer worth reading is longer.
 */
const LOOKED_AT = 2000;

const NOTHING = /(?!)/;

/** A word of an address is one from so many letters on. */
const LETTERS = 3;

/**
 * Text of another system, such as a provider's error, without telephone numbers, e-mail addresses and access
 * keys. Names of cloud resources stay: they say where to look, and the account number in them is nobody's own.
 * @param about the e-mail address that it is about: a server may say its mailbox alone, or the name that is in it
 */
export function maskPersonal(text: string, about?: string): string {
  // What a cut through an address or a number leaves of it is no longer known as one, so the last word goes.
  const shown = text.length <= LOOKED_AT ? text : `${text.slice(0, LOOKED_AT).replace(/\S{0,300}$/, "")}...`;
  const mailbox = about === undefined ? null : mailboxIn(about);
  return shown
    .split(ARN)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(ACCESS_KEY, "(an access key)")
            .replace(EMAIL, "(an address)")
            .replace(mailbox ?? NOTHING, "(an address)")
            .replace(PHONE, "(a number)"),
    )
    .join("");
}

/** Finds what stands before the @, and each word of it, longest first; null where there is none. */
function mailboxIn(address: string): RegExp | null {
  const [mailbox = ""] = address.split("@");
  const words = mailbox.split(/[^\p{L}]+/u).filter((word) => word.length >= LETTERS);
  const all = [mailbox, ...words].filter((word) => word !== "").map(literally);
  if (all.length === 0) return null;
  return new RegExp(`(?<![\\p{L}\\d])(?:${all.join("|")})(?![\\p{L}\\d])`, "giu");
}

function literally(word: string): string {
  return word.replace(/[^\p{L}\d]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
