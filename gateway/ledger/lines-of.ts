import type { Readable } from "node:stream";
import { LONGEST_LINE } from "../../nodes/domain/ledger-lines.ts";

const LINE_FEED = 0x0a;

/**
 * Cuts a stream into lines and remembers no more than one: of a line that is too long only its beginning.
 * @returns whether the last byte was a line feed
 */
export async function eachLine(stream: Readable, line: (bytes: Uint8Array) => void): Promise<boolean> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    let rest: Buffer = chunk;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      keep(rest.subarray(0, end));
      line(parts.length === 1 ? (parts[0] ?? rest) : Buffer.concat(parts));
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
    }
    keep(rest);
  }
  const isComplete = length === 0;
  if (!isComplete) line(Buffer.concat(parts));
  return isComplete;

  function keep(bytes: Buffer): void {
    const room = LONGEST_LINE + 1 - length;
    if (bytes.length === 0 || room <= 0) return;
    const kept = bytes.subarray(0, room);
    parts.push(kept);
    length += kept.length;
  }
}
