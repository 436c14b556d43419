import { needs } from "../needs.ts";
import { describeCTests } from "./cmocka.ts";

if (needs("gcc", "make", "gcc -m32")) {
  describe("the firmware's core as 32-bit code, which a board runs", () => {
    describeCTests("m32", "tests-m32", "quick");
  });
}
