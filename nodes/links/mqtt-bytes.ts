import type { PublishOptions } from "./link.ts";

/** PUBACK without a reason, which says success in both versions (MQTT 3.1.1 and 5, section 3.4). */
const PUBACK = 0x40;
const PUBACK_BYTES = 4;
/** PUBLISH, not sent before (section 3.3). */
const PUBLISH = 0x30;
const QOS_1 = 0x02;
const RETAIN = 0x01;
/** Packet type, and at most four bytes that say how many follow. */
const LONGEST_HEAD = 5;
/** Room to begin with: what answers the events that one commit stored. */
const FIRST_BYTES = 4096;

/**
 * Gathers the packets of one turn of the event loop, in order, and writes them in one piece. A client library writes
 * each part of each packet by itself, which for a gateway that answers thousands of events a second is the dearest part
 * of the answer.
 */
export class MqttBytes {
  readonly #version: 4 | 5;
  readonly #write: (bytes: Uint8Array) => void;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** @param write takes what was gathered; it may keep it */
  constructor(version: 4 | 5, write: (bytes: Uint8Array) => void) {
    this.#version = version;
    this.#write = write;
  }

  puback(messageId: number): void {
    this.#room(PUBACK_BYTES);
    this.#byte(PUBACK);
    this.#byte(2);
    this.#number(messageId);
  }

  /** @param messageId 1 to 65535; without meaning for QoS 0 */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions, messageId: number): void {
    const topicBytes = Buffer.byteLength(topic);
    const payloadBytes = typeof payload === "string" ? Buffer.byteLength(payload) : payload.byteLength;
    const { qos, retain = false } = options;
    const rest = 2 + topicBytes + (qos === 1 ? 2 : 0) + (this.#version === 5 ? 1 : 0) + payloadBytes;
    this.#room(LONGEST_HEAD + rest);
    this.#byte(PUBLISH | (qos === 1 ? QOS_1 : 0) | (retain ? RETAIN : 0));
    this.#variable(rest);
    this.#number(topicBytes);
    this.#length += this.#bytes.write(topic, this.#length);
    if (qos === 1) this.#number(messageId);
    // No properties.
    if (this.#version === 5) this.#byte(0);
    if (typeof payload === "string") this.#length += this.#bytes.write(payload, this.#length);
    else {
      this.#bytes.set(payload, this.#length);
      this.#length += payload.byteLength;
    }
  }

  /** Writes what was gathered; happens by itself at the end of the turn. */
  flush(): void {
    if (this.#length === 0) return;
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(FIRST_BYTES);
    this.#length = 0;
    this.#write(bytes);
  }

  #room(bytes: number): void {
    if (this.#length === 0) process.nextTick(() => this.flush());
    const wanted = this.#length + bytes;
    if (wanted <= this.#bytes.length) return;
    const more = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(more, 0, 0, this.#length);
    this.#bytes = more;
  }

  #byte(value: number): void {
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** Two bytes, the higher one first. */
  #number(value: number): void {
    this.#byte(value >> 8);
    this.#byte(value & 0xff);
  }

  /** Seven bits to a byte, the lowest ones first (section 1.5.5). */
  #variable(value: number): void {
    let left = value;
    while (left > 0x7f) {
      this.#byte((left & 0x7f) | 0x80);
      left >>= 7;
    }
    this.#byte(left);
  }
}
