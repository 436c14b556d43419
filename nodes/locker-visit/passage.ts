import type { LockerEvent } from "../domain/event.ts";
import type { Visit } from "../domain/visit.ts";
import { visitActFrom } from "../domain/visit-act.ts";
import type { VisitSummary } from "../domain/visit-pairing.ts";
import { inFlow, type VisitRecord } from "../domain/visit-record.ts";
import type { Send } from "../runtime/define-node.ts";
import { eventOf, type FlowMessage, isFromMemory } from "../runtime/message.ts";
import type { VisitDesk } from "./visit-desk.ts";

/** What a message asks to do with a visit; undefined where it asks nothing. What events carry says nothing to do. */
export function actAskedBy({ visit }: FlowMessage): unknown {
  return typeof visit === "object" && visit !== null && "do" in visit ? visit : undefined;
}

/** The way of messages through the node. */
export class Passage {
  readonly #desk: VisitDesk;
  readonly #asks: (site: string) => boolean;
  readonly #known: Promise<void>;
  #isKnown = false;

  /**
   * @param asks whether a site asks for visits
   * @param known resolves when the visits are known again after a start
   */
  constructor(desk: VisitDesk, asks: (site: string) => boolean, known: Promise<void>) {
    this.#desk = desk;
    this.#asks = asks;
    this.#known = known.then(() => {
      this.#isKnown = true;
    });
    // Whoever waits for it is told.
    this.#known.catch(() => undefined);
  }

  /**
   * Sends an event on, with the visit it belongs to. Resolves when what has to be known of it is written.
   * @throws LockerError `message-without-event`; `journal-unavailable` where the node was stopped before
   */
  async pass(msg: FlowMessage, send: Send): Promise<void> {
    const event = eventOf(msg);
    if (event.locker === null || !this.#asks(event.site) || msg.drill === true) return send([msg, null]);
    // It comes again once it is stored, and counts then. Alarms do not wait.
    if (isFromMemory(msg)) return goOn(msg, send, this.#isKnown ? this.#desk.covering(event) : null, null);
    if (!this.#isKnown) await this.#known;
    return this.#count(msg, event, send);
  }

  /**
   * Does what a message asks. Resolves when that is durable.
   * @throws LockerError `visit-refused`; `journal-unavailable` where the node was stopped before
   */
  async act(asked: unknown): Promise<Visit> {
    const act = visitActFrom(asked);
    if (!this.#isKnown) await this.#known;
    const visit = this.#desk.act(act);
    await this.#desk.kept.written;
    return visit;
  }

  #count(msg: FlowMessage, event: LockerEvent, send: Send): Promise<void> {
    const { visit, summary } = this.#desk.passed(event);
    goOn(msg, send, visit, summary);
    return this.#desk.kept.written;
  }
}

function goOn(msg: FlowMessage, send: Send, visit: VisitRecord | null, summary: VisitSummary | null): void {
  if (visit !== null || summary !== null)
    msg.visit = { ...(visit && inFlow(visit)), ...(summary && { summary }) };
  else if (msg.visit !== undefined) delete msg.visit;
  send([msg, null]);
}
