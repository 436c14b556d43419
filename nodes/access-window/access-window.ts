import type { Access } from "../domain/access.ts";
import { defineNode } from "../runtime/define-node.ts";
import { eventOf } from "../runtime/message.ts";
import { accessWindow } from "./config.ts";

/**
 * Sends each event to one of two outputs: inside or outside the calendar's access hours, with the reason. Only
 * the time is judged: a forced opening within the hours leaves by the first output too.
 */
export default defineNode("access-window", accessWindow, (node) => {
  const calendar = node.peer("site-calendar", node.config.calendar);
  const now = node.clock.now();
  if (calendar.unloadedYears(now, now).length > 0) node.status("yellow", "ring", "year-not-loaded");
  return {
    input(msg, send) {
      const event = eventOf(msg);
      const access = calendar.judge(event.occurred, event.type);
      msg.access = access;
      show(access);
      send(access.inside ? [msg, null] : [null, msg]);
    },
  };

  function show({ inside, code }: Access): void {
    if (inside) node.status("green", "dot", "inside");
    // The calendar is at fault, not the person at the locker.
    else if (code === "year-not-loaded" || code === "no-schedule") node.status("red", "ring", code);
    else node.status("red", "dot", code === "time-uncertain" ? code : "outside");
  }
});
