import { fork } from "node:child_process";
import type { Order } from "./one.ts";
import type { Outcome } from "./target.ts";

/** A process that says nothing for so long is in a loop without an end. */
const SILENT_MS = 120_000;
const OUTPUT_KEPT = 4000;

type Told = { readonly outcome: Outcome } | { readonly seed: number; readonly inputs: number };

/** Runs a target in a process of its own, so that one that hangs or takes its process down is a finding as well. */
export function fuzzApart(order: Order): Promise<Outcome> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = fork(new URL("./one.ts", import.meta.url), {
      execArgv: [
        "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
        "--disable-warning=ExperimentalWarning",
        "--unhandled-rejections=throw",
      ],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let at = { seed: order.seed, inputs: 0 };
    let outcome: Outcome | null = null;
    let output = "";
    let isSilent = false;
    const giveUp = () => {
      isSilent = true;
      child.kill("SIGKILL");
    };
    let timer = setTimeout(giveUp, SILENT_MS);
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output = `${output}${chunk}`.slice(-OUTPUT_KEPT);
      });
    }
    child.on("message", (told: Told) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENT_MS);
      if ("outcome" in told) outcome = told.outcome;
      else at = told;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      process.off("exit", end);
      if (outcome !== null) {
        resolve(outcome);
        return;
      }
      const why = isSilent
        ? `It has said nothing for ${SILENT_MS / 1000} s: it hangs.`
        : `Its process ended with ${signal ?? code}.`;
      resolve({
        target: order.target,
        inputs: at.inputs,
        ms: Math.round(performance.now() - began),
        failure: {
          seed: at.seed,
          path: "",
          counterexample: "unknown: one of the inputs of this seed",
          error: `${why}\n${output}`,
        },
      });
    });
    child.send(order);
  });
}
