import { resolve } from "node:path";
import { clockAt } from "../domain/calendar-zone.ts";
import { sentenceOf } from "../domain/errors.ts";
import { visitActFrom } from "../domain/visit-act.ts";
import { isVisitAlarm, visitIn } from "../domain/visit-event.ts";
import { inFlow } from "../domain/visit-record.ts";
import { defineConfigNode } from "../runtime/define-node.ts";
import { openSource } from "../runtime/event-source.ts";
import { eventIn } from "../runtime/message.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { openStore } from "../runtime/store.ts";
import { lockerVisit } from "./config.ts";
import { sitesKeptTwice } from "./doubled.ts";
import { DropFolder } from "./drop-folder.ts";
import { actAskedBy, Passage } from "./passage.ts";
import { showVisits } from "./shown.ts";
import { Sites } from "./sites.ts";
import { VisitDesk } from "./visit-desk.ts";

const MINUTE_MS = 60_000;

/**
 * Keeps the registered visits. Events pass by the first output with the visit they belong to, and so do the opening and
 * the closing of each visit; what does not fit to the visits leaves by the second, as an event of this node's own.
 */
export default defineConfigNode("locker-visit", lockerVisit, (node) => {
  const { red, clock, config } = node;
  const register = node.peer("locker-register", config.register);
  const calendar = config.calendar === "" ? null : node.peer("site-calendar", config.calendar);
  const sites = new Sites(config.sites, () => register.register);
  const store = openStore(red);
  const listeners = new Set<() => void>();

  const zoneOf = (site: string) => register.register.sites.get(site)?.timeZone ?? null;
  const ownZone = calendar?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const source = openSource({
    ...{ id: node.id, store, settlement: settlementOf(red), clock },
    event(event, tags) {
      const visit = visitIn(event);
      const access = calendar?.judge(event.occurred, event.type);
      const msg = { ...tags, payload: event, ...(access && { access }), ...(visit && { visit }) };
      node.send(isVisitAlarm(event) ? [null, msg] : [msg, null]);
    },
    fault: (why) => node.error(why),
  });
  const desk = new VisitDesk({
    ...{ node: node.id, minutes: config.minutes, grace: config.grace * MINUTE_MS },
    ...{ journal: store.journal, clock },
    register: () => register.register,
    sites: () => sites.asking,
    hoursEnd: (after, until) => calendar?.ends(after, until, 0)[0] ?? null,
    dayBegan: (site, now) => clockAt(now, zoneOf(site) ?? ownZone).startOfDay().epochMilliseconds,
    append: (event) => source.append(event),
    changed() {
      shown.changed();
      for (const listener of [...listeners]) listener();
    },
  });
  const shown = showVisits(node, desk, sites);
  const drop =
    config.folder === ""
      ? null
      : new DropFolder({
          ...{ folder: resolve(red.settings.userDir ?? ".", config.folder), clock, desk },
          timeZoneOf: (locker) => zoneOf(register.register.lockers.get(locker)?.site ?? ""),
          fault: (why) => shown.fault(why),
          refused: (lines) => shown.refused(lines),
        });
  const forgets = [
    register.onChange(() => {
      sites.read();
      desk.sitesChanged();
    }),
    store.onSetAside(() => {
      desk.keepAll();
      drop?.keepAll();
    }),
  ];
  const passage = new Passage(desk, (site) => sites.asking.has(site), begin());

  /** Resolves when the visits are known; what was done at the counter meanwhile is read before anything is told. */
  function begin(): Promise<void> {
    const recalled = desk.recall();
    const begun = recalled.then(async (others) => {
      drop?.restore(others);
      await drop?.begin();
      desk.start();
      shown.changed();
      shown.doubled(sitesKeptTwice(red, node.id, sites.asking));
    });
    begun.catch((thrown: unknown) => shown.notBegun(sentenceOf(thrown)));
    return recalled.then(() => undefined);
  }

  return {
    service: {
      id: node.id,
      get sites() {
        return sites.asking;
      },
      list: () => desk.list(),
      act: async (act) => desk.acted(visitActFrom(act)),
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    async input(msg, send) {
      const asked = actAskedBy(msg);
      if (asked === undefined) return passage.pass(msg, send);
      try {
        const visit = inFlow(await passage.act(asked));
        // For complete nodes.
        msg.visit = visit;
      } finally {
        // An event that somebody put an act to goes on, whatever became of that.
        if (eventIn(msg) !== null) await passage.pass(msg, send);
      }
    },
    async close() {
      shown.stop();
      listeners.clear();
      for (const forget of forgets) forget();
      await drop?.stop();
      await desk.stop();
      await source.close();
      await store.release();
    },
  };
});
