import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { journalFile } from "../journal/making.ts";

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL("./idle.ts", import.meta.url));

describe("a process whose journal has nothing to do", () => {
  for (const what of ["open", "close"]) {
    it(`ends by itself and warns of nothing: journal ${what === "open" ? "left open" : "closed"}`, async () => {
      const { stdout, stderr } = await run(
        process.execPath,
        ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", SCRIPT, journalFile(), what],
        { timeout: 15_000 },
      );
      assert.deepEqual([stdout.trim(), stderr], ["stored", ""]);
    });
  }
});
