import type { LockerError } from "../domain/errors.ts";
import { awsRefusal, notAws } from "./aws-errors.ts";
import { element, elements } from "./aws-xml.ts";
import type { BatchResult, TopicMessage } from "./sns.ts";

/** PublishBatch as SNS takes and answers it: form parameters and XML (Amazon SNS API Reference, 2010-03-31). */

/** Payload of one PublishBatch request, bytes, with room for the names around it (limit: 256 KiB). */
const BATCH_BYTES = 240 * 1024;
/** For the names and types around a value. */
const NAMES_BYTES = 200;

/** @returns bodies of requests of at most 10 entries, each with the messages it carries */
export function batches(
  topicArn: string,
  messages: readonly TopicMessage[],
): { readonly body: string; readonly carries: number }[] {
  const action = `Action=PublishBatch&Version=2010-03-31&TopicArn=${encode(topicArn)}`;
  const cut: { body: string; carries: number }[] = [];
  let room = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    let last = cut.at(-1);
    if (last === undefined || size > room || last.carries === 10) {
      last = { body: action, carries: 0 };
      cut.push(last);
      room = BATCH_BYTES;
    }
    last.body += entry(last.carries, message);
    last.carries += 1;
    room -= size;
  }
  return cut;
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

function entry(index: number, message: TopicMessage): string {
  const name = `&PublishBatchRequestEntries.member.${index + 1}`;
  const { subject, attributes } = message;
  const text = textOf(message);
  let form = `${name}.Id=${index}&${name.slice(1)}.Message=${encode(text.message)}`;
  if (text.structured) form += `${name}.MessageStructure=json`;
  if (subject) form += `${name}.Subject=${encode(subject)}`;
  let number = 0;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === "") continue;
    number += 1;
    const attribute = `${name}.MessageAttributes.entry.${number}`;
    form += `${attribute}.Name=${encode(key)}${attribute}.Value.DataType=String${attribute}.Value.StringValue=${encode(value)}`;
  }
  return form;
}

/** One text, or one for each protocol that has its own. */
function textOf({ text, perProtocol = {} }: TopicMessage): { message: string; structured: boolean } {
  const own = Object.entries(perProtocol).filter(([, each]) => each !== "");
  return own.length === 0
    ? { message: text, structured: false }
    : { message: JSON.stringify({ default: text, ...Object.fromEntries(own) }), structured: true };
}

/** Of what SNS counts, in bytes: the message and its attributes. */
function sizeOf(message: TopicMessage): number {
  const { subject = "", attributes } = message;
  let size = Buffer.byteLength(textOf(message).message) + Buffer.byteLength(subject) + NAMES_BYTES;
  for (const [name, value] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value) + NAMES_BYTES;
  }
  return size;
}

function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half of a pair of UTF-16, as a text cut in the middle may have.
    return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"));
  }
}
