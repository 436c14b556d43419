import type { NodeAPI } from "node-red";
import { scopedClock, systemClock } from "../runtime/clock.ts";
import type { LinkService } from "../runtime/services.ts";
import { openStore } from "../runtime/store.ts";
import type { Consumer, Kept } from "./consumers.ts";
import { Intake } from "./intake.ts";

interface Open {
  readonly intake: Intake;
  close(): Promise<void>;
}

const intakes = new WeakMap<LinkService, Open>();
/** What was stored while a deploy had taken a node away with its whole intake, by the node's id. */
const left = new Map<string, Kept>();

/**
 * Makes a node one of the consumers of a connection's intake, which lives as long as it has any. Events come from
 * the moment all flows have started.
 * @returns ends the membership; resolves, for the last one, when the intake is closed
 */
export function joinIntake(
  red: NodeAPI,
  link: LinkService,
  consumer: Consumer,
): (removed: boolean) => Promise<void> {
  const { intake, close } = intakes.get(link) ?? start(red, link);
  intake.add(consumer, left.get(consumer.id));
  left.delete(consumer.id);
  const begin = () => intake.begin(consumer);
  red.events.once("flows:started", begin);
  return async (removed) => {
    red.events.off("flows:started", begin);
    intake.remove(consumer, removed);
    if (!intake.unused) return;
    intakes.delete(link);
    await close();
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
      for (const [id, kept] of await intake.close()) left.set(id, kept);
      clock.cancelAll();
      await store.release();
    },
  };
  intakes.set(link, open);
  return open;
}
