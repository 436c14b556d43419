import { LockerError } from "../domain/errors.ts";

/** What was answered to one request. */
export interface HttpAnswer {
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** True where the connection can carry another request. */
  readonly goesOn: boolean;
}

/** Where a body ends: after so many bytes, as its chunks say, or with the connection (RFC 9112, 6.3). */
type Ending = number | "chunks" | "close";

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly ending: Ending;
  readonly goesOn: boolean;
}

interface Body {
  readonly bytes: Buffer;
  /** True where more came than belongs to it. */
  readonly isExceeded: boolean;
}

/** Bytes. Nothing of AWS's is near as long: a longer answer is not theirs. */
const LONGEST = 2 ** 20;
const LONGEST_HEAD = 16 * 1024;

/**
 * Reads one answer of HTTP/1.1 (RFC 9112), in whatever pieces it comes, and no less strictly than Node does: what is
 * not quite right is no answer at all.
 */
export class HttpAnswerReader {
  #head: Head | null = null;
  /** What has come and is not read yet: after the head, all of the body. */
  #pieces: Buffer[] = [];
  #bytes = 0;

  /**
   * @returns the answer, once it is whole
   * @throws LockerError `provider-transient` where it is no HTTP, or far too long
   */
  take(piece: Buffer): HttpAnswer | null {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    this.#head ??= this.#readHead();
    if (this.#head === null) return null;
    if (this.#bytes > LONGEST) throw tooLong();
    const body = this.#body(this.#head.ending);
    return body === null ? null : answerOf(this.#head, body);
  }

  /**
   * The other side has ended the connection.
   * @returns the answer, where that is how it ends; null where the rest of it is missing
   */
  end(): HttpAnswer | null {
    if (this.#head?.ending !== "close") return null;
    return answerOf(this.#head, { bytes: this.#joined(), isExceeded: false });
  }

  #readHead(): Head | null {
    for (;;) {
      const bytes = this.#joined();
      const end = bytes.indexOf("\r\n\r\n");
      if (end > LONGEST_HEAD || (end < 0 && bytes.length > LONGEST_HEAD)) throw noHttp();
      if (end < 0) return null;
      const head = headOf(bytes.toString("latin1", 0, end));
      const rest = bytes.subarray(end + 4);
      this.#pieces = [rest];
      this.#bytes = rest.length;
      // One below 200 says that the answer is still to come.
      if (head.status >= 200) return head;
    }
  }

  #body(ending: Ending): Body | null {
    if (ending === "close") return null;
    if (ending === "chunks") return unchunked(this.#joined());
    if (ending > LONGEST) throw tooLong();
    if (this.#bytes < ending) return null;
    return { bytes: this.#joined().subarray(0, ending), isExceeded: this.#bytes > ending };
  }

  #joined(): Buffer {
    const [first] = this.#pieces;
    if (first !== undefined && this.#pieces.length === 1) return first;
    const joined = Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }
}

function answerOf({ status, headers, goesOn }: Head, { bytes, isExceeded }: Body): HttpAnswer {
  return { status, headers, body: bytes.toString("utf8"), goesOn: goesOn && !isExceeded };
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: .*)?$/;
const FIELD = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/;

function headOf(text: string): Head {
  const [first = "", ...lines] = text.split("\r\n");
  const [, minor, code] = STATUS_LINE.exec(first) ?? [];
  if (code === undefined) throw noHttp();
  const status = Number(code);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, field, value] = FIELD.exec(line) ?? [];
    if (field === undefined || value === undefined) throw noHttp();
    const name = field.toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value.trimEnd() : `${before}, ${value.trimEnd()}`);
  }
  const ending = endingOf(status, headers);
  const isClosed = /(?:^|,)\s*close\s*(?:,|$)/i.test(headers.get("connection") ?? "");
  return { status, headers, ending, goesOn: minor === "1" && !isClosed && ending !== "close" };
}

function endingOf(status: number, headers: ReadonlyMap<string, string>): Ending {
  if (status === 101) throw noHttp();
  if (status < 200 || status === 204 || status === 304) return 0;
  const encoding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  if (encoding !== undefined) {
    // Two lengths are how one answer is made to look like two (RFC 9112, 6.1).
    if (encoding.toLowerCase() !== "chunked" || length !== undefined) throw noHttp();
    return "chunks";
  }
  if (length === undefined) return "close";
  if (!/^\d{1,15}$/.test(length)) throw noHttp();
  return Number(length);
}

/** @returns null where some of it is missing */
function unchunked(bytes: Buffer): Body | null {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return null;
    const [, size] = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(bytes.toString("latin1", at, end)) ?? [];
    if (size === undefined) throw noHttp();
    const length = Number.parseInt(size, 16);
    at = end + 2;
    if (length === 0) return lastChunk(bytes, at, chunks);
    if (bytes.length < at + length + 2) return null;
    if (bytes.toString("latin1", at + length, at + length + 2) !== "\r\n") throw noHttp();
    chunks.push(bytes.subarray(at, at + length));
    at += length + 2;
  }
}

/** After the last chunk come fields that nobody asked for, and an empty line. */
function lastChunk(bytes: Buffer, from: number, chunks: readonly Buffer[]): Body | null {
  let at = from;
  for (;;) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return null;
    if (end === at) return { bytes: Buffer.concat(chunks), isExceeded: end + 2 < bytes.length };
    at = end + 2;
  }
}

function noHttp(): LockerError {
  return new LockerError(
    "provider-transient",
    "What was answered is no HTTP: a proxy may be in the way of the internet connection. It is tried again.",
  );
}

function tooLong(): LockerError {
  return new LockerError(
    "provider-transient",
    "The answer is far too long to be one of AWS: a proxy may be in the way. It is tried again.",
  );
}
