import assert from "node:assert/strict";
import fc from "fast-check";
import { smsLength } from "../../nodes/domain/sms.ts";

/**
 * The GSM 7-bit default alphabet in the order of its codes, and its extension table, as 3GPP TS 23.038 (6.2.1) prints
 * them, so that the library is held against the standard and not against itself.
 */
const BASIC: readonly string[] = [
  ..."@£$¥èéùìòÇ\nØø\rÅå",
  ..."Δ_ΦΓΛΩΠΨΣΘΞ",
  // 0x1B is the escape to the extension table.
  ..."ÆæßÉ",
  ..." !\"#¤%&'()*+,-./",
  ..."0123456789:;<=>?",
  ..."¡ABCDEFGHIJKLMNO",
  ..."PQRSTUVWXYZÄÖÑÜ§",
  ..."¿abcdefghijklmno",
  ..."pqrstuvwxyzäöñüà",
];
const EXTENSION: readonly string[] = ["\f", "^", "{", "}", "\\", "[", "~", "]", "|", "€"];

/** Places and segments by TS 23.038 and 23.040 (9.2.3.24.1): 153 or 67 in each of several, no character in two of them. */
function reference(text: string): readonly [encoding: string, used: number, segments: number] {
  const characters = [...text];
  const isGsm = characters.every((c) => BASIC.includes(c) || EXTENSION.includes(c));
  const size = (c: string) => (isGsm ? (EXTENSION.includes(c) ? 2 : 1) : c.length);
  const used = characters.reduce((sum, c) => sum + size(c), 0);
  const [alone, joined] = isGsm ? [160, 153] : [70, 67];
  if (used <= alone) return [isGsm ? "GSM-7" : "UCS-2", used, used === 0 ? 0 : 1];
  let [segments, filled] = [1, 0];
  for (const c of characters) {
    if (filled + size(c) > joined) [segments, filled] = [segments + 1, 0];
    filled += size(c);
  }
  return [isGsm ? "GSM-7" : "UCS-2", used, segments];
}

function counted(text: string): readonly [string, number, number] {
  const { encoding, used, segments } = smsLength(text);
  return [encoding, used, segments];
}

describe("the length of an SMS by the library", () => {
  it("has the alphabet of the standard: 127 characters without the escape, and ten of two places", () => {
    assert.equal(BASIC.length, 127);
    assert.equal(new Set(BASIC).size, 127);
    for (const character of BASIC) assert.deepEqual(counted(character), ["GSM-7", 1, 1], character);
    for (const character of EXTENSION) assert.deepEqual(counted(character), ["GSM-7", 2, 1], character);
  });

  it("writes every other character in the long form", () => {
    const short = new Set([...BASIC, ...EXTENSION]);
    for (let code = 0; code < 0x11000; code += 1) {
      const isHalf = code >= 0xd800 && code <= 0xdfff;
      const character = String.fromCodePoint(code);
      if (isHalf || short.has(character)) continue;
      assert.equal(smsLength(character).encoding, "UCS-2", `U+${code.toString(16)}`);
    }
  });

  it("is that of the standard at each boundary", () => {
    for (const character of ["a", "€", "ह", "😀", "é"])
      for (let length = 1; length <= 330; length += 1)
        assert.deepEqual(counted(character.repeat(length)), reference(character.repeat(length)), `${length}`);
  });

  it("is that of the standard for any text, with no pair halved between two SMS", () => {
    const piece = fc.constantFrom("a", "Z", "€", "[", "\n", "é", "ह", "क्ष", "े", "😀", "₹", "\u200d", " ");
    const gsm = fc.constantFrom("a", "Z", "€", "[", "\n", "é", " ");
    const text = fc.oneof(
      fc.array(piece, { maxLength: 400 }).map((all) => all.join("")),
      fc.array(gsm, { minLength: 140, maxLength: 480 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (given) => assert.deepEqual(counted(given), reference(given))),
      { numRuns: 500 },
    );
  });
});
