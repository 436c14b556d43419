import { randomUUID } from "node:crypto";
import type { Cancel, Clock } from "../domain/clock.ts";
import { CONTRACT_VERSION, type CommandMessage, type ReplyEventMessage } from "../domain/contract.ts";
import type { Rejection } from "../domain/parse-message.ts";
import { topicFor } from "../domain/parse-topic.ts";
import type { LinkService } from "../runtime/services.ts";

/** One unit is asked each time: well below the 100 publishes a second that AWS IoT Core takes. */
const ASK_EVERY_MS = 50;
/** Messages under way to the broker at most: one that does not take them must not fill the memory. */
const UNDER_WAY = 5000;

const AT_LEAST_ONCE = { qos: 1 } as const;

/** What the gateway says to units: the answer to each event and, after a start, a request for their state. */
export class Gateway {
  readonly #link: LinkService;
  readonly #clock: Clock;
  /** Where each unit is answered; grows with the register only. */
  readonly #answersTo = new Map<string, { readonly site: string; readonly topic: string }>();
  #asking: Cancel = () => {};
  #underWay = 0;

  constructor(link: LinkService, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
  }

  /** Tells the unit that it may drop an event from its flash. Without a sequence number nothing can be told. */
  replyToEvent(
    site: string,
    unit: string,
    seq: number | null,
    result: ReplyEventMessage["result"],
    code?: Rejection["code"],
  ): void {
    if (seq === null) return;
    // A ReplyEventMessage, written for each event; the words are the gateway's own and need no escapes.
    const reason = code === undefined ? "" : `,"code":"${code}"`;
    const reply = `{"v":${CONTRACT_VERSION},"seq":${seq},"result":"${result}"${reason}}`;
    this.#publish(this.#topicOf(site, unit), reply);
  }

  #topicOf(site: string, unit: string): string {
    const known = this.#answersTo.get(unit);
    if (known?.site === site) return known.topic;
    const topic = topicFor(site, unit, "reply-event");
    this.#answersTo.set(unit, { site, topic });
    return topic;
  }

  /** Where subscribers with wildcards get no retained statuses, every unit is asked for its own. */
  connected(): void {
    this.#asking();
    if (this.#link.retainedForWildcards) return;
    this.#ask([...this.#link.register.register.units.values()].values());
  }

  stop(): void {
    this.#asking();
  }

  #ask(units: Iterator<{ readonly id: string; readonly site: string }>): void {
    const { value: unit, done } = units.next();
    if (done) return;
    const command: CommandMessage = { v: CONTRACT_VERSION, id: randomUUID(), op: "get-state" };
    this.#publish(topicFor(unit.site, unit.id, "command"), JSON.stringify(command));
    this.#asking = this.#clock.after(ASK_EVERY_MS, () => this.#ask(units));
  }

  readonly #over = (): void => {
    this.#underWay -= 1;
  };

  #publish(topic: string, message: string): void {
    // Not sent is not lost: the unit sends its event again and is answered then, or is asked at the next
    // connection.
    if (this.#underWay >= UNDER_WAY) return;
    this.#underWay += 1;
    this.#link.publish(topic, message, AT_LEAST_ONCE).then(this.#over, this.#over);
  }
}
