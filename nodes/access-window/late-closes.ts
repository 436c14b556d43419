import type { NodeAPI } from "node-red";
import { scopedClock, systemClock } from "../runtime/clock.ts";
import type { CalendarService } from "../runtime/services.ts";
import { openStore } from "../runtime/store.ts";
import { LateClose, type Member } from "./late-close.ts";

interface Open {
  readonly lateClose: LateClose;
  close(): Promise<void>;
}

/** By calendar and by grace, milliseconds. A calendar that is deployed anew is another one: its hours may be, too. */
const all = new WeakMap<CalendarService, Map<number, Open>>();

/** What an access-window has of it. */
interface Membership {
  readonly passed: LateClose["passed"];
  leave(removed: boolean): Promise<void>;
}

/** Makes a node one of those that are told of late closings by these hours. */
export function joinLateClose(
  red: NodeAPI,
  calendar: CalendarService,
  grace: number,
  member: Member,
): Membership {
  const graces = all.get(calendar) ?? new Map<number, Open>();
  all.set(calendar, graces);
  const open = graces.get(grace) ?? start(red, calendar, grace);
  graces.set(grace, open);
  const { lateClose } = open;
  lateClose.join(member);
  return {
    passed: (id, event, inside) => lateClose.passed(id, event, inside),
    async leave(removed) {
      lateClose.leave(member.id, removed);
      if (!lateClose.unused || graces.get(grace) !== open) return;
      graces.delete(grace);
      await open.close();
    },
  };
}

function start(red: NodeAPI, calendar: CalendarService, grace: number): Open {
  // Not the clock of the node that happened to be first: this may outlive it.
  const clock = scopedClock(systemClock);
  const store = openStore(red);
  const lateClose = new LateClose({ calendar, grace, journal: store.journal, clock });
  const forgetAway = () => lateClose.forgetAway();
  red.events.on("flows:started", forgetAway);
  return {
    lateClose,
    close() {
      red.events.off("flows:started", forgetAway);
      lateClose.stop();
      clock.cancelAll();
      return store.release();
    },
  };
}
