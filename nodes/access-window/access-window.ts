import type { Access } from "../domain/access.ts";
import { sentenceOf } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import { defineNode } from "../runtime/define-node.ts";
import { openSource } from "../runtime/event-source.ts";
import { eventOf, isFromMemory } from "../runtime/message.ts";
import { Perseverance } from "../runtime/persevere.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { openStore } from "../runtime/store.ts";
import { accessWindow } from "./config.ts";
import { joinLateClose } from "./late-closes.ts";

const MINUTE_MS = 60_000;

/**
 * Sends each event to one of two outputs: inside or outside the calendar's access hours, with the reason. Only
 * the time is judged: a forced opening within the hours leaves by the first output too. The message goes on at once;
 * this node is done with it when the decision is in the ledger, which it asked for before anything behind it could ask
 * for something. Lockers that are still open when the hours have ended are events of its own.
 */
export default defineNode("access-window", accessWindow, (node) => {
  const calendar = node.peer("site-calendar", node.config.calendar);
  const now = node.clock.now();
  if (calendar.unloadedYears(now, now).length > 0) node.status("yellow", "ring", "year-not-loaded");
  const store = openStore(node.red);
  const perseverance = new Perseverance(node.clock);
  const lateClose = node.config.lateClose ? tellOfLateCloses() : null;
  return {
    input(msg, send) {
      const event = eventOf(msg);
      const access = calendar.judge(event.occurred, event.type);
      msg.access = access;
      show(access);
      // What comes from memory comes again once the journal has it, and is decided then.
      const recorded = isFromMemory(msg) ? null : passed(event, access);
      try {
        send(access.inside ? [msg, null] : [null, msg]);
      } catch (thrown) {
        return Promise.resolve(recorded).then(() => Promise.reject(thrown));
      }
      return recorded ?? undefined;
    },
    async close(removed) {
      perseverance.stop();
      await lateClose?.leave(removed);
      await store.release();
    },
  };

  function passed(event: LockerEvent, access: Access): Promise<void> {
    const recorded = record(event, access);
    const opened = lateClose?.passed(node.id, event, access.inside) ?? null;
    return opened === null ? recorded : Promise.all([recorded, opened]).then(() => undefined);
  }

  function record(event: LockerEvent, access: Access): Promise<void> {
    const decision = { event, node: node.id, access, at: node.clock.now() };
    return perseverance.ask(() => store.journal.decide(decision), null);
  }

  function tellOfLateCloses() {
    const source = openSource({
      ...{ id: node.id, store, settlement: settlementOf(node.red), clock: node.clock },
      event(event, tags) {
        const access = calendar.judge(event.occurred, event.type);
        record(event, access).catch((thrown: unknown) => node.error(sentenceOf(thrown)));
        node.status("red", "dot", "not-closed", { locker: event.locker ?? event.unit });
        node.send([null, { ...tags, payload: event, access }]);
      },
      fault: (why) => node.error(why),
    });
    const membership = joinLateClose(node.red, calendar, node.config.grace * MINUTE_MS, {
      id: node.id,
      append: (event, others) => source.append(event, others),
    });
    return {
      passed: membership.passed,
      async leave(removed: boolean): Promise<void> {
        await membership.leave(removed);
        await source.close();
      },
    };
  }

  function show({ inside, code }: Access): void {
    if (inside) node.status("green", "dot", "inside");
    // The calendar is at fault, not the person at the locker.
    else if (code === "year-not-loaded" || code === "no-schedule") node.status("red", "ring", code);
    else node.status("red", "dot", code === "time-uncertain" ? code : "outside");
  }
});
