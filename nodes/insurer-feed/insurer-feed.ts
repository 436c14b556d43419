import type { NodeMessage } from "node-red";
import { clockAt, isTimeZone } from "../domain/calendar-zone.ts";
import type { NoticeRequest, TemplateValues } from "../domain/notice.ts";
import type { NoticeClass, Subscription } from "../domain/register.ts";
import { classOf, classOfClosure } from "../domain/subscription.ts";
import { Subscribers } from "../domain/subscription-scope.ts";
import { closureValues, theftValues } from "../domain/subscription-values.ts";
import { defineNode } from "../runtime/define-node.ts";
import { accessOf, eventOf, isFromMemory } from "../runtime/message.ts";
import { ClosureDiary, eachDay } from "./closure-news.ts";
import { insurerFeed } from "./config.ts";

/**
 * Sends one message for each insurer who subscribed to what happened: those told by an SNS topic leave by the
 * first output, those told by e-mail by the second. Closures come from the register by themselves.
 */
export default defineNode("insurer-feed", insurerFeed, (node) => {
  const source = node.peer("locker-register", node.config.register);
  const timeZone =
    node.config.calendar === ""
      ? Intl.DateTimeFormat().resolvedOptions().timeZone
      : node.peer("site-calendar", node.config.calendar).timeZone;
  const today = () => dateIn(timeZone, node.clock.now());
  const diary = new ClosureDiary();
  let subscribers = new Subscribers(source.register);
  let started = false;

  function tellClosures(): void {
    for (const { closure, subscriptions } of diary.news(source.register, subscribers, today())) {
      const outputs = byChannel(subscriptions, (subscription) => ({
        payload: closure,
        notice: noticeFor(
          subscription,
          classOfClosure(closure.closure),
          closureValues(subscription, closure),
        ),
      }));
      node.status("green", "dot", "told", { count: subscriptions.length });
      node.send(outputs);
    }
  }

  // Messages sent before all nodes of the flow are there would be lost.
  const begin = () => {
    started = true;
    eachDay(node.clock, today, tellClosures);
  };
  node.red.events.once("flows:started", begin);
  const forget = source.onChange(() => {
    subscribers = new Subscribers(source.register);
    if (started) tellClosures();
  });
  node.status("grey", "ring", "ready", { count: source.register.subscriptions.length });

  return {
    input(msg, send) {
      const event = eventOf(msg);
      // It comes again once it is stored; an insurer would be told twice.
      if (isFromMemory(msg)) return;
      const access = accessOf(msg);
      const told = classOf(event, access);
      if (told === null) return;
      const zone = access !== null && isTimeZone(access.timeZone) ? access.timeZone : timeZone;
      const { site, locker, occurred } = event;
      const wanting = subscribers.of({ class: told, site, locker, date: dateIn(zone, occurred.latest) });
      if (wanting.length === 0) return;
      const outputs = byChannel(wanting, (subscription) =>
        Object.assign(node.red.util.cloneMessage(msg), {
          notice: noticeFor(subscription, told, theftValues(subscription, event, access, zone)),
        }),
      );
      node.status("green", "dot", "told", { count: wanting.length });
      send(outputs);
    },
    close() {
      node.red.events.off("flows:started", begin);
      forget();
    },
  };
});

/** The ISO date in a zone at a moment, milliseconds since 1970. */
function dateIn(timeZone: string, ms: number): string {
  return clockAt(ms, timeZone).toPlainDate().toString();
}

function noticeFor({ id }: Subscription, told: NoticeClass, values: TemplateValues): NoticeRequest {
  return { recipient: { kind: "subscriber", id }, class: told, values };
}

function byChannel(
  subscriptions: readonly Subscription[],
  message: (subscription: Subscription) => NodeMessage,
): [NodeMessage[], NodeMessage[]] {
  const of = (channel: Subscription["channel"]) =>
    subscriptions.filter((subscription) => subscription.channel === channel).map(message);
  return [of("topic"), of("email")];
}
