import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needs } from "../needs.ts";
import { PROGRAM } from "./host-unit.ts";
import { BUILD_MS, make, run } from "./make.ts";

if (needs("gcc", "make", "mosquitto.h")) {
  describe("the command line of the firmware as a process", () => {
    let folder: string;

    before(async function () {
      this.timeout(BUILD_MS);
      await make("sanitized");
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-options-"));
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    const named = ["--site", "MUM01", "--unit", "MUM01-U01", "--locker", "MUM01-0001"];

    it("explains itself", async () => {
      const { code, output } = await run(PROGRAM, ["--help"]);
      assert.equal(code, 0);
      for (const word of ["--state", "--locker", "--cert", "door LOCKER open|closed", "cut BYTES"]) {
        assert.ok(output.includes(word), word);
      }
    });

    const wrong: readonly (readonly [what: string, args: readonly string[], code: number, said: RegExp])[] = [
      ["nothing", [], 2, /--state, --site, --unit and a --locker are needed/],
      ["an unknown option", ["--unlock", "now"], 2, /--unlock now cannot be used/],
      ["an option without its value", [...named, "--state"], 2, /--state without a value/],
      ["a port that is none", [...named, "--state", ".", "--port", "70000"], 2, /--port 70000/],
      [
        "a contact that is none",
        ["--locker", "MUM01-0001=door,window"],
        2,
        /--locker MUM01-0001=door,window/,
      ],
      [
        "a certificate without its key",
        [...named, "--state", ".", "--ca", "a", "--cert", "b"],
        2,
        /Mutual TLS/,
      ],
      [
        "a folder that is not there",
        [...named, "--state", "/nowhere"],
        1,
        /\/nowhere\/journal.flash .*No such file/,
      ],
    ];
    for (const [what, args, code, said] of wrong) {
      it(`refuses ${what}`, async () => {
        const ended = await run(PROGRAM, args);
        assert.match(ended.output, said);
        assert.equal(ended.code, code);
      });
    }

    it("refuses a name that the contract does not allow", async () => {
      const { code, output } = await run(PROGRAM, [
        ...["--state", folder, "--site", "mumbai", "--unit", "MUM01-U01", "--locker", "MUM01-0001"],
      ]);
      assert.match(output, /named as the contract does not allow/);
      assert.equal(code, 1);
    });

    it("refuses a file of another size for its flash", async () => {
      writeFileSync(join(folder, "journal.flash"), "short");
      const { code, output } = await run(PROGRAM, ["--state", folder, ...named]);
      assert.match(output, /journal.flash cannot be used/);
      assert.equal(code, 1);
    });
  });
}
