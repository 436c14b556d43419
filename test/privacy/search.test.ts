import assert from "node:assert/strict";
import { Search } from "./people.ts";

const SEARCH = new Search([
  {
    names: ["Zubeida Quettarvala", "अनामिका"],
    phones: ["+919876540123"],
    emails: ["zubeida.q7x@mail.example"],
  },
]);

const utf8 = (text: string) => Buffer.from(text, "utf8");
const utf16 = (text: string, swapped: boolean) => {
  const bytes = Buffer.from(`said: ${text}.`, "utf16le");
  return swapped ? bytes.swap16() : bytes;
};
const EMAIL = "zubeida.q7x@mail.example";

describe("a search for people", () => {
  const FOUND: readonly (readonly [what: string, said: Uint8Array])[] = [
    ["a number", utf8("to +919876540123 now")],
    ["a number without its country", utf8("to 9876540123")],
    ["a number with blanks", utf8("to +91 98765 40123")],
    ["a number with hyphens and brackets", utf8("tel (98765) 40-123")],
    ["a number in UTF-16", utf16("+919876540123", false)],
    ["a number in the other UTF-16", utf16("+919876540123", true)],
    ["a number in a URL", utf8("?To=%2B919876540123&x")],
    ["an address", utf8("<Zubeida.Q7x@Mail.Example>")],
    ["an address in a URL", utf8("to=zubeida.q7x%40mail.example")],
    ["a mailbox alone", utf8("550 user zubeida.q7x unknown")],
    ["an address in quoted-printable", utf8("zubeida.q7=\r\nx=40mail.example")],
    ["an address in base64", utf8(`x ${utf8(`to ${EMAIL}`).toString("base64")} y`)],
    ["an address in the middle of base64", utf8(utf8(`{"to":"${EMAIL}"}`).toString("base64url"))],
    ["an address in hexadecimal", utf8(`x'${utf8(EMAIL).toString("hex")}'`)],
    ["an address in HTML", utf8("zubeida.q7x&#64;mail.example zubeida&#46;q7x")],
    ["a name", utf8("Dear ZUBEIDA,")],
    ["a name of another script", utf8("प्रिय अनामिका,")],
    ["a name in JSON's escapes", utf8(JSON.stringify("अनामिका").replace(/[^\x20-\x7e]/g, escaped))],
    ["a name of another script in a URL", utf8(encodeURIComponent("अनामिका"))],
    ["a name in base64", utf8(utf8("प्रिय अनामिका").toString("base64"))],
  ];
  for (const [what, said] of FOUND) {
    it(`finds ${what}`, () => {
      assert.notDeepEqual(SEARCH.in("there", said), []);
    });
  }

  const PASSED: readonly string[] = [
    "hirer H-7Q31 of locker MUM01-0001, masked ******0123",
    "z*****@mail.example",
    "98765 4012",
    "Locker XX0001 was opened at 10:15 on 22 Nov 2026.",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ];
  for (const said of PASSED) {
    it(`passes over ${said}`, () => {
      assert.deepEqual(SEARCH.in("there", said), []);
    });
  }

  it("says what it found, and where", () => {
    const [leak] = SEARCH.in("the log", "22 Nov - refused: +91 98765 40123 opted out");
    assert.deepEqual([leak?.place, leak?.what], ["the log", "the number +919876540123"]);
    assert.match(leak?.around ?? "", /refused.*opted out/);
  });
});

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
