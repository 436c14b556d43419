import type { Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import {
  type HealthNews,
  healthOfAppended,
  healthOfHeartbeat,
  healthOfRejection,
  healthOfStatus,
  type KnownUnit,
} from "../domain/health.ts";
import {
  afterEvent,
  afterHeartbeat,
  afterStatus,
  NO_EVIDENCE,
  type UnitEvidence,
} from "../domain/occurred.ts";
import { parseEvent } from "../domain/parse-event.ts";
import { parseHeartbeat } from "../domain/parse-heartbeat.ts";
import type { Rejection } from "../domain/parse-message.ts";
import { parseStatus } from "../domain/parse-status.ts";
import { filterFor, parseTopic } from "../domain/parse-topic.ts";
import { OpenDoors } from "../domain/watch-doors.ts";
import { type Appended, type Journal, QUARANTINE_BYTES } from "../journal/journal.ts";
import type { SetAside } from "../journal/set-aside.ts";
import type { Incoming, LinkState } from "../links/link.ts";
import { giveUp } from "../runtime/give-up.ts";
import type { Passing } from "../runtime/handover.ts";
import type { LinkAttachment, LinkService, LinkUser } from "../runtime/services.ts";
import { Handed } from "./alarm-watch.ts";
import { type Consumer, Consumers, type IntakeState } from "./consumers.ts";
import { CrowdWatch } from "./crowd-watch.ts";
import { Gateway } from "./gateway.ts";
import { Inbox } from "./inbox.ts";
import { JournalWatch } from "./journal-watch.ts";
import type { Finding } from "./loss-watch.ts";
import { eventOfMore, type More, RejectionCap } from "./rejection-cap.ts";
import { Retry } from "./retry.ts";
import { UnitWatch } from "./unit-watch.ts";

/** So much is kept of a rejected message's topic, which may be 64 KiB long; those of the contract are far shorter. */
const TOPIC_CHARACTERS = 256;
/** While so many messages wait for the journal, heartbeats are passed over. */
const BUSY = 2000;

const NOTHING: readonly Appended[] = [];

/** The part of the journal that the intake writes to. */
export type IntakeJournal = Pick<
  Journal,
  | "append"
  | "quarantine"
  | "unitSeen"
  | "unitState"
  | "openDeliveries"
  | "exhaust"
  | "states"
  | "history"
  | "recall"
  | "remember"
>;

export interface IntakeServices {
  readonly journal: IntakeJournal;
  readonly settlement: Passing;
  readonly clock: Clock;
  /** Outlives the intake. */
  readonly handed?: Handed;
}

/**
 * The one way in for all nodes that use a connection: each message is read, committed to the journal, and only then
 * handed to every consumer and acknowledged to the broker and to the unit.
 */
export class Intake implements LinkUser {
  readonly filters = [
    { filter: filterFor("event"), qos: 1 },
    { filter: filterFor("status"), qos: 1 },
    { filter: filterFor("heartbeat"), qos: 0 },
  ] as const;

  readonly #link: LinkService;
  readonly #journal: IntakeJournal;
  readonly #clock: Clock;
  readonly #gateway: Gateway;
  readonly #retry: Retry;
  readonly #consumers: Consumers;
  readonly #inbox = new Inbox();
  readonly #watch: JournalWatch;
  readonly #cap: RejectionCap;
  readonly #units: UnitWatch;
  readonly #crowds: CrowdWatch;
  /** What narrows the time of each unit's events; grows with the register only, as does what follows. */
  readonly #evidence = new Map<string, UnitEvidence>();
  /** The state of each unit after all that came of it, whether stored yet or not. */
  readonly #known = new Map<string, Promise<KnownUnit | null>>();
  #attachment: LinkAttachment | null = null;
  #linkState: LinkState = { state: "stopped" };

  constructor(link: LinkService, { journal, settlement, clock, handed }: IntakeServices) {
    this.#link = link;
    this.#journal = journal;
    this.#clock = clock;
    this.#consumers = new Consumers({
      ...{ journal, settlement, clock },
      giveUp: (consumer, open) => giveUp(consumer, open, clock.now(), journal, (alarm) => this.take(alarm)),
    });
    this.#gateway = new Gateway(link, clock);
    this.#watch = new JournalWatch({
      ...{ clock, handed: handed ?? new Handed(), register: link.register },
      here: () => this.#inbox,
      fromMemory: (event) => this.#consumers.fromMemory(event),
      store: (events, whenNew) => this.#store(events, whenNew),
      changed: () => this.#tellState(),
      fault: (why) => this.#fault(why),
    });
    this.#cap = new RejectionCap(clock, (more) => this.#tellMore(more));
    const doors = new OpenDoors();
    const rulesOf = (site: string) => this.#consumers.rulesOf(site);
    this.#crowds = new CrowdWatch({ clock, journal, rulesOf, doors });
    this.#units = new UnitWatch({
      ...{ link, clock, journal, doors, rulesOf },
      recall: () => this.#crowds.recall(),
      newsOf: (unit, meaning) => this.#newsOf(unit, meaning),
      tell: (finding) => this.#retry.run(async () => this.#takeFinding(await finding())),
    });
    this.#retry = new Retry(clock, {
      journal: (why) => this.#watch.refuses(why),
      fault: (why) => this.#fault(why),
    });
  }

  get unused(): boolean {
    return this.#consumers.present.length === 0;
  }

  add(consumer: Consumer): void {
    this.#consumers.add(consumer);
    this.#attachment ??= this.#link.attach(this);
    consumer.state(this.#currentState());
    if (consumer.watch !== undefined) this.#units.start();
  }

  /** The flows have started: what is sent to the node's neighbours arrives there. */
  begin(consumer: Consumer): void {
    this.#consumers.forgetAway();
    this.#consumers.begin(consumer.id);
  }

  /** Another journal is used now, which counts its events anew. */
  renumbered(consumer: Consumer): void {
    this.#consumers.renumbered(consumer.id);
  }

  /** @param forGood false where a deploy brings the node back, so that what comes meanwhile is open for it */
  remove(consumer: Consumer, forGood: boolean): void {
    this.#consumers.leave(consumer, forGood);
  }

  /**
   * Resolves when what was being stored is stored and the subscriptions are gone; what was not acknowledged
   * comes again another time.
   */
  async close(): Promise<void> {
    this.#watch.stop();
    this.#units.stop();
    this.#cap.stop();
    this.#gateway.stop();
    await this.#retry.stop();
    await this.#attachment?.release();
  }

  state(state: LinkState): void {
    this.#linkState = state;
    this.#tellState();
    this.#units.link(state);
    if (state.state === "connected") this.#gateway.connected();
  }

  lost(): void {
    this.#inbox.lose();
  }

  /** True for a site of the register. */
  knows(site: string): boolean {
    return this.#register.sites.has(site);
  }

  /** An alarm of the gateway's own: stores it and hands it over. */
  async take(alarm: LockerEvent): Promise<void> {
    for (const one of await this.#appendAll([alarm])) this.#deliver(one);
  }

  /** A journal was set aside for a new one. */
  setAside(aside: SetAside): void {
    this.#watch.setAside(aside);
  }

  message(message: Incoming): void {
    // What the broker does not keep is not kept here either while the journal cannot follow: a heartbeat is out of
    // date then, and the unit repeats an event until it is answered.
    if (message.qos === 0 && (this.#retry.waits || this.#retry.count >= BUSY)) {
      const unit = parseTopic(message.topic)?.unit;
      if (unit !== undefined) this.#units.heard(unit, this.#units.came());
      return;
    }
    const incoming = this.#inbox.take(message, this.#clock.monotonic());
    if (incoming === null) return;
    this.#watch.came();
    const receivedAt = this.#clock.now();
    switch (parseTopic(incoming.topic)?.message) {
      case "status":
        this.#status(incoming, receivedAt);
        break;
      case "heartbeat":
        this.#heartbeat(incoming, receivedAt);
        break;
      default:
        // What is no event by its topic is refused as one, with the reason.
        this.#event(incoming, receivedAt);
        break;
    }
  }

  #event(incoming: Incoming, receivedAt: number): void {
    const { topic, payload } = incoming;
    const parsed = parseEvent(topic, payload, receivedAt, this.#register, this.#evidence);
    if (!parsed.ok) {
      this.#reject(incoming, parsed.rejection, receivedAt);
      return;
    }
    const { event } = parsed;
    this.#units.heard(event.unit, this.#units.came());
    if (event.clock !== "none") this.#units.hasTime(event.unit);
    this.#evidence.set(event.unit, afterEvent(this.#evidenceOf(event.unit), event));
    this.#watch.waits(event);
    const answer = (result: Appended["result"] | "rejected") => {
      incoming.acknowledge();
      const code = result === "rejected" ? "internal" : undefined;
      this.#gateway.replyToEvent(event.site, event.unit, event.seq, result, code);
    };
    let appended: Appended | undefined;
    let found: readonly LockerEvent[] | undefined;
    const take = async () => {
      if (appended === undefined) {
        appended = await this.#journal.append(event, this.#consumers.wanting(event));
        this.#watch.stored(event);
        // At once: while what follows from it is stored, a later event must not overtake it.
        this.#deliver(appended);
      }
      // Of a duplicate too: the gateway may have stopped between the two the first time.
      const news = healthOfAppended(appended);
      found ??= await this.#crowds.appended(appended);
      const health = news.length + found.length === 0 ? NOTHING : await this.#appendAll([...news, ...found]);
      answer(appended.result);
      for (const one of health) this.#deliver(one);
    };
    this.#retry.run(take, () => {
      const own = { site: event.site, unit: event.unit, seq: event.seq };
      this.#giveUp(incoming, own, receivedAt, () => answer(appended?.result ?? "rejected"));
    });
  }

  #status(incoming: Incoming, receivedAt: number): void {
    const parsed = parseStatus(incoming.topic, incoming.payload, this.#register);
    if (!parsed.ok) {
      this.#reject(incoming, parsed.rejection, receivedAt);
      return;
    }
    const { status } = parsed;
    const by = this.#units.came();
    this.#units.status(status, by, incoming.retained);
    if (status.online && !incoming.retained) {
      this.#evidence.set(status.unit, afterStatus(this.#evidenceOf(status.unit), status, receivedAt));
    }
    let news: HealthNews | undefined;
    const take = async () => {
      news ??= await this.#newsOf(status.unit, (known) =>
        healthOfStatus(status, known, receivedAt, incoming.retained),
      );
      if (news.left) this.#units.left(status, by);
      if (news.sighting?.online) this.#units.online(status.unit, by);
      await this.#takeNews(news);
      incoming.acknowledge();
    };
    this.#retry.run(take, () => {
      const site = this.#register.units.get(status.unit)?.site ?? null;
      this.#giveUp(incoming, { site, unit: status.unit, seq: null }, receivedAt, () =>
        incoming.acknowledge(),
      );
    });
  }

  #heartbeat(incoming: Incoming, receivedAt: number): void {
    const parsed = parseHeartbeat(incoming.topic, incoming.payload, this.#register);
    if (!parsed.ok) {
      this.#reject(incoming, parsed.rejection, receivedAt);
      return;
    }
    const { heartbeat } = parsed;
    const { unit } = heartbeat;
    const by = this.#units.came();
    this.#units.heard(unit, by);
    this.#evidence.set(unit, afterHeartbeat(this.#evidenceOf(unit), heartbeat, receivedAt));
    let news: HealthNews | undefined;
    this.#retry.run(async () => {
      news ??= await this.#newsOf(unit, (known) => healthOfHeartbeat(heartbeat, known, receivedAt));
      this.#units.online(unit, by);
      await this.#takeNews(news);
    });
  }

  #reject(incoming: Incoming, rejection: Rejection, receivedAt: number): void {
    const { payload } = incoming;
    const topic = incoming.topic.slice(0, TOPIC_CHARACTERS);
    const { code, reason, site, unit, seq } = rejection;
    const answer = () => {
      incoming.acknowledge();
      if (site !== null && unit !== null && rejection.topic?.message === "event") {
        this.#gateway.replyToEvent(site, unit, seq, "rejected", code);
      }
    };
    if (!this.#cap.admit(rejection, topic, payload.byteLength, receivedAt)) {
      answer();
      return;
    }
    const take = async () => {
      const alarm = healthOfRejection(rejection, payload, receivedAt);
      const health = await this.#appendAll(alarm === null ? [] : [alarm]);
      const kept = payload.slice(0, QUARANTINE_BYTES);
      await this.#journal.quarantine({ topic, payload: kept, code, reason, receivedAt });
      answer();
      const message = { topic, code, reason, bytes: payload.byteLength, receivedAt, site };
      this.#consumers.rejected(message);
      for (const one of health) this.#deliver(one);
    };
    this.#retry.run(take, () => this.#giveUp(incoming, { site, unit, seq }, receivedAt, answer));
  }

  /**
   * The gateway itself fails at a message. It is kept and told of as a rejected one is: unacknowledged it would take
   * a place of the few that a broker sends ahead, and with some more of its kind hold up everything.
   */
  #giveUp(
    { topic: fullTopic, payload }: Incoming,
    sender: Pick<Rejection, "site" | "unit" | "seq">,
    receivedAt: number,
    answer: () => void,
  ): void {
    const code = "internal";
    const reason =
      "The gateway failed at this message because of an error of its own, which Node-RED's log names. The message is in the journal's quarantine: look at what it tells by hand, and report the error.";
    const rejection: Rejection = { ...sender, code, reason, topic: parseTopic(fullTopic) };
    const topic = fullTopic.slice(0, TOPIC_CHARACTERS);
    if (!this.#cap.admit(rejection, topic, payload.byteLength, receivedAt)) {
      answer();
      return;
    }
    // By itself: the alarm may be what the gateway fails at.
    const alarm = healthOfRejection(rejection, payload, receivedAt);
    if (alarm !== null) this.#store([alarm]);
    this.#retry.run(async () => {
      await this.#journal.quarantine({
        topic,
        payload: payload.slice(0, QUARANTINE_BYTES),
        code,
        reason,
        receivedAt,
      });
      answer();
      const { site } = sender;
      this.#consumers.rejected({ topic, code, reason, bytes: payload.byteLength, receivedAt, site });
    });
  }

  /** Events first, the sighting after them: an interruption in between derives the same events once more. */
  async #takeNews({ events, sighting }: HealthNews): Promise<void> {
    for (const one of await this.#appendAll(events)) this.#deliver(one);
    if (sighting !== null) await this.#journal.unitSeen(sighting);
  }

  /** All in one commit, so that after an interruption it is all told, or none of it. */
  async #takeFinding({ events, sightings = [], remembered = [] }: Finding): Promise<void> {
    const journal = this.#journal;
    const [stored] = await Promise.all([
      this.#appendAll(events),
      ...sightings.map((sighting) => journal.unitSeen(sighting)),
      remembered.length === 0 ? null : journal.remember(this.#link.id, remembered),
    ]);
    for (const one of stored) this.#deliver(one);
  }

  /** Appends together, in one commit. */
  async #appendAll(events: readonly LockerEvent[]): Promise<readonly Appended[]> {
    if (events.length === 0) return NOTHING;
    return Promise.all(events.map((event) => this.#append(event)));
  }

  async #append(event: LockerEvent): Promise<Appended> {
    const appended = await this.#journal.append(event, this.#consumers.wanting(event));
    this.#watch.stored(event);
    return appended;
  }

  /** Events of the gateway's own. */
  #store(events: readonly LockerEvent[], whenNew: () => void = () => {}): void {
    this.#retry.run(async () => {
      const stored = await this.#appendAll(events);
      if (stored.some(({ result }) => result === "stored")) whenNew();
      for (const one of stored) this.#deliver(one);
    });
  }

  /** Messages that were not told of singly. */
  #tellMore(more: More): void {
    const { rejection, topic, bytes, count } = more;
    const { code, reason, site } = rejection;
    const receivedAt = this.#clock.now();
    this.#consumers.rejected({ topic, code, reason, bytes, receivedAt, site, count });
    const event = eventOfMore(more, receivedAt);
    if (event !== null) this.#store([event]);
  }

  #fault(why: string): void {
    for (const consumer of this.#consumers.present) consumer.fault(why);
  }

  /**
   * What a message means depends on those of the unit before it, which may not be stored yet. Call at once, in the
   * order the messages came.
   */
  #newsOf(unit: string, meaning: (known: KnownUnit | null) => HealthNews): Promise<HealthNews> {
    const before = this.#known.get(unit) ?? this.#journal.unitState(unit);
    const news = before.then(meaning);
    const after = Promise.all([before, news]).then(([known, { sighting }]) => sighting ?? known);
    this.#known.set(unit, after);
    after.catch(() => {
      // The state could not be read: the next attempt asks again.
      if (this.#known.get(unit) === after) this.#known.delete(unit);
    });
    return news;
  }

  #deliver({ result, event, position, open }: Appended): void {
    if (result === "stored") this.#consumers.event(event, position, open);
    else this.#consumers.lookAgain(position, open);
  }

  #evidenceOf(unit: string): UnitEvidence {
    return this.#evidence.get(unit) ?? NO_EVIDENCE;
  }

  get #register() {
    return this.#link.register.register;
  }

  #currentState(): IntakeState {
    return this.#watch.state ?? this.#linkState;
  }

  #tellState(): void {
    const state = this.#currentState();
    for (const consumer of this.#consumers.present) consumer.state(state);
  }
}
