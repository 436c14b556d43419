import type { LockerEvent } from "../domain/event.ts";
import { isHealth } from "../domain/event-kind.ts";
import { defineNode } from "../runtime/define-node.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { filterOf, lockerEventIn, rulesOf } from "./config.ts";
import type { IntakeState } from "./consumers.ts";
import { joinIntake } from "./intakes.ts";
import { Shown } from "./shown.ts";

/** Sends on what lockers report, once it is stored: events, device health, and what had to be rejected. */
export default defineNode("locker-event-in", lockerEventIn, (node) => {
  const link = node.peer("mqtt-link", node.config.link);
  const { sites, lockers, types } = filterOf(node.config);
  const rules = rulesOf(node.config);
  const shown = new Shown(node, () => settlementOf(node.red).moving(node.id));

  const wants = ({ site, locker, type }: LockerEvent) =>
    (sites.size === 0 || sites.has(site)) &&
    (lockers.size === 0 || locker === null || lockers.has(locker)) &&
    (types.size === 0 || types.has(type) || isHealth(type));

  const leave = joinIntake(node.red, link, {
    id: node.id,
    wants,
    watch: (site) => (sites.size === 0 || sites.has(site) ? rules : null),
    event(event, tags) {
      shown.countEvent(tags.resent === true);
      const msg = { ...tags, payload: event };
      node.send(isHealth(event.type) ? [null, msg, null] : [msg, null, null]);
    },
    rejected(message) {
      if (sites.size > 0 && (message.site === null || !sites.has(message.site))) return;
      shown.countRejected(message.count ?? 1);
      node.send([null, null, { payload: message }]);
    },
    state(state: IntakeState) {
      shown.state(state);
      if (state.state === "refused" || state.state === "journal") node.warn(state.why);
    },
    fault: (why) => node.error(why),
  });
  return { close: leave };
});
