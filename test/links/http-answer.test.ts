import assert from "node:assert/strict";
import fc from "fast-check";
import { LockerError } from "../../nodes/domain/errors.ts";
import { type HttpAnswer, HttpAnswerReader } from "../../nodes/links/http-answer.ts";

const BODY = "<a>ü</a>";
const BYTES = Buffer.byteLength(BODY);

/** What the reader makes of the pieces; null where it waits for more. */
function read(pieces: readonly Buffer[]): HttpAnswer | null {
  const reader = new HttpAnswerReader();
  for (const piece of pieces) {
    const answer = reader.take(piece);
    if (answer !== null) return answer;
  }
  return reader.end();
}

function lines(...all: readonly string[]): string {
  return all.join("\r\n");
}

describe("an answer of HTTP/1.1", () => {
  const whole: readonly (readonly [
    what: string,
    text: string,
    status: number,
    body: string,
    goesOn: boolean,
  ])[] = [
    ["of a length", lines("HTTP/1.1 200 OK", `Content-Length: ${BYTES}`, "", BODY), 200, BODY, true],
    ["without words", lines("HTTP/1.1 403 ", `content-length:${BYTES}`, "", BODY), 403, BODY, true],
    ["of nothing", lines("HTTP/1.1 200 OK", "content-length: 0", "", ""), 200, "", true],
    ["without a body", lines("HTTP/1.1 204 No Content", "", ""), 204, "", true],
    [
      "in chunks",
      lines(
        ...["HTTP/1.1 200 OK", "Transfer-Encoding: Chunked", "", "3", "<a>", "2;a=b", "ü", "04", "</a>"],
        ...["0", "", ""],
      ),
      200,
      BODY,
      true,
    ],
    [
      "with fields after its chunks",
      lines("HTTP/1.1 200 OK", "transfer-encoding: chunked", "", "1", "x", "0", "expires: never", "", ""),
      200,
      "x",
      true,
    ],
    [
      "after one that says to go on",
      lines("HTTP/1.1 100 Continue", "", "HTTP/1.1 200 OK", `content-length: ${BYTES}`, "", BODY),
      200,
      BODY,
      true,
    ],
    ["until the connection ends", lines("HTTP/1.1 500 Oh", "server: x", "", BODY), 500, BODY, false],
    [
      "that ends the connection",
      lines("HTTP/1.1 200 OK", "connection: x, Close", "content-length: 1", "", "x"),
      200,
      "x",
      false,
    ],
    ["of HTTP/1.0", lines("HTTP/1.0 200 OK", "content-length: 1", "", "x"), 200, "x", false],
  ];
  for (const [what, text, status, body, goesOn] of whole) {
    it(`${what} is read in whatever pieces it comes, and only when it is whole`, () => {
      const bytes = Buffer.from(text);
      fc.assert(
        fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
          const ends = [...cuts.sort((a, b) => a - b), bytes.length];
          const answer = read(ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)));
          assert.deepEqual(
            { status: answer?.status, body: answer?.body, goesOn: answer?.goesOn },
            { status, body, goesOn },
          );
        }),
      );
      if (!text.includes("Oh")) {
        for (let end = 0; end < bytes.length; end += 1)
          assert.equal(read([bytes.subarray(0, end)]), null, `after ${end} bytes`);
      }
    });
  }

  it("names its fields in small letters, and a repeated one once", () => {
    const text = lines("HTTP/1.1 200 OK", "DATE: now ", "Via: a", "via: b", "content-length: 0", "", "");
    const answer = read([Buffer.from(text)]);
    assert.deepEqual(
      [...(answer?.headers ?? [])],
      [
        ["date", "now"],
        ["via", "a, b"],
        ["content-length", "0"],
      ],
    );
  });

  it("that is followed by more than it said ends the connection", () => {
    for (const text of [
      lines("HTTP/1.1 200 OK", "content-length: 1", "", "xy"),
      lines("HTTP/1.1 200 OK", "transfer-encoding: chunked", "", "1", "x", "0", "", "y"),
    ]) {
      const answer = read([Buffer.from(text)]);
      assert.equal(answer?.body, "x");
      assert.equal(answer?.goesOn, false);
    }
  });

  const wrong: readonly (readonly [what: string, text: string])[] = [
    ["another protocol", "SSH-2.0-x\r\n\r\n"],
    ["HTTP/2", lines("HTTP/2 200", "", "")],
    ["a status of four digits", lines("HTTP/1.1 2000 OK", "", "")],
    ["a line that is no field", lines("HTTP/1.1 200 OK", "nonsense", "", "")],
    ["a field that goes on", lines("HTTP/1.1 200 OK", "a: b", " c", "", "")],
    ["a field with a blank in its name", lines("HTTP/1.1 200 OK", "content-length : 1", "", "x")],
    ["two lengths", lines("HTTP/1.1 200 OK", "content-length: 1", "content-length: 2", "", "xy")],
    ["a length that is no number", lines("HTTP/1.1 200 OK", "content-length: +1", "", "x")],
    [
      "a length and chunks",
      lines("HTTP/1.1 200 OK", "content-length: 1", "transfer-encoding: chunked", "", ""),
    ],
    ["a coding it did not ask for", lines("HTTP/1.1 200 OK", "transfer-encoding: gzip, chunked", "", "")],
    ["a chunk without a size", lines("HTTP/1.1 200 OK", "transfer-encoding: chunked", "", "x", "")],
    [
      "a chunk that does not end where it says",
      lines("HTTP/1.1 200 OK", "transfer-encoding: chunked", "", "1", "xyz", ""),
    ],
    ["another protocol from here on", lines("HTTP/1.1 101 Switching Protocols", "", "")],
    ["a head without an end", `HTTP/1.1 200 OK\r\na: ${"x".repeat(17_000)}`],
    ["far too much, as it says", lines("HTTP/1.1 200 OK", `content-length: ${2 ** 20 + 1}`, "", "")],
    ["far too much, without a word", lines("HTTP/1.1 200 OK", "", "x".repeat(2 ** 20 + 1))],
  ];
  for (const [what, text] of wrong) {
    it(`is none with ${what}`, () => {
      assert.throws(() => new HttpAnswerReader().take(Buffer.from(text)), { code: "provider-transient" });
    });
  }

  it("that was damaged on its way is another one, or none, and nothing worse", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...whole.map(([, text]) => text)),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(..."\r\n :;,01f\u00ff")), { minLength: 1, maxLength: 4 }),
        (text, changes) => {
          const bytes = Buffer.from(text);
          for (const [at, character] of changes) bytes.write(character, at % bytes.length, "latin1");
          try {
            read([bytes]);
          } catch (thrown) {
            assert.ok(thrown instanceof LockerError, String(thrown));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
