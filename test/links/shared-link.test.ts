import assert from "node:assert/strict";
import type { Incoming, Link, LinkEvents, LinkState, TopicFilter } from "../../nodes/links/link.ts";
import { SharedLink } from "../../nodes/mqtt-link/shared-link.ts";
import type { LinkUser, RegisterService } from "../../nodes/runtime/services.ts";
import { TestClock } from "../clock.ts";

const EVENT = { filter: "lockers/v1/+/+/event", qos: 1 } as const;
const STATUS = { filter: "lockers/v1/+/+/status", qos: 1 } as const;
const A_STATUS = "lockers/v1/MUM01/U07/status";
const AN_EVENT = "lockers/v1/MUM01/U07/event";
const NO_REGISTER: RegisterService = {
  id: "register",
  get register(): never {
    throw new Error("not asked for here");
  },
  problems: [],
  onChange: () => () => {},
};

/** A link whose broker the test plays. */
class PlayedLink implements Link {
  readonly retainedForWildcards = true;
  readonly events: LinkEvents;
  readonly subscribed = new Set<string>();
  running = false;
  stopping: Promise<void> = Promise.resolve();

  constructor(events: LinkEvents) {
    this.events = events;
  }

  start(): void {
    this.running = true;
    this.events.state({ state: "connected" });
  }

  subscribe(filters: readonly TopicFilter[]): void {
    for (const { filter } of filters) this.subscribed.add(filter);
  }

  unsubscribe(filters: readonly string[]): void {
    for (const filter of filters) this.subscribed.delete(filter);
  }

  async publish(): Promise<void> {}

  async stop(): Promise<void> {
    await this.stopping;
    this.running = false;
  }
}

/** A node that uses the link and remembers what it was given. */
class User implements LinkUser {
  readonly filters: readonly TopicFilter[];
  readonly received: Incoming[] = [];
  readonly states: LinkState[] = [];

  constructor(...filters: readonly TopicFilter[]) {
    this.filters = filters;
  }

  message(incoming: Incoming): void {
    this.received.push(incoming);
  }

  state(state: LinkState): void {
    this.states.push(state);
  }

  get payloads(): string {
    return this.received.map(({ payload }) => Buffer.from(payload).toString()).join();
  }
}

