import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Vector, vectors } from "../test/domain/contract-vectors.ts";

/**
 * Writes the contract's test vectors as C, for firmware/test/vectors_test.c: whoever builds the firmware needs no
 * Node for it. Run it after changing a vector; a test compares.
 */
export const VECTORS_FILE = "firmware/test/vectors.c";
/** Characters of a line of C, at most; a byte takes four of them at most. */
const LINE = 92;

/** What the file must hold. */
export function madeVectors(): string {
  const cases = (["valid", "invalid"] as const).flatMap((folder) => vectors(folder).map(written));
  return [
    "/* Made from contract/vectors by: node .build/vectors.mts */",
    '#include "vectors.h"',
    "",
    "const struct vector vectors[] = {",
    ...cases,
    "};",
    "",
    "const size_t vector_count = sizeof vectors / sizeof vectors[0];",
    "",
  ].join("\n");
}

function written({ name, message, expect, marks, payload }: Vector): string {
  return [
    `    {"${name}", "${message}", "${expect}", "${marks.join(" ")}", ${payload.byteLength},`,
    ...lines(payload).map((line) => `     "${line}"`),
    "    },",
  ].join("\n");
}

/** Each byte so that no compiler can read it otherwise, in pieces of a line each. */
function lines(payload: Uint8Array): readonly string[] {
  const found: string[] = [];
  let line = "";
  for (const byte of payload) {
    if (line.length + 4 > LINE) {
      found.push(line);
      line = "";
    }
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") line += `\\${character}`;
    else if (byte >= 0x20 && byte < 0x7f && character !== "?") line += character;
    else line += `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return line === "" && found.length > 0 ? found : [...found, line];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(VECTORS_FILE, madeVectors());
}
