import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import type { Connection, ConnectionEvents, Grant } from "../../nodes/links/connection.ts";
import type { Incoming, LinkState, TopicFilter } from "../../nodes/links/link.ts";
import { PersistentLink } from "../../nodes/links/persistent-link.ts";
import { TestClock } from "../clock.ts";

const PEER = { at: "broker:8883", host: "broker", clientId: "gateway-1" };
const EVENT = { filter: "lockers/v1/+/+/event", qos: 1 } as const;
const STATUS = { filter: "lockers/v1/+/+/status", qos: 1 } as const;

/** A connection whose broker the test plays. */
class Attempt implements Connection {
  readonly events: ConnectionEvents;
  readonly subscribed: (readonly TopicFilter[])[] = [];
  readonly unsubscribed: string[] = [];
  closed = false;
  answer: (filters: readonly TopicFilter[]) => Grant[] = (filters) => filters.map(() => ({ granted: true }));
  publishing: Promise<void> = Promise.resolve();

  constructor(events: ConnectionEvents) {
    this.events = events;
  }

  async subscribe(filters: readonly TopicFilter[]): Promise<readonly Grant[]> {
    this.subscribed.push(filters);
    return this.answer(filters);
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    this.unsubscribed.push(...filters);
  }

  publish(): Promise<void> {
    return this.publishing;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

function setUp(random = 0) {
  const clock = new TestClock();
  const attempts: Attempt[] = [];
  const states: LinkState[] = [];
  const received: Incoming[] = [];
  let lost = 0;
  const link = new PersistentLink({
    connect(events) {
      const attempt = new Attempt(events);
      attempts.push(attempt);
      return attempt;
    },
    ...{ peer: PEER, clock, random: () => random, retainedForWildcards: true },
    events: {
      message: (incoming) => received.push(incoming),
      state: (state) => states.push(state),
      lost: () => {
        lost += 1;
      },
    },
  });
  return {
    link,
    clock,
    attempts,
    states,
    received,
    lost: () => lost,
    last: () => attempts.at(-1) ?? assert.fail("no attempt was made"),
  };
}

/** Lets answered promises take effect. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a persistent link", () => {
  it("is stopped, connecting, and connected once the broker granted the subscriptions", async () => {
    const { link, states, last } = setUp();
    link.subscribe([EVENT]);
    link.start();
    assert.deepEqual(states, [{ state: "connecting" }]);
    last().events.opened(false);
    assert.deepEqual(last().subscribed, [[EVENT]]);
    assert.deepEqual(states.at(-1), { state: "connecting" });
    await settled();
    assert.deepEqual(states.at(-1), { state: "connected" });
  });

  it("waits longer after each failure, at most a minute, and at least a second", () => {
    const waits = (random: number) => {
      const { link, clock, attempts, last } = setUp(random);
      link.start();
      return Array.from({ length: 8 }, () => {
        const made = attempts.length;
        last().events.ended("no");
        let waited = 0;
        for (; attempts.length === made; waited += 500) clock.advance(500);
        return waited;
      });
    };
    assert.deepEqual(waits(0), [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]);
    assert.deepEqual(waits(1), [2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
  });

  it("begins with short waits again after a connection that was sound", () => {
    const { link, clock, attempts, last } = setUp(1);
    link.start();
    for (let n = 0; n < 5; n += 1) {
      last().events.ended("no");
      clock.advance(60_000);
    }
    last().events.opened(false);
    clock.advance(20_000);
    last().events.ended(null);
    const made = attempts.length;
    clock.advance(2_000);
    assert.equal(attempts.length, made + 1);
  });

  it("says why it is refused until it is connected, without flickering in between", () => {
    const { link, clock, states, last } = setUp();
    link.start();
    last().events.ended("wrong password");
    clock.advance(1_000);
    last().events.ended("wrong password");
    clock.advance(1_000);
    last().events.opened(false);
    assert.deepEqual(states, [
      { state: "connecting" },
      { state: "refused", why: "wrong password" },
      { state: "connected" },
    ]);
  });

  it("is connecting again when an accepted connection just broke", () => {
    const { link, states, last, lost } = setUp();
    link.start();
    last().events.opened(true);
    last().events.ended(null);
    assert.deepEqual(states.at(-1), { state: "connecting" });
    assert.equal(lost(), 1);
  });

  it("suspects a second client with the same id when accepted connections keep ending at once", () => {
    const { link, clock, states, last } = setUp();
    link.start();
    for (let n = 0; n < 3; n += 1) {
      last().events.opened(true);
      clock.advance(100);
      last().events.ended(null);
      clock.advance(1_000);
    }
    const state = states.at(-1);
    assert.ok(state?.state === "refused" && /client id gateway-1/.test(state.why), JSON.stringify(state));
  });

  it("subscribes again only where the broker kept no session", async () => {
    const { link, clock, last } = setUp();
    link.subscribe([EVENT]);
    link.start();
    last().events.opened(false);
    await settled();
    last().events.ended(null);
    clock.advance(1_000);
    last().events.opened(true);
    await settled();
    assert.deepEqual(last().subscribed, []);
    last().events.ended(null);
    clock.advance(1_000);
    last().events.opened(false);
    assert.deepEqual(last().subscribed, [[EVENT]]);
  });

  it("asks once for each filter however often it is told", async () => {
    const { link, last } = setUp();
    link.start();
    last().events.opened(true);
    link.subscribe([EVENT]);
    link.subscribe([EVENT, STATUS]);
    await settled();
    link.subscribe([STATUS]);
    assert.deepEqual(last().subscribed, [[EVENT], [STATUS]]);
  });

  it("says which subscription was refused, keeps the connection and asks again", async () => {
    const { link, clock, states, last } = setUp();
    link.subscribe([EVENT, STATUS]);
    link.start();
    last().answer = () => [{ granted: true }, { granted: false, code: 0x87 }];
    last().events.opened(false);
    await settled();
    const state = states.at(-1);
    assert.ok(state?.state === "refused" && state.why.includes(STATUS.filter), JSON.stringify(state));
    await link.publish("t", "p", { qos: 1 });
    last().answer = (filters) => filters.map(() => ({ granted: true }));
    clock.advance(1_000);
    await settled();
    assert.deepEqual(last().subscribed.at(-1), [STATUS]);
    assert.deepEqual(states.at(-1), { state: "connected" });
  });

  it("ends a subscription that was dropped while away on the next connection", async () => {
    const { link, clock, last } = setUp();
    link.subscribe([EVENT, STATUS]);
    link.start();
    last().events.opened(false);
    await settled();
    last().events.ended(null);
    link.unsubscribe([STATUS.filter]);
    clock.advance(1_000);
    last().events.opened(true);
    assert.deepEqual(last().unsubscribed, [STATUS.filter]);
  });

  it("sends a PUBACK once, and none on a later connection", () => {
    const { link, clock, received, last } = setUp();
    link.start();
    last().events.opened(true);
    let acknowledged = 0;
    const message = (): Incoming => ({
      ...{ topic: "t", payload: Buffer.of(), qos: 1, retained: false },
      acknowledge: () => {
        acknowledged += 1;
      },
    });
    last().events.message(message());
    last().events.message(message());
    received[0]?.acknowledge();
    received[0]?.acknowledge();
    assert.equal(acknowledged, 1);
    last().events.ended(null);
    clock.advance(1_000);
    last().events.opened(true);
    received[1]?.acknowledge();
    assert.equal(acknowledged, 1);
  });

  it("does not publish while there is no connection", async () => {
    const { link } = setUp();
    link.start();
    await assert.rejects(link.publish("t", "p", { qos: 1 }), { code: "link-lost" });
  });

  it("gives up a publish the broker has not acknowledged for half a minute", async () => {
    const { link, clock, last } = setUp();
    link.start();
    last().events.opened(true);
    last().publishing = new Promise(() => {});
    const publishing = link.publish("t", "p", { qos: 1 });
    clock.advance(30_000);
    await assert.rejects(
      publishing,
      (error: unknown) => error instanceof LockerError && error.code === "link-lost",
    );
  });

  it("leaves no timer behind and makes no further attempt when stopped", async () => {
    const { link, clock, attempts, states, last } = setUp();
    link.start();
    last().events.ended("no");
    await link.stop();
    assert.equal(clock.pending, 0);
    clock.advance(120_000);
    assert.equal(attempts.length, 1);
    assert.deepEqual(states.at(-1), { state: "stopped" });
  });

  it("closes its connection when stopped, and hears nothing more of it", async () => {
    const { link, received, states, last } = setUp();
    link.start();
    const { events } = last();
    events.opened(true);
    await link.stop();
    assert.ok(last().closed);
    events.message({ topic: "t", payload: Buffer.of(), qos: 0, retained: false, acknowledge() {} });
    events.ended("late");
    assert.deepEqual(received, []);
    assert.deepEqual(states.at(-1), { state: "stopped" });
  });
});
