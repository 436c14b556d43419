import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";

/** Everything that tells people what became of a message. */
const TEXTS = [
  ...globSync("nodes/{sns-notify,email-notify,aws-account}/locales/*/*"),
  ...globSync("nodes/{links,runtime,journal}/*.ts"),
  ...globSync("nodes/{sns,email}-notify/*.ts"),
  "nodes/domain/default-texts.ts",
  "nodes/editor/common.en-US.json",
];

/** What is said in quote marks, or in a help text; not the comments of the code. */
function said(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  if (!file.endsWith(".ts")) return text.split(/(?<=[.;:])\s/);
  return text.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
}

describe("what a provider has taken", () => {
  it("is called accepted and never delivered", () => {
    const claims = TEXTS.flatMap((file) =>
      said(file)
        .filter((sentence) => /\bdelivered\b/i.test(sentence) && !/\b(not|never)\b/i.test(sentence))
        .map((sentence) => `${file}: ${sentence}`),
    );
    assert.deepEqual(claims, []);
  });
});
