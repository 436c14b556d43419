import type { NodeAPI } from "node-red";
import { scopedClock, systemClock } from "../runtime/clock.ts";
import type { LinkService } from "../runtime/services.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { openStore } from "../runtime/store.ts";
import { Handed } from "./alarm-watch.ts";
import type { Consumer } from "./consumers.ts";
import { Intake } from "./intake.ts";

interface Open {
  readonly intake: Intake;
  readonly journal: ReturnType<typeof openStore>["journal"];
  close(): Promise<void>;
}

const intakes = new WeakMap<LinkService, Open>();
/** A deploy must not tell of an alarm again. */
const handed = new Handed();

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
  const { intake, journal, close } = intakes.get(link) ?? start(red, link);
  intake.add(consumer);
  const leaveSettlement = settlementOf(red).join({
    id: consumer.id,
    journal,
    started: () => intake.begin(consumer),
    renumbered: () => intake.renumbered(consumer),
  });
  return async (removed) => {
    intake.remove(consumer, removed);
    const isLast = intake.unused;
    if (isLast) intakes.delete(link);
    await leaveSettlement();
    if (isLast) await close();
  };
}

function start(red: NodeAPI, link: LinkService): Open {
  // Not the clock of the node that happened to be first: the intake may outlive it.
  const clock = scopedClock(systemClock);
  const store = openStore(red);
  const { journal } = store;
  const settlement = settlementOf(red);
  const intake = new Intake(link, { journal, settlement, clock, handed });
  const forgetAside = store.onSetAside((aside) => {
    settlement.setAside(aside.name);
    intake.setAside(aside);
  });
  const leaveWays = store.alarms.add(intake);
  const open: Open = {
    intake,
    journal,
    async close() {
      forgetAside();
      leaveWays();
      await intake.close();
      clock.cancelAll();
      await store.release();
    },
  };
  intakes.set(link, open);
  return open;
}
