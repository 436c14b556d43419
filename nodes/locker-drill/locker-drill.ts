import { clockAt } from "../domain/calendar-zone.ts";
import { sentenceOf } from "../domain/errors.ts";
import { placeOf } from "../domain/test-alarm.ts";
import { defineConfigNode } from "../runtime/define-node.ts";
import { openSource } from "../runtime/event-source.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { openStore } from "../runtime/store.ts";
import { Conductor, type Shown } from "./conductor.ts";
import { lockerDrill, scheduleOf } from "./config.ts";
import { heardIn } from "./heard.ts";

const MINUTE_MS = 60_000;

/**
 * Sends a test alarm the way of a real one when it is due, by the first output, and sees by what is wired back whether
 * it comes through; where it does not, an alarm of its own leaves by the second.
 */
export default defineConfigNode("locker-drill", lockerDrill, (node) => {
  const { site, within, acknowledge, drill } = node.config;
  const calendar = node.peer("site-calendar", node.config.calendar);
  const store = openStore(node.red);
  const listeners = new Set<() => void>();
  const source = openSource({
    ...{ id: node.id, store, settlement: settlementOf(node.red), clock: node.clock },
    event(event, tags) {
      const access = calendar.judge(event.occurred, event.type);
      const msg = { ...tags, payload: event, access };
      if (event.type === "test-alarm-missing") node.send([null, msg]);
      else node.send([event.data.drill === true ? { ...msg, drill: true } : msg, null]);
    },
    fault: (why) => node.error(why),
  });
  const conductor = new Conductor({
    ...{ node: node.id, place: placeOf(site, node.id), within: within * MINUTE_MS, acknowledge, drill },
    schedule: scheduleOf(node.config, calendar.timeZone),
    ...{ journal: store.journal, clock: node.clock, show },
    append: (event) => source.append(event),
    incidents: () => store.desk.list(),
    ended() {
      for (const listener of [...listeners]) listener();
    },
  });
  const forget = store.desk.onChange((incident) => conductor.incident(incident));
  node.status("grey", "ring", "starting");
  store.desk.ready.then(() => conductor.begin()).catch((thrown: unknown) => node.error(sentenceOf(thrown)));
  return {
    service: {
      ...{ id: node.id, site },
      get last() {
        return conductor.last;
      },
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    input(msg) {
      const heard = heardIn(msg);
      switch (heard.kind) {
        case "accepted":
          return conductor.accepted(heard.subject);
        case "incident":
          return conductor.incident(heard.incident);
        case "start":
          return conductor.startNow();
        case "nothing":
          return undefined;
      }
    },
    async close() {
      forget();
      listeners.clear();
      await conductor.stop();
      await source.close();
      await store.release();
    },
  };

  function show(shown: Shown): void {
    if (shown.state === "running") node.status("yellow", "dot", "running");
    else if (shown.state === "missing") node.status("red", "dot", "missing");
    else {
      const fill = shown.state === "through" ? "green" : "grey";
      if (shown.next === null) node.status(fill, "dot", shown.state === "through" ? "through" : "by-message");
      else node.status(fill, "dot", "next", { time: localTime(shown.next) });
    }
  }

  function localTime(ms: number): string {
    return clockAt(ms, calendar.timeZone).toPlainTime().toString({ smallestUnit: "minute" });
  }
});
