import type { NodeMessage } from "node-red";
import { alarmOf } from "../domain/alarm.ts";
import { sentenceOf } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import { type Incident, isAlarm } from "../domain/incident.ts";
import { actionFrom } from "../domain/incident-act.ts";
import { endsOnly } from "../domain/incident-causes.ts";
import { incidentFrom } from "../domain/incident-read.ts";
import type { IncidentRequest } from "../journal/journal.ts";
import { defineNode, type Send } from "../runtime/define-node.ts";
import { openSource } from "../runtime/event-source.ts";
import { accessOf, eventOf, type FlowMessage, isFromMemory } from "../runtime/message.ts";
import { Perseverance } from "../runtime/persevere.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { openStore } from "../runtime/store.ts";
import { askedOf } from "./asked.ts";
import { policyOf, sosAlert } from "./config.ts";
import { showAlarms } from "./shown.ts";

const MINUTE_MS = 60_000;

/**
 * Makes an incident of each event, and looks after it until a named person has reset it. What alarms the control room
 * leaves by the first output, what only informs it by the second: at once what an event does, and as an event of this
 * node's own what a person, or time, or a return to normal does. An incident is committed before its message goes on;
 * where the journal cannot take it, a copy of the message goes on at once, with an incident that is in memory only.
 */
export default defineNode("sos-alert", sosAlert, (node) => {
  const store = openStore(node.red);
  const perseverance = new Perseverance(node.clock);
  const policy = policyOf(node.config);
  const source = openSource({
    ...{ id: node.id, store, settlement: settlementOf(node.red), clock: node.clock },
    event(event, tags) {
      const incident = incidentFrom(event.data.incident);
      const drill = incident?.drill === true && { drill: true };
      leave({ ...tags, payload: event, ...(incident && { incident }), ...drill }, incident, node.send);
    },
    fault: (why) => node.error(why),
  });
  const shown = showAlarms(node, store.desk);
  const ends = [
    store.desk.onChange((incident, stored) => {
      if (incident.node !== node.id) return;
      shown.changed();
      if (stored !== null) source.committed(stored.event, stored.position);
    }),
    store.desk.lookAfter(node.id, policy),
  ];

  const requestFor = (event: LockerEvent, msg: FlowMessage): IncidentRequest => {
    const access = accessOf(msg);
    return {
      event: { id: event.id, site: event.site, unit: event.unit, locker: event.locker },
      ...alarmOf(event, access, policy.priorities),
      access,
      at: event.receivedAt,
      now: node.clock.now(),
      node: node.id,
      alarmAgainAfter: policy.alarmAgainAfter * MINUTE_MS,
      ...(msg.drill === true && { drill: msg.drill }),
    };
  };

  function goOn(msg: FlowMessage, incident: Incident, send: Send): void {
    msg.incident = incident;
    leave(msg, incident, send);
  }

  async function raiseInMemory(msg: FlowMessage, event: LockerEvent, send: Send): Promise<void> {
    const { incident } = await store.emergency.raise(requestFor(event, msg));
    goOn(msg, incident, send);
  }

  /** The message itself goes on when the journal has the incident. */
  async function raiseMeanwhile(msg: FlowMessage, event: LockerEvent, send: Send): Promise<void> {
    const copy = node.red.util.cloneMessage(msg);
    const marked: LockerEvent = { ...event, marks: [...event.marks, "not-journaled"] };
    copy.payload = marked;
    await raiseInMemory(copy, marked, send);
  }

  /** What changes leaves as an event of its own, from the node that looks after the incident. */
  async function act(msg: FlowMessage): Promise<void> {
    const action = actionFrom(askedOf(msg));
    // For complete nodes.
    msg.incident = await store.desk.act(action);
  }

  async function raise(msg: FlowMessage, send: Send): Promise<void> {
    const event = eventOf(msg);
    // What brings something back to normal is seen by the journal itself, whatever is wired.
    if (endsOnly(event)) send([null, msg]);
    else if (isFromMemory(msg)) await raiseInMemory(msg, event, send);
    else {
      const { incident } = await perseverance.ask(
        () => store.journal.raise(requestFor(event, msg)),
        () => {
          raiseMeanwhile(msg, event, send).catch((thrown: unknown) => node.error(sentenceOf(thrown)));
        },
      );
      goOn(msg, incident, send);
    }
  }

  return {
    input: (msg, send) => (msg.action === undefined ? raise(msg, send) : act(msg)),
    async close() {
      perseverance.stop();
      shown.stop();
      for (const end of ends) end();
      await source.close();
      await store.release();
    },
  };
});

/** Alarms by the first output, all else by the second. */
function leave(msg: NodeMessage, incident: Incident | null, send: Send): void {
  send(incident !== null && isAlarm(incident.change) ? [msg, null] : [null, msg]);
}