function setUp() {
  const clock = new TestClock();
  const links: PlayedLink[] = [];
  const faults: string[] = [];
  const unwanted: string[] = [];
  const acknowledged: string[] = [];
  const shared = new SharedLink({
    ...{ id: "link", register: NO_REGISTER, retainedForWildcards: true, clock },
    open(events) {
      const link = new PlayedLink(events);
      links.push(link);
      return link;
    },
    state() {},
    fault: (why) => faults.push(why),
    unwanted: (topic) => unwanted.push(topic),
  });
  const last = () => links.at(-1) ?? assert.fail("no link was opened");
  return {
    ...{ shared, clock, links, faults, unwanted, acknowledged, last },
    /** The broker sends a message. */
    arrives(topic: string, payload: string, qos: 0 | 1 = 1) {
      last().events.message({
        ...{ topic, payload: Buffer.from(payload), qos, retained: false },
        acknowledge: () => acknowledged.push(payload),
      });
    },
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a link that several nodes share", () => {
  it("is one connection, opened for the first and closed after the last", async () => {
    const { shared, links } = setUp();
    const first = shared.attach(new User(EVENT));
    const second = shared.attach(new User(STATUS));
    await settled();
    assert.equal(links.length, 1);
    assert.deepEqual([...(links[0]?.subscribed ?? [])], [EVENT.filter, STATUS.filter]);
    await first.release();
    await first.release();
    assert.equal(links[0]?.running, true);
    await second.release();
    assert.equal(links[0]?.running, false);
    assert.deepEqual(shared.state, { state: "stopped" });
  });

  it("tells every node its state, a newcomer at once", async () => {
    const { shared } = setUp();
    const user = new User(EVENT);
    shared.attach(user);
    await settled();
    assert.deepEqual(user.states, [{ state: "stopped" }, { state: "connected" }]);
    const newcomer = new User(EVENT);
    shared.attach(newcomer);
    assert.deepEqual(newcomer.states, [{ state: "connected" }]);
  });

  it("does not connect anew before the connection before has ended", async () => {
    const { shared, links } = setUp();
    const attachment = shared.attach(new User(EVENT));
    await settled();
    let end = () => {};
    if (links[0])
      links[0].stopping = new Promise((resolve) => {
        end = resolve;
      });
    const released = attachment.release();
    shared.attach(new User(EVENT));
    await settled();
    assert.deepEqual([links.length, links[1]?.running], [2, false]);
    end();
    await released;
    await settled();
    assert.equal(links[1]?.running, true);
  });

  it("acknowledges a message when all who want it have", async () => {
    const { shared, arrives, acknowledged } = setUp();
    const [one, two, other] = [new User(EVENT), new User(EVENT, STATUS), new User(STATUS)];
    for (const user of [one, two, other]) shared.attach(user);
    await settled();
    arrives(AN_EVENT, "opened");
    assert.deepEqual([one.payloads, two.payloads, other.payloads], ["opened", "opened", ""]);
    one.received[0]?.acknowledge();
    one.received[0]?.acknowledge();
    assert.deepEqual(acknowledged, []);
    two.received[0]?.acknowledge();
    assert.deepEqual(acknowledged, ["opened"]);
  });

  it("survives a node that throws, and leaves what it was given unacknowledged", async () => {
    const { shared, arrives, acknowledged, faults } = setUp();
    const careless = new User(EVENT);
    careless.message = () => {
      throw new Error("careless");
    };
    const careful = new User(EVENT);
    shared.attach(careless);
    shared.attach(careful);
    await settled();
    arrives(AN_EVENT, "opened");
    careful.received[0]?.acknowledge();
    assert.deepEqual(faults, ["careless"]);
    assert.deepEqual(acknowledged, []);
  });

  it("passes on QoS 0 without owing anything", async () => {
    const { shared, arrives, clock, unwanted } = setUp();
    const user = new User(EVENT);
    shared.attach(user);
    await settled();
    arrives(AN_EVENT, "heartbeat", 0);
    assert.equal(user.payloads, "heartbeat");
    clock.advance(30_000);
    assert.deepEqual(unwanted, []);
  });

  it("does not publish while nobody uses it", async () => {
    const { shared } = setUp();
    await assert.rejects(shared.publish("t", "p", { qos: 1 }), { code: "link-lost" });
  });

  it("is closed with its node, whoever uses it", async () => {
    const { shared, last, clock } = setUp();
    const attachment = shared.attach(new User(EVENT));
    await settled();
    await shared.close();
    assert.equal(last().running, false);
    assert.equal(clock.pending, 0);
    await attachment.release();
  });
});

