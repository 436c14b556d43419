import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import { BUILD_MS, make } from "./make.ts";

if (needs("make", "xtensa-lx106-elf-gcc", "picolibc for Xtensa")) {
  describe("the firmware's core for Xtensa", () => {
    it("compiles, and calls nothing of a platform: no memory, clock, output or 64-bit division", async function () {
      this.timeout(BUILD_MS);
      const sizes = await make("xtensa");
      assert.match(sizes, /^\s*text\s+data\s+bss/m);
    });
  });
}
