import { sentenceOf } from "../../nodes/domain/errors.ts";
import { fuzz, type Run } from "./target.ts";
import { TARGETS } from "./targets.ts";

/** What the process of one target is told, and what it tells. */
export interface Order extends Run {
  readonly target: string;
}

/** A process of its own for one target: whatever it does to it ends nothing else. */
process.once("message", (order: Order) => {
  const target = TARGETS.find(({ name }) => name === order.target);
  if (target === undefined) throw new Error(`There is no target ${order.target}.`);
  fuzz(target, order, (seed, inputs) => process.send?.({ seed, inputs })).then(
    (outcome) => process.send?.({ outcome }, () => process.exit(0)),
    (thrown: unknown) => {
      console.error(thrown instanceof Error ? thrown.stack : sentenceOf(thrown));
      process.exit(1);
    },
  );
});
