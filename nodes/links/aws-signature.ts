import { hash } from "node:crypto";

/** Signature Version 4 of a POST to the root of a service ("Signing AWS API requests", AWS IAM User Guide). */

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface Unsigned {
  /** With the port, where it is not the protocol's own. */
  readonly host: string;
  /** Absolute, without a query. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

interface DerivedKey {
  readonly secret: string;
  readonly day: string;
  readonly key: Hmac;
}

/** Signs requests to one service in one region; the key of the day is derived once. */
export class AwsSigner {
  readonly #region: string;
  readonly #service: string;
  #derived: DerivedKey | null = null;

  constructor(region: string, service: string) {
    this.#region = region;
    this.#service = service;
  }

  /**
   * The headers to send, all of which are signed.
   * @param now milliseconds since 1970
   */
  sign(request: Unsigned, keys: SigningKeys, now: number): Record<string, string> {
    const { host, path, contentType, body } = request;
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    const moment = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, "");
    const day = moment.slice(0, 8);
    const headers: Record<string, string> = { "content-type": contentType, host, "x-amz-date": moment };
    if (sessionToken) headers["x-amz-security-token"] = sessionToken;
    const names = Object.keys(headers).join(";");
    let canonical = `POST\n${path}\n\n`;
    for (const name of Object.keys(headers)) canonical += `${name}:${headers[name]}\n`;
    canonical += `\n${names}\n${hash("sha256", body)}`;
    const scope = `${day}/${this.#region}/${this.#service}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${hash("sha256", canonical)}`;
    const signature = this.#keyOf(secretAccessKey, day).of(toSign).toString("hex");
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    headers.authorization = authorization;
    return headers;
  }

  #keyOf(secret: string, day: string): Hmac {
    if (this.#derived?.day !== day || this.#derived.secret !== secret) {
      const parts = [day, this.#region, this.#service, "aws4_request"];
      const key = parts.reduce(
        (before, part) => new Hmac(before.of(part)),
        new Hmac(Buffer.from(`AWS4${secret}`)),
      );
      this.#derived = { secret, day, key };
    }
    return this.#derived.key;
  }
}

const BLOCK_BYTES = 64;

/** HMAC-SHA-256 (RFC 2104) of many texts by one key: node:crypto would make an object of its own for each. */
class Hmac {
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  constructor(key: Buffer) {
    const block = Buffer.alloc(BLOCK_BYTES);
    (key.length > BLOCK_BYTES ? hash("sha256", key, "buffer") : key).copy(block);
    this.#inner = Buffer.from(block.map((byte) => byte ^ 0x36));
    this.#outer = Buffer.from(block.map((byte) => byte ^ 0x5c));
  }

  of(text: string): Buffer {
    const inner = hash("sha256", Buffer.concat([this.#inner, Buffer.from(text)]), "buffer");
    return hash("sha256", Buffer.concat([this.#outer, inner]), "buffer");
  }
}
