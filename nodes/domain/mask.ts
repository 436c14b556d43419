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
const EMAIL = /[^\s@<>"'(),:;]+@[^\s@<>"'(),:;]+/g;
const PHONE = /\+?\d(?:[\s().-]?\d){6,}/g;

/**
 * So much of another system's text is looked at, characters. The patterns take the square of a text's length where
 * nothing in it matches, and no answer worth reading is longer.
 */
const LOOKED_AT = 2000;

/**
 * Text of another system, such as a provider's error, without telephone numbers, e-mail addresses and access
 * keys. Names of cloud resources stay: they say where to look, and the account number in them is nobody's own.
 */
export function maskPersonal(text: string): string {
  // What a cut through an address or a number leaves of it is no longer known as one, so the last word goes.
  const shown = text.length <= LOOKED_AT ? text : `${text.slice(0, LOOKED_AT).replace(/\S{0,300}$/, "")}...`;
  return shown
    .split(ARN)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(ACCESS_KEY, "(an access key)")
            .replace(EMAIL, "(an address)")
            .replace(PHONE, "(a number)"),
    )
    .join("");
}
