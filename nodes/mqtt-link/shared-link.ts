import { sentenceOf } from "../domain/errors.ts";
import type { Incoming, Link, LinkEvents, LinkState, PublishOptions, TopicFilter } from "../links/link.ts";
import { type TopicMatch, topicMatch } from "../links/topic-filter.ts";
import type { LinkAttachment, LinkService, LinkUser, RegisterService } from "../runtime/services.ts";

export interface SharedLinkOptions {
  readonly id: string;
  readonly register: RegisterService;
  readonly retainedForWildcards: boolean;
  /** Makes the link; it is started by the first user. */
  open(events: LinkEvents): Link;
  /** Told what a user's function threw. */
  fault(why: string): void;
}

interface Attached {
  readonly user: LinkUser;
  readonly matches: readonly TopicMatch[];
}

/**
 * One connection for every node that uses it: open from the first attachment to the last release. The session
 * at the broker outlives it, so that what comes during a deploy waits there.
 */
export class SharedLink implements LinkService {
  readonly id: string;
  readonly register: RegisterService;
  readonly retainedForWildcards: boolean;
  readonly #options: SharedLinkOptions;
  readonly #attached = new Set<Attached>();
  #link: Link | null = null;
  #state: LinkState = { state: "stopped" };
  /** The end of the connection before: two at once would take the session from each other. */
  #ended: Promise<void> = Promise.resolve();

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
    const attached = { user, matches: user.filters.map(({ filter }) => topicMatch(filter)) };
    this.#attached.add(attached);
    if (this.#link === null) this.#start();
    else this.#link.subscribe(user.filters);
    let released: Promise<void> | null = null;
    return {
      release: () => {
        released ??= this.#release(attached);
        return released;
      },
    };
  }

  async publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void> {
    await this.#link?.publish(topic, payload, options);
  }

  #start(): void {
    const link = this.#options.open({
      message: (incoming) => this.#route(incoming),
      state: (state) => this.#tell(state),
      lost() {},
    });
    this.#link = link;
    this.#ended
      .then(() => {
        if (this.#link !== link) return;
        for (const { user } of this.#attached) link.subscribe(user.filters);
        link.start();
      })
      .catch((thrown: unknown) => this.#options.fault(sentenceOf(thrown)));
  }

  async #release(attached: Attached): Promise<void> {
    this.#attached.delete(attached);
    const link = this.#link;
    if (link === null) return;
    if (this.#attached.size > 0) {
      const kept = new Set([...this.#attached].flatMap(({ user }) => user.filters.map(nameOf)));
      const gone = attached.user.filters.map(nameOf).filter((filter) => !kept.has(filter));
      if (gone.length > 0) link.unsubscribe(gone);
      return;
    }
    this.#link = null;
    this.#ended = this.#ended.then(() => link.stop());
    await this.#ended;
    if (this.#link === null) this.#state = { state: "stopped" };
  }

  /**
   * A message goes to every user with a matching filter and is acknowledged when all of them have. One that
   * matches nobody's is held: it comes again on the next connection, when somebody may want it.
   */
  #route(incoming: Incoming): void {
    const wanting = [...this.#attached].filter(({ matches }) =>
      matches.some((match) => match(incoming.topic)),
    );
    let open = wanting.length;
    for (const { user } of wanting) {
      let acknowledged = false;
      const acknowledge = () => {
        if (acknowledged) return;
        acknowledged = true;
        open -= 1;
        if (open === 0) incoming.acknowledge();
      };
      this.#safely(() => user.message({ ...incoming, acknowledge }));
    }
  }

  #tell(state: LinkState): void {
    this.#state = state;
    for (const { user } of [...this.#attached]) this.#safely(() => user.state(state));
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.#options.fault(sentenceOf(thrown));
    }
  }
}

function nameOf({ filter }: TopicFilter): string {
  return filter;
}
