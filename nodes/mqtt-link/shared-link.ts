import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import type { Incoming, Link, LinkEvents, LinkState, PublishOptions } from "../links/link.ts";
import { topicMatch } from "../links/topic-filter.ts";
import type { LinkAttachment, LinkService, LinkUser, RegisterService } from "../runtime/services.ts";
import { Deliveries, type Recipient } from "./deliveries.ts";

export interface SharedLinkOptions {
  readonly id: string;
  readonly register: RegisterService;
  readonly retainedForWildcards: boolean;
  readonly clock: Clock;
  /** Makes the link; it is started for the first user. */
  open(events: LinkEvents): Link;
  /** Told of each change, whoever is attached. */
  state(state: LinkState): void;
  /** Told what a user's function threw. */
  fault(why: string): void;
  /** Told the topic of a message that came though no node asks for it. */
  unwanted(topic: string): void;
}

/**
 * A deploy takes nodes away and brings them back. Until nobody has come or gone for so long, what they had asked
 * for stays subscribed, and what came for them is held.
 */
const DEPLOY_MS = 30_000;

/** Who uses the link. What one throws must not reach the client library, where it would end the process. */
class Member implements Recipient {
  readonly user: LinkUser;
  readonly #matches;
  readonly #fault: (why: string) => void;

  constructor(user: LinkUser, fault: (why: string) => void) {
    this.user = user;
    this.#matches = user.filters.map(({ filter }) => topicMatch(filter));
    this.#fault = fault;
  }

  wants(topic: string): boolean {
    return this.#matches.some((match) => match(topic));
  }

  give(incoming: Incoming): void {
    try {
      this.user.message(incoming);
    } catch (thrown) {
      this.#fault(sentenceOf(thrown));
    }
  }

  tell(state: LinkState): void {
    this.#safely(() => this.user.state(state));
  }

  lose(): void {
    this.#safely(() => this.user.lost?.());
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.#fault(sentenceOf(thrown));
    }
  }
}

/**
 * One connection for every node that uses it: open from the first attachment to the last release. The session
 * at the broker, with its subscriptions, outlives it, so that what comes during a deploy or a restart waits there.
 */
export class SharedLink implements LinkService {
  readonly id: string;
  readonly register: RegisterService;
  readonly retainedForWildcards: boolean;
  readonly #options: SharedLinkOptions;
  readonly #members = new Set<Member>();
  readonly #deliveries = new Deliveries();
  /** Filters the session at the broker holds, those of users who are gone among them. */
  readonly #filters = new Set<string>();
  #link: Link | null = null;
  #state: LinkState = { state: "stopped" };
  /** The end of the connection before: two at once would take the session from each other. */
  #ended: Promise<void> = Promise.resolve();
  #settled = false;
  #cancelSettling: Cancel = () => {};

  constructor(options: SharedLinkOptions) {
    this.#options = options;
    this.id = options.id;
    this.register = options.register;
    this.retainedForWildcards = options.retainedForWildcards;
  }

  get state(): LinkState {
    return this.#state;
  }

  attach(user: LinkUser): LinkAttachment {
    const member = new Member(user, this.#options.fault);
    this.#members.add(member);
    for (const { filter } of user.filters) this.#filters.add(filter);
    if (this.#link === null) this.#start();
    else this.#link.subscribe(user.filters);
    this.#stir();
    member.tell(this.#state);
    this.#deliveries.adopt(member, this.#members);
    let released: Promise<void> | null = null;
    return {
      release: () => {
        released ??= this.#release(member);
        return released;
      },
    };
  }

  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void> {
    if (this.#link !== null) return this.#link.publish(topic, payload, options);
    return Promise.reject(
      new LockerError("link-lost", `The connection is closed, so the message to ${topic} was not sent.`),
    );
  }

  /** Ends the connection, whoever is still attached. */
  async close(): Promise<void> {
    this.#members.clear();
    await this.#stop();
  }

  #start(): void {
    const link = this.#options.open({
      message: (incoming) => this.#received(incoming),
      state: (state) => {
        if (this.#link === link) this.#tell(state);
      },
      lost: () => {
        this.#deliveries.forget();
        for (const member of this.#members) member.lose();
      },
    });
    this.#link = link;
    for (const { user } of this.#members) link.subscribe(user.filters);
    this.#ended
      .then(() => {
        if (this.#link === link) link.start();
      })
      .catch((thrown: unknown) => this.#options.fault(sentenceOf(thrown)));
  }

  async #release(member: Member): Promise<void> {
    if (!this.#members.delete(member)) return;
    if (this.#members.size > 0) this.#stir();
    else await this.#stop();
  }

  async #stop(): Promise<void> {
    const link = this.#link;
    if (link === null) return;
    this.#link = null;
    this.#cancelSettling();
    this.#deliveries.forget();
    this.#ended = this.#ended.then(() => link.stop());
    this.#tell({ state: "stopped" });
    await this.#ended;
  }

  #received(incoming: Incoming): void {
    const wanting: Member[] = [];
    for (const member of this.#members) if (member.wants(incoming.topic)) wanting.push(member);
    if (wanting.length > 0 || !this.#settled) {
      this.#deliveries.give(incoming, wanting);
      return;
    }
    incoming.acknowledge();
    this.#options.unwanted(incoming.topic);
  }

  #stir(): void {
    this.#settled = false;
    this.#cancelSettling();
    this.#cancelSettling = this.#options.clock.after(DEPLOY_MS, () => this.#settle());
  }

  #settle(): void {
    this.#settled = true;
    const wanted = new Set(
      [...this.#members].flatMap(({ user }) => user.filters.map(({ filter }) => filter)),
    );
    const gone = [...this.#filters].filter((filter) => !wanted.has(filter));
    for (const filter of gone) this.#filters.delete(filter);
    if (gone.length > 0) this.#link?.unsubscribe(gone);
    for (const topic of this.#deliveries.settle(this.#members)) this.#options.unwanted(topic);
  }

  #tell(state: LinkState): void {
    this.#state = state;
    this.#options.state(state);
    for (const member of this.#members) member.tell(state);
  }
}
