import type { LockerError } from "../domain/errors.ts";
import { awsRefusal, notAws } from "./aws-errors.ts";
import { element, elements } from "./aws-xml.ts";
import type { BatchResult, TopicMessage } from "./sns.ts";

/** PublishBatch as SNS takes and answers it: form parameters and XML (Amazon SNS API Reference, 2010-03-31). */

/** Payload of one PublishBatch request, bytes, with room for the names around it (limit: 256 KiB). */
const BATCH_BYTES = 240 * 1024;
/** Entries of one request. */
const ENTRIES = 10;
/** For the names and types around a value. */
const NAMES_BYTES = 200;

export interface Batch {
  /** Form parameters. */
  readonly body: Uint8Array;
  /** How many of the messages, in their order. */
  readonly carries: number;
}

/** Divides messages among requests of at most 10 entries. */
export function batches(topicArn: string, messages: readonly TopicMessage[]): readonly Batch[] {
  const action = `Action=PublishBatch&Version=2010-03-31&TopicArn=${encode(topicArn)}`;
  const cut: { form: string; carries: number }[] = [];
  let last = { form: action, carries: ENTRIES };
  let room = 0;
  for (const message of messages) {
    const text = textOf(message);
    const next = last.carries % ENTRIES;
    const one = entry(next, message, text);
    // It is longer than what SNS counts of it, which is looked at only where that could matter.
    const size = one.length <= BATCH_BYTES / ENTRIES ? one.length : sizeOf(message, text);
    if (next > 0 && size <= room) {
      last.form += one;
      last.carries += 1;
      room -= size;
    } else {
      last = { form: action + (next === 0 ? one : entry(0, message, text)), carries: 1 };
      cut.push(last);
      room = BATCH_BYTES - size;
    }
  }
  // All of it is ASCII. As bytes, because a text of this length that waits for an answer is copied by the collector.
  return cut.map(({ form, carries }) => ({ body: Buffer.from(form, "latin1"), carries }));
}

/** What became of each of `count` entries, by the answer to their request. */
export function batchResults(service: string, answer: string, count: number): BatchResult[] {
  const accepted = new Map<string, string>();
  const failed = new Map<string, LockerError>();
  for (const member of elements(element(answer, "Successful") ?? "", "member")) {
    const id = element(member, "MessageId");
    if (id !== null && id !== "") accepted.set(element(member, "Id") ?? "", id);
  }
  for (const member of elements(element(answer, "Failed") ?? "", "member")) {
    const status = element(member, "SenderFault") === "true" ? 400 : 500;
    const code = element(member, "Code") ?? "InternalError";
    failed.set(
      element(member, "Id") ?? "",
      awsRefusal(service, code, element(member, "Message") ?? "", status),
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const messageId = accepted.get(String(index));
    if (messageId !== undefined) return { accepted: { messageId } };
    return { error: failed.get(String(index)) ?? notAws(service) };
  });
}

function entry(index: number, message: TopicMessage, text: Text): string {
  const names = ENTRY_NAMES[index] ?? new EntryNames(index);
  const { subject, attributes } = message;
  let form = names.message + encode(text.message);
  if (text.structured) form += names.structure;
  if (subject) form += names.subject + encode(subject);
  let number = 0;
  for (const key of Object.keys(attributes)) {
    const value = attributes[key] ?? "";
    if (value === "") continue;
    form += names.attribute(number, key) + encode(value);
    number += 1;
  }
  return form;
}

/** What stands before the values of one entry: most of a request, and the same in each. */
class EntryNames {
  readonly message: string;
  readonly structure: string;
  readonly subject: string;
  readonly #entry: string;
  /** By number and name. */
  readonly #attributes: Map<string, string>[] = [];

  constructor(index: number) {
    const entry = `&PublishBatchRequestEntries.member.${index + 1}`;
    this.message = `${entry}.Id=${index}${entry}.Message=`;
    this.structure = `${entry}.MessageStructure=json`;
    this.subject = `${entry}.Subject=`;
    this.#entry = entry;
  }

  /**
   * @param number from 0
   * @param key one of the few names that attributes have
   */
  attribute(number: number, key: string): string {
    this.#attributes[number] ??= new Map();
    const known = this.#attributes[number];
    const before = known.get(key);
    if (before !== undefined) return before;
    const attribute = `${this.#entry}.MessageAttributes.entry.${number + 1}`;
    const name = `${attribute}.Name=${encode(key)}`;
    const made = `${name}${attribute}.Value.DataType=String${attribute}.Value.StringValue=`;
    known.set(key, made);
    return made;
  }
}

const ENTRY_NAMES = Array.from({ length: ENTRIES }, (_, index) => new EntryNames(index));

interface Text {
  readonly message: string;
  readonly structured: boolean;
}

/** One text, or one for each protocol that has its own. */
function textOf({ text, perProtocol }: TopicMessage): Text {
  const own = perProtocol === undefined ? [] : Object.entries(perProtocol).filter(([, each]) => each !== "");
  return own.length === 0
    ? { message: text, structured: false }
    : { message: JSON.stringify({ default: text, ...Object.fromEntries(own) }), structured: true };
}

/** Of what SNS counts, in bytes: the message and its attributes. */
function sizeOf({ subject = "", attributes }: TopicMessage, { message }: Text): number {
  let size = Buffer.byteLength(message) + Buffer.byteLength(subject) + NAMES_BYTES;
  for (const [name, value] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value) + NAMES_BYTES;
  }
  return size;
}

/** Most values are made of these alone, which are sent as they are. */
const PLAIN = /^[\w.!~*'()-]*$/;

function encode(text: string): string {
  if (PLAIN.test(text)) return text;
  try {
    return encodeURIComponent(text);
  } catch {
    // Half of a pair of UTF-16, as a text cut in the middle may have.
    return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"));
  }
}
