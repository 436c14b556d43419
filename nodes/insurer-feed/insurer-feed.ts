import type { NodeMessage } from "node-red";
import { clockAt, isTimeZone } from "../domain/calendar-zone.ts";
import { closureDocument } from "../domain/closure-document.ts";
import type { ClosureNews } from "../domain/closure-telling.ts";
import { documentOf } from "../domain/cloud-event.ts";
import { fnol, type Loss } from "../domain/fnol.ts";
import type { NoticeRequest } from "../domain/notice.ts";
import type { Subscription } from "../domain/register.ts";
import { classesOfTheft, classOf, classOfClosure, classOfStage, isWanted } from "../domain/subscription.ts";
import { Subscribers } from "../domain/subscription-scope.ts";
import { closureValues, statedLoss, suspectedLoss, theftValues } from "../domain/subscription-values.ts";
import { theftDataOf } from "../domain/theft-event.ts";
import { defineNode } from "../runtime/define-node.ts";
import { openSource } from "../runtime/event-source.ts";
import { accessOf, eventOf, incidentOf, isFromMemory } from "../runtime/message.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { openStore } from "../runtime/store.ts";
import { ClosureDiary, eachDay } from "./closure-news.ts";
import { insurerFeed } from "./config.ts";

/**
 * Sends one message for each insurer who subscribed to what happened: those told by an SNS topic leave by the
 * first output, those told by e-mail by the second. What officers say about thefts sets out from here; closures come
 * from the register by themselves.
 */
export default defineNode("insurer-feed", insurerFeed, (node) => {
  const people = node.peer("locker-register", node.config.register);
  const calendarZone =
    node.config.calendar === ""
      ? Intl.DateTimeFormat().resolvedOptions().timeZone
      : node.peer("site-calendar", node.config.calendar).timeZone;
  const zoneOf = (site: string) => people.register.sites.get(site)?.timeZone ?? calendarZone;
  const today = (site: string) => dateIn(zoneOf(site), node.clock.now());
  const days = () => {
    const zones = new Set([calendarZone, ...[...people.register.sites.keys()].map(zoneOf)]);
    return [...zones].map((zone) => dateIn(zone, node.clock.now())).join(" ");
  };
  let subscribers = new Subscribers(people.register);

  const store = openStore(node.red);
  const source = openSource({
    ...{ id: node.id, store, settlement: settlementOf(node.red), clock: node.clock },
    event(event, tags) {
      const data = theftDataOf(event);
      const stage = data?.steps.at(-1)?.stage;
      if (data === null || stage === undefined) return;
      const zone = zoneOf(event.site);
      const isOpen = (one: Subscription) => isWanted(one, dateIn(zone, node.clock.now()));
      const date = dateIn(zone, data.loss.latest);
      const wanting = classesOfTheft({ ...data, stage }).flatMap((told) =>
        subscribers.of({ class: told, site: event.site, locker: event.locker, date }).filter(isOpen),
      );
      send([...new Set(wanting)], (subscription) => ({
        ...{ ...tags, payload: event },
        notice: theftNotice(subscription, statedLoss(event, stage, data), zone),
      }));
    },
    fault: (why) => node.error(why),
  });
  const leave = store.thefts.serve(node.id);
  const forgetThefts = store.thefts.onChange((_, told) => {
    if (!told?.nodes.includes(node.id)) return;
    source.committed(told.event, told.position);
    // It may have waited for an insurer-feed for long.
    source.reopened();
  });

  const diary = new ClosureDiary({
    ...{ node: node.id, journal: store.journal, clock: node.clock, register: people, today, days },
    subscribers: () => subscribers,
    tell: (news) => {
      for (const one of news) send([one.subscription], () => closureMessage(one));
    },
  });
  let started = false;
  // Messages sent before all nodes of the flow are there would be lost.
  const begin = () => {
    started = true;
    eachDay(node.clock, days, () => void diary.look());
  };
  node.red.events.once("flows:started", begin);
  const forget = people.onChange(() => {
    subscribers = new Subscribers(people.register);
    if (started) void diary.look();
  });
  node.status("grey", "ring", "ready", { count: people.register.subscriptions.length });

  return {
    input(msg, sendOn) {
      const event = eventOf(msg);
      // It comes again once it is stored; an insurer would be told twice.
      if (isFromMemory(msg)) return;
      const access = accessOf(msg);
      const told = classOf(event, access);
      if (told === null) return;
      const zone = access !== null && isTimeZone(access.timeZone) ? access.timeZone : zoneOf(event.site);
      const { site, locker, occurred } = event;
      const wanting = subscribers.of({ class: told, site, locker, date: dateIn(zone, occurred.latest) });
      if (wanting.length === 0) return;
      const loss = suspectedLoss(event, access, incidentOf(msg)?.id ?? null);
      send(
        wanting,
        (subscription) =>
          Object.assign(node.red.util.cloneMessage(msg), { notice: theftNotice(subscription, loss, zone) }),
        sendOn,
      );
    },
    async close() {
      node.red.events.off("flows:started", begin);
      forget();
      forgetThefts();
      leave();
      diary.stop();
      await source.close();
      await store.release();
    },
  };

  function send(
    wanting: readonly Subscription[],
    message: (subscription: Subscription) => NodeMessage,
    sendOn = node.send,
  ): void {
    if (wanting.length === 0) return;
    const outputs = byChannel(wanting, message);
    node.status("green", "dot", "told", { count: wanting.length });
    sendOn(outputs);
  }

  function theftNotice(subscription: Subscription, loss: Loss, zone: string): NoticeRequest {
    return {
      recipient: { kind: "subscriber", id: subscription.id },
      class: classOfStage(loss.stage),
      values: theftValues(subscription, loss, zone),
      document: documentOf(fnol(loss, subscription, people.register, zone), `fnol-${loss.stage}`),
    };
  }

  function closureMessage({ notice, subscription }: ClosureNews) {
    const request: NoticeRequest = {
      recipient: { kind: "subscriber", id: subscription.id },
      class: classOfClosure(notice.closure),
      values: closureValues(subscription, notice),
      document: documentOf(closureDocument(notice, subscription, people.register), `closure-${notice.news}`),
    };
    return { payload: notice, notice: request };
  }
});

/** The ISO date in a zone at a moment, milliseconds since 1970. */
function dateIn(timeZone: string, ms: number): string {
  return clockAt(ms, timeZone).toPlainDate().toString();
}

function byChannel(
  subscriptions: readonly Subscription[],
  message: (subscription: Subscription) => NodeMessage,
): [NodeMessage[], NodeMessage[]] {
  const of = (channel: Subscription["channel"]) =>
    subscriptions.filter((subscription) => subscription.channel === channel).map(message);
  return [of("topic"), of("email")];
}
