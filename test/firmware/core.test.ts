import { needs } from "../needs.ts";
import { describeCTests } from "./cmocka.ts";

if (needs("gcc", "make", "cmocka.h")) {
  describe("the firmware's core, with the address and undefined-behaviour sanitizers", () => {
    describeCTests("sanitized", "tests", "quick");
  });
}