describe("a deploy that takes nodes away from a link and brings them back", () => {
  /** Somebody else keeps the connection open meanwhile. */
  async function deploying() {
    const test = setUp();
    test.shared.attach(new User(STATUS));
    const leaver = new User(EVENT);
    const attachment = test.shared.attach(leaver);
    await settled();
    return { ...test, leaver, attachment };
  }

  it("keeps their subscription, and holds what comes meanwhile for them", async () => {
    const { shared, attachment, arrives, acknowledged, last } = await deploying();
    await attachment.release();
    arrives(AN_EVENT, "one");
    arrives(AN_EVENT, "two");
    assert.ok(last().subscribed.has(EVENT.filter));
    const back = new User(EVENT);
    shared.attach(back);
    assert.equal(back.payloads, "one,two");
    back.received[1]?.acknowledge();
    assert.deepEqual(acknowledged, ["two"]);
  });

  it("gives them again what they had not acknowledged", async () => {
    const { shared, leaver, attachment, arrives, acknowledged } = await deploying();
    arrives(AN_EVENT, "one");
    arrives(AN_EVENT, "two");
    leaver.received[1]?.acknowledge();
    await attachment.release();
    const back = new User(EVENT);
    shared.attach(back);
    assert.equal(back.payloads, "one");
    // The one who left has handed it over.
    leaver.received[0]?.acknowledge();
    assert.deepEqual(acknowledged, ["two"]);
    back.received[0]?.acknowledge();
    assert.deepEqual(acknowledged, ["two", "one"]);
  });

  it("takes an acknowledgement that comes after they left", async () => {
    const { shared, leaver, attachment, arrives, acknowledged } = await deploying();
    arrives(AN_EVENT, "one");
    await attachment.release();
    leaver.received[0]?.acknowledge();
    assert.deepEqual(acknowledged, ["one"]);
    const back = new User(EVENT);
    shared.attach(back);
    assert.equal(back.payloads, "");
  });

  it("lets the broker send again what a lost connection left open, instead of giving it twice", async () => {
    const { shared, attachment, arrives, last } = await deploying();
    await attachment.release();
    arrives(AN_EVENT, "one");
    last().events.lost();
    const back = new User(EVENT);
    shared.attach(back);
    assert.equal(back.payloads, "");
    arrives(AN_EVENT, "one");
    assert.equal(back.payloads, "one");
  });

  it("gives up half a minute after the last change what nobody asks for any more", async () => {
    const { shared, attachment, arrives, clock, acknowledged, unwanted, last } = await deploying();
    await attachment.release();
    arrives(AN_EVENT, "one");
    clock.advance(29_000);
    shared.attach(new User(STATUS));
    clock.advance(29_000);
    assert.deepEqual(acknowledged, []);
    clock.advance(1_000);
    assert.deepEqual([acknowledged, unwanted], [["one"], [AN_EVENT]]);
    assert.deepEqual([...last().subscribed], [STATUS.filter]);
    // From now on there is nothing to wait for.
    arrives(AN_EVENT, "two");
    assert.deepEqual(acknowledged, ["one", "two"]);
  });

  it("acknowledges for one who does not come back, and not for those who stay", async () => {
    const { shared, leaver, attachment, arrives, clock, acknowledged, unwanted } = await deploying();
    const stayer = new User(EVENT);
    shared.attach(stayer);
    arrives(AN_EVENT, "one");
    arrives(AN_EVENT, "two");
    stayer.received[0]?.acknowledge();
    await attachment.release();
    clock.advance(30_000);
    assert.deepEqual([acknowledged, unwanted, leaver.payloads], [["one"], [], "one,two"]);
    stayer.received[1]?.acknowledge();
    assert.deepEqual(acknowledged, ["one", "two"]);
  });

  it("gives what they had to one who came before they left, and does not acknowledge for that one", async () => {
    const { shared, leaver, attachment, arrives, clock, acknowledged, unwanted } = await deploying();
    arrives(AN_EVENT, "one");
    arrives(AN_EVENT, "two");
    const successor = new User(EVENT);
    shared.attach(successor);
    arrives(AN_EVENT, "three");
    await attachment.release();
    leaver.received[1]?.acknowledge();
    assert.equal(successor.payloads, "three");
    clock.advance(30_000);
    assert.equal(successor.payloads, "three,one");
    assert.deepEqual([acknowledged, unwanted], [["two"], []]);
    successor.received[1]?.acknowledge();
    assert.deepEqual(acknowledged, ["two", "one"]);
  });

  it("keeps what was asked for again meanwhile", async () => {
    const { shared, attachment, clock, last } = await deploying();
    await attachment.release();
    shared.attach(new User(EVENT));
    clock.advance(60_000);
    assert.deepEqual([...last().subscribed].sort(), [EVENT.filter, STATUS.filter]);
  });

  it("does not take a message of another topic for theirs", async () => {
    const { shared, attachment, arrives } = await deploying();
    await attachment.release();
    arrives(AN_EVENT, "one");
    const other = new User(STATUS);
    shared.attach(other);
    arrives(A_STATUS, "online");
    assert.equal(other.payloads, "online");
  });
});
