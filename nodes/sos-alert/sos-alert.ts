import { alarmOf } from "../domain/alarm.ts";
import { sentenceOf } from "../domain/errors.ts";
import type { LockerEvent } from "../domain/event.ts";
import { isAlarm } from "../domain/incident.ts";
import type { IncidentChange, IncidentRequest } from "../journal/journal.ts";
import { defineNode, type Send } from "../runtime/define-node.ts";
import { accessOf, eventOf, type FlowMessage, isFromMemory } from "../runtime/message.ts";
import { Perseverance } from "../runtime/persevere.ts";
import { openStore } from "../runtime/store.ts";
import { sosAlert } from "./config.ts";

const MINUTE_MS = 60_000;

/**
 * Makes an incident of each event: a new or renewed alarm leaves by the first output, an event that only adds
 * to an open incident by the second. The incident is committed before the message goes on; where the journal
 * cannot take it, a copy of the message goes on at once, with an incident that is in memory only.
 */
export default defineNode("sos-alert", sosAlert, (node) => {
  const store = openStore(node.red);
  const perseverance = new Perseverance(node.clock);

  const requestFor = (event: LockerEvent, msg: FlowMessage): IncidentRequest => {
    const access = accessOf(msg);
    return {
      event: { id: event.id, site: event.site, unit: event.unit, locker: event.locker },
      ...alarmOf(event, access),
      access,
      at: event.receivedAt,
      now: node.clock.now(),
      node: node.id,
      alarmAgainAfter: node.config.alarmAgainAfter * MINUTE_MS,
    };
  };

  function goOn(msg: FlowMessage, { incident, change }: IncidentChange, send: Send): void {
    msg.incident = incident;
    const alarm = isAlarm(change);
    node.status("red", "dot", alarm ? "alarm" : "repeated", {
      place: incident.locker ?? incident.unit,
      count: incident.count,
    });
    send(alarm ? [msg, null] : [null, msg]);
  }

  async function raiseInMemory(msg: FlowMessage, event: LockerEvent, send: Send): Promise<void> {
    goOn(msg, await store.emergency.raise(requestFor(event, msg)), send);
  }

  /** The message itself goes on when the journal has the incident. */
  async function raiseMeanwhile(msg: FlowMessage, event: LockerEvent, send: Send): Promise<void> {
    const copy = node.red.util.cloneMessage(msg);
    const marked: LockerEvent = { ...event, marks: [...event.marks, "not-journaled"] };
    copy.payload = marked;
    await raiseInMemory(copy, marked, send);
  }

  return {
    async input(msg, send) {
      const event = eventOf(msg);
      if (isFromMemory(msg)) {
        await raiseInMemory(msg, event, send);
        return;
      }
      const change = await perseverance.ask(
        () => store.journal.raise(requestFor(event, msg)),
        () => {
          raiseMeanwhile(msg, event, send).catch((thrown: unknown) => node.error(sentenceOf(thrown)));
        },
      );
      goOn(msg, change, send);
    },
    close() {
      perseverance.stop();
      return store.release();
    },
  };
});
