import { defineNode } from "../runtime/define-node.ts";
import { eventOf } from "../runtime/message.ts";
import { accessWindow } from "./config.ts";

/** Sends each event to one of two outputs: inside or outside the calendar's access hours, with the reason. */
export default defineNode("access-window", accessWindow, (node) => {
  const calendar = node.peer("site-calendar", node.config.calendar);
  return {
    input(msg, send) {
      const access = calendar.judge(eventOf(msg).occurred);
      msg.access = access;
      node.status(access.inside ? "green" : "red", "dot", access.inside ? "inside" : "outside");
      send(access.inside ? [msg, null] : [null, msg]);
    },
  };
});
