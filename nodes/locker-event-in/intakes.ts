import type { NodeAPI } from "node-red";
import { scopedClock, systemClock } from "../runtime/clock.ts";
import type { LinkService } from "../runtime/services.ts";
import { openStore } from "../runtime/store.ts";
import { type Consumer, Intake } from "./intake.ts";

interface Open {
  readonly intake: Intake;
  close(): Promise<void>;
}

const intakes = new WeakMap<LinkService, Open>();

/**
 * Makes a node one of the consumers of a connection's intake, which lives as long as it has any.
 * @returns ends the membership; resolves, for the last one, when the intake is closed
 */
export function joinIntake(red: NodeAPI, link: LinkService, consumer: Consumer): () => Promise<void> {
  const open = intakes.get(link) ?? start(red, link);
  open.intake.add(consumer);
  return async () => {
    open.intake.remove(consumer);
    if (!open.intake.unused) return;
    intakes.delete(link);
    await open.close();
  };
}

function start(red: NodeAPI, link: LinkService): Open {
  // Not the clock of the node that happened to be first: the intake may outlive it.
  const clock = scopedClock(systemClock);
  const store = openStore(red);
  const intake = new Intake(link, store.journal, clock);
  const open: Open = {
    intake,
    async close() {
      await intake.close();
      clock.cancelAll();
      await store.release();
    },
  };
  intakes.set(link, open);
  return open;
}
