import { decrypted, encrypted, padFor, type Random } from "./dc09-cipher.ts";
import { dc09Time, parseDc09Time } from "./dc09-time.ts";

/** A message of ANSI/SIA DC-09 (5.5.1), in either direction: what stands in a frame. */
export interface Dc09Message {
  /** Without the "*" of an encrypted one: SIA-DCS, ADM-CID, NULL, ACK, NAK, DUH, RSP. */
  readonly token: string;
  readonly encrypted: boolean;
  /** 1 to 9999; 0 for NULL and NAK. */
  readonly sequence: number;
  /** Hexadecimal digits; null where the message has none. */
  readonly receiver: string | null;
  readonly line: string;
  /** Hexadecimal digits; "" where the message has none, as a NAK. */
  readonly account: string;
  /** What stands in the first brackets; "" for NULL and ACK. */
  readonly data: string;
  /** What stands in the following ones (extended data). */
  readonly extended: readonly string[];
  /** Milliseconds since 1970, whole seconds; null where it has no time. */
  readonly at: number | null;
}

/**
 * The body of a frame.
 * @param key encrypts it, and the message must have a time then; null: in plain
 * @param random of the pad
 */
export function bodyOf(message: Dc09Message, key: Uint8Array | null, random: Random): string {
  const { token, sequence, receiver, line, account, data, extended, at } = message;
  const head = `"${key === null ? "" : "*"}${token}"${String(sequence).padStart(4, "0")}${
    receiver === null ? "" : `R${receiver}`
  }L${line}${account === "" ? "" : `#${account}`}[`;
  const rest = `${data}]${extended.map((one) => `[${one}]`).join("")}${at === null ? "" : `_${dc09Time(at)}`}`;
  return key === null ? head + rest : head + encrypted(padFor(rest.length, random) + rest, key);
}

export type Read =
  | { readonly ok: true; readonly message: Dc09Message }
  /** `unreadable`: encrypted, and not with this key. */
  | { readonly ok: false; readonly fault: "malformed" | "no-key" | "unreadable" };

const HEAD = /^"(\*?)([A-Z0-9-]{1,20})"(\d{4})([#0-9A-Za-z]{0,40})\[(.*)$/s;
const RECEIVER = /R([0-9A-Fa-f]{1,6})/;
/** A NAK says "A0" where others name an account. */
const LINE = /L([0-9A-Fa-f]{1,6}?)(?=[#R]|A0$|$)/;
const ACCOUNT = /#([0-9A-Fa-f]{1,16})$/;
const REST = /^([^[\]]*)\]((?:\[[^[\]]*\])*)(?:_(.*))?$/s;

/** Reads the body of a frame that anybody may have sent. */
export function parseBody(body: string, key: Uint8Array | null): Read {
  const [, star, token = "", sequence, address = "", tail = ""] = HEAD.exec(body) ?? [];
  if (star === undefined) return { ok: false, fault: "malformed" };
  const secret = star === "*";
  if (secret && key === null) return { ok: false, fault: "no-key" };
  const plain = secret && key !== null ? unpadded(decrypted(tail, key)) : tail;
  const [, data, extended = "", time] = REST.exec(plain ?? "") ?? [];
  const at = time === undefined ? null : parseDc09Time(time);
  if (data === undefined || (at === null && (secret || time !== undefined)))
    return { ok: false, fault: secret ? "unreadable" : "malformed" };
  return {
    ok: true,
    message: {
      token,
      encrypted: secret,
      sequence: Number(sequence),
      receiver: RECEIVER.exec(address)?.[1] ?? null,
      line: LINE.exec(address)?.[1] ?? "",
      account: ACCOUNT.exec(address)?.[1] ?? "",
      data,
      extended: [...extended.matchAll(/\[([^[\]]*)\]/g)].map(([, one = ""]) => one),
      at,
    },
  };
}

/** Without the pad. Some receivers write no "|" behind it where no data follow. */
function unpadded(text: string | null): string | null {
  if (text === null) return null;
  const bar = text.indexOf("|");
  const end = text.indexOf("]");
  return text.slice(bar >= 0 && bar < end ? bar + 1 : Math.max(end, 0));
}
