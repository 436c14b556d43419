import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Collects garbage now. A closed aws-crt client has no socket left, but keeps the process alive until it is
 * collected: call this after the tests that used one, or mocha waits for ever.
 */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc()");
}
