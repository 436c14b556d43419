import { needs } from "../../needs.ts";
import { describeCTests } from "../cmocka.ts";

describe("the firmware's flash, cut at each byte of each write", function () {
  this.timeout(300_000);
  if (needs("gcc", "make", "cmocka.h")) {
    describe("with the address and undefined-behaviour sanitizers", () => {
      describeCTests("sanitized", "tests", "long");
    });
  }
  if (needs("gcc", "make", "gcc -m32")) {
    describe("as 32-bit code", () => {
      describeCTests("m32", "tests-m32", "long");
    });
  }
});
