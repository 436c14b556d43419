import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What a build reads. */
const SOURCES = [
  ".build",
  "nodes",
  "firmware",
  "gateway",
  "icons",
  "flows",
  "examples",
  "package.json",
  "tsconfig.json",
];

describe("the build", () => {
  it("makes the same bytes in another folder, at another time", () => {
    const folder = mkdtempSync(join(tmpdir(), "smart-lockers-rebuilt-"));
    try {
      for (const source of SOURCES) cpSync(source, join(folder, source), { recursive: true });
      symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
      execFileSync(process.execPath, [".build/run.cjs", "build"], { cwd: folder, stdio: "pipe" });
      assert.deepEqual(digests(join(folder, "dist")), digests("dist"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function digests(folder: string): Record<string, string> {
  return Object.fromEntries(
    globSync("**", { cwd: folder })
      .filter((file) => statSync(join(folder, file)).isFile())
      .sort()
      .map((file) => [
        file,
        createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex"),
      ]),
  );
}
