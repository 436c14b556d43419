import type { Access } from "../domain/access.ts";
import type { LockerEvent } from "../domain/event.ts";
import { defineNode } from "../runtime/define-node.ts";
import { eventOf, isFromMemory } from "../runtime/message.ts";
import { Perseverance } from "../runtime/persevere.ts";
import { openStore } from "../runtime/store.ts";
import { accessWindow } from "./config.ts";

/**
 * Sends each event to one of two outputs: inside or outside the calendar's access hours, with the reason. Only
 * the time is judged: a forced opening within the hours leaves by the first output too. The message goes on at once;
 * this node is done with it when the decision is in the ledger, which it asked for before anything behind it could ask
 * for something.
 */
export default defineNode("access-window", accessWindow, (node) => {
  const calendar = node.peer("site-calendar", node.config.calendar);
  const now = node.clock.now();
  if (calendar.unloadedYears(now, now).length > 0) node.status("yellow", "ring", "year-not-loaded");
  const store = openStore(node.red);
  const perseverance = new Perseverance(node.clock);
  return {
    input(msg, send) {
      const event = eventOf(msg);
      const access = calendar.judge(event.occurred, event.type);
      msg.access = access;
      show(access);
      // What comes from memory comes again once the journal has it, and is decided then.
      const recorded = isFromMemory(msg) ? null : record(event, access);
      try {
        send(access.inside ? [msg, null] : [null, msg]);
      } catch (thrown) {
        return Promise.resolve(recorded).then(() => Promise.reject(thrown));
      }
      return recorded ?? undefined;
    },
    close() {
      perseverance.stop();
      return store.release();
    },
  };

  function record(event: LockerEvent, access: Access): Promise<void> {
    const decision = { event, node: node.id, access, at: node.clock.now() };
    return perseverance.ask(() => store.journal.decide(decision), null);
  }

  function show({ inside, code }: Access): void {
    if (inside) node.status("green", "dot", "inside");
    // The calendar is at fault, not the person at the locker.
    else if (code === "year-not-loaded" || code === "no-schedule") node.status("red", "ring", code);
    else node.status("red", "dot", code === "time-uncertain" ? code : "outside");
  }
});
