import { alarmOf } from "../domain/alarm.ts";
import { defineNode } from "../runtime/define-node.ts";
import { accessOf, eventOf } from "../runtime/message.ts";
import { openStore } from "../runtime/store.ts";
import { sosAlert } from "./config.ts";

const MINUTE_MS = 60_000;

/**
 * Makes an incident of each event: a new or renewed alarm leaves by the first output, an event that only adds
 * to an open incident by the second. The incident is committed before the message goes on.
 */
export default defineNode("sos-alert", sosAlert, (node) => {
  const store = openStore(node.red);
  return {
    async input(msg, send) {
      const event = eventOf(msg);
      const access = accessOf(msg);
      const { incident, change } = await store.journal.raise({
        event: { id: event.id, site: event.site, unit: event.unit, locker: event.locker },
        ...alarmOf(event, access),
        access,
        at: event.receivedAt,
        alarmAgainAfter: node.config.alarmAgainAfter * MINUTE_MS,
      });
      msg.incident = incident;
      const alarm = change !== "repeated";
      node.status("red", "dot", alarm ? "alarm" : "repeated", {
        place: event.locker ?? event.unit,
        count: incident.count,
      });
      send(alarm ? [msg, null] : [null, msg]);
    },
    close: () => store.release(),
  };
});
