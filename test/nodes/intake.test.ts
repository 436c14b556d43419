import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { Register } from "../../nodes/domain/register.ts";
import type { Journal, Quarantined } from "../../nodes/journal/journal.ts";
import type { Incoming, LinkState, PublishOptions } from "../../nodes/links/link.ts";
import type { Consumer, IntakeState, RejectedMessage } from "../../nodes/locker-event-in/consumers.ts";
import { Intake } from "../../nodes/locker-event-in/intake.ts";
import type { Passing } from "../../nodes/runtime/handover.ts";
import type { LinkService, LinkUser } from "../../nodes/runtime/services.ts";
import { TestClock } from "../clock.ts";
import { bytesOf, vectorRegister, vectors } from "../domain/contract-vectors.ts";
import { quiet } from "../journal/sending.ts";
import { until } from "../until.ts";

const RECEIVED_AT = 1795334131925;
const CROWD = { atLeast: 3, withinMs: 60_000 };
const RULES = { holdMs: 30_000, openings: CROWD, denials: CROWD };

/** A connection that only records. */
class RecordedLink implements LinkService {
  readonly id = "link";
  retainedForWildcards = true;
  readonly state: LinkState = { state: "connected" };
  readonly published: { topic: string; body: unknown }[] = [];
  readonly register: LinkService["register"];
  attached = 0;

  constructor(register: Register) {
    this.register = { id: "register", register, problems: [], onChange: () => () => {} };
  }

  attach(_user: LinkUser) {
    this.attached += 1;
    return {
      release: async () => {
        this.attached -= 1;
      },
    };
  }

  async publish(topic: string, payload: string | Uint8Array, _options: PublishOptions): Promise<void> {
    this.published.push({ topic, body: JSON.parse(payload.toString()) });
  }
}

/** The parts of a journal that the intake uses, in memory; refuses while `broken`. */
class MemoryJournal {
  broken = false;
  readonly events = new Map<string, LockerEvent>();
  readonly kept: Quarantined[] = [];
  /** Nodes for which each event is open, in the order of events. */
  readonly open: { readonly event: LockerEvent; readonly nodes: Set<string> }[] = [];

  #check(): void {
    if (this.broken) throw new LockerError("journal-unavailable", "The disk is full. Make room.");
  }

  append: Journal["append"] = async (event, nodes = []) => {
    this.#check();
    const known = this.events.get(event.id);
    if (known) {
      const index = this.open.findIndex((one) => one.event === known);
      const open = nodes.filter((node) => this.open[index]?.nodes.has(node));
      return { result: "duplicate", position: index + 1, open, event: known, gap: null, before: null };
    }
    this.events.set(event.id, event);
    const position = this.open.push({ event, nodes: new Set(nodes) });
    return { result: "stored", position, open: nodes, event, gap: null, before: null };
  };

  openDeliveries: Journal["openDeliveries"] = async (node, after) => {
    this.#check();
    // Read from the file each time.
    const all = this.open.map(({ event, nodes }, index) => ({
      event: structuredClone(event),
      nodes,
      position: index + 1,
      attempts: 0,
    }));
    const items = all.filter(({ nodes, position }) => nodes.has(node) && position > after);
    return { items, through: this.open.length, isAll: true };
  };

  exhaust: Journal["exhaust"] = async () => {};

  quarantine: Journal["quarantine"] = async (entry) => {
    this.#check();
    this.kept.push(entry);
  };

  unitState: Journal["unitState"] = async () => {
    this.#check();
    return null;
  };

  states: Journal["states"] = async () => ({ units: [], lockers: [] });

  history: Journal["history"] = async () => ({ items: [], next: null });

  recall: Journal["recall"] = async () => [];

  remember: Journal["remember"] = async () => {};

  unitSeen: Journal["unitSeen"] = async () => {
    this.#check();
    return null;
  };
}

/** A settlement in which nothing is ever over. */
function neverOver(): Passing {
  const open = new Set<string>();
  return {
    pass(origin, position, send) {
      open.add(`${origin} ${position}`);
      send({ _locker: "token", _msgid: "token" });
    },
    isOpen: (origin, position) => open.has(`${origin} ${position}`),
    moving: () => 0,
  };
}

function started(journal = new MemoryJournal()) {
  const link = new RecordedLink(vectorRegister());
  const clock = new TestClock(RECEIVED_AT);
  const intake = new Intake(link, { journal, settlement: neverOver(), clock });
  const seen = {
    events: [] as LockerEvent[],
    /** Those that are not in the journal. */
    fromMemory: [] as LockerEvent[],
    rejected: [] as RejectedMessage[],
    states: [] as IntakeState[],
    faults: [] as string[],
  };
  const consumer: Consumer = {
    id: "first",
    wants: () => true,
    event: (event) => {
      (event.marks.includes("not-journaled") ? seen.fromMemory : seen.events).push(event);
    },
    rejected: (message) => seen.rejected.push(message),
    state: (state) => seen.states.push(state),
    fault: (why) => seen.faults.push(why),
  };
  intake.add(consumer);
  intake.begin(consumer);
  let acknowledged = 0;
  const receive = (topic: string, payload: Uint8Array, more: Partial<Incoming> = {}) => {
    const incoming: Incoming = {
      topic,
      payload,
      qos: 1,
      retained: false,
      acknowledge: () => {
        acknowledged += 1;
      },
      ...more,
    };
    intake.message(incoming);
  };
  return { link, journal, clock, intake, consumer, seen, receive, acknowledged: () => acknowledged };
}

const TOPIC = "lockers/v1/MUM01/MUM01-U07/event";
function opened(seq: number): Uint8Array {
  return bytesOf({
    v: 1,
    unit: "MUM01-U07",
    locker: "MUM01-0001",
    boot: 17,
    seq,
    type: "opened",
    at: RECEIVED_AT - 500,
    clock: "sntp",
    uptime: 123_456 + seq,
    door: "open",
  });
}

describe("intake", () => {
  it("stores, and only then hands over and acknowledges to the broker and to the unit", async () => {
    const { link, journal, seen, receive, acknowledged } = started();
    const append = journal.append;
    journal.append = async (event, nodes) => {
      assert.equal(acknowledged(), 0);
      assert.equal(link.published.length, 0);
      return append(event, nodes);
    };
    receive(TOPIC, opened(1));
    await until("the acknowledgement", () => acknowledged() === 1);
    assert.deepEqual(link.published, [
      { topic: "lockers/v1/MUM01/MUM01-U07/reply/event", body: { v: 1, seq: 1, result: "stored" } },
    ]);
    assert.equal(seen.events[0]?.locker, "MUM01-0001");
  });

  it("acknowledges a duplicate and hands it over only once", async () => {
    const { link, seen, receive, acknowledged } = started();
    receive(TOPIC, opened(1));
    receive(TOPIC, opened(1));
    await until("both acknowledgements", () => acknowledged() === 2);
    assert.equal(seen.events.length, 1);
    assert.deepEqual(
      link.published.map(({ body }) => body),
      [
        { v: 1, seq: 1, result: "stored" },
        { v: 1, seq: 1, result: "duplicate" },
      ],
    );
  });

  it("holds the acknowledgement while the journal refuses, says so, and goes on by itself in order", async () => {
    const { journal, clock, seen, receive, acknowledged } = started();
    journal.broken = true;
    receive(TOPIC, opened(1));
    await until("the state", () => seen.states.some(({ state }) => state === "journal"));
    receive(TOPIC, opened(2));
    receive(TOPIC, opened(3));
    clock.advance(1000);
    await quiet();
    assert.equal(acknowledged(), 0);
    journal.broken = false;
    clock.advance(2000);
    await until("all events", () => seen.events.length === 3);
    assert.deepEqual(
      seen.events.map(({ seq }) => seq),
      [1, 2, 3],
    );
    assert.equal(acknowledged(), 3);
    assert.notEqual(seen.states.at(-1)?.state, "journal");
    clock.advance(1000);
    assert.equal(clock.pending, 0);
  });

  it("hands an alarm on from memory at once while the journal refuses, unanswered, and again once it is stored", async () => {
    const { link, journal, clock, intake, seen, receive, acknowledged } = started();
    journal.broken = true;
    receive(TOPIC, opened(1));
    await until("the first", () => seen.fromMemory.length === 1);
    receive(TOPIC, opened(2));
    assert.deepEqual(
      seen.fromMemory.map(({ seq }) => seq),
      [1, 2],
    );
    // The broker sends what is not acknowledged again and again.
    for (let connection = 0; connection < 20; connection += 1) {
      intake.lost();
      receive(TOPIC, opened(1));
      receive(TOPIC, opened(2));
    }
    clock.advance(9000);
    await quiet();
    assert.deepEqual([acknowledged(), link.published.length, seen.events.length], [0, 0, 0]);
    clock.advance(31_000);
    await quiet();
    assert.deepEqual(
      seen.fromMemory.map(({ type, site }) => [type, site]),
      [
        ["opened", "MUM01"],
        ["opened", "MUM01"],
        ...[...link.register.register.sites.keys()].map((site) => ["journal-unavailable", site]),
      ],
    );
    journal.broken = false;
    clock.advance(31_000);
    await until("all", () => seen.events.some(({ type }) => type === "journal-restored"));
    const [one, two] = seen.events;
    assert.deepEqual(
      [one, two].map((event) => [event?.seq, event?.marks]),
      [
        [1, []],
        [2, []],
      ],
    );
    assert.equal(acknowledged(), 2);
    assert.equal(seen.fromMemory.length, 2 + link.register.register.sites.size);
  });

  it("tells of a journal that was set aside, once, with its name", async () => {
    const { link, intake, clock, seen } = started();
    const aside = { name: "journal.sqlite.damaged-1", why: "damaged", writtenAt: clock.now() } as const;
    for (let times = 0; times < 3; times += 1) intake.setAside(aside);
    const sites = link.register.register.sites.size;
    await until("the events", () => seen.events.length >= sites);
    await quiet();
    assert.deepEqual(
      seen.events.map(({ type, data }) => [type, data.file]),
      Array(sites).fill(["journal-damaged", aside.name]),
    );
    assert.equal(seen.faults.length, 1);
    assert.match(seen.faults[0] ?? "", /kept as smart-lockers\/journal.sqlite.damaged-1/);
  });

  it("answers a flood of bad messages, tells of the first, and of the rest as one when the hour is over", async () => {
    const { link, journal, clock, seen, receive, acknowledged } = started();
    for (let n = 0; n < 5000; n += 1) receive(TOPIC, new TextEncoder().encode(`no JSON ${n}`));
    await until("the acknowledgements", () => acknowledged() === 5000);
    await until("the last of them", () => seen.events.length === 10);
    assert.deepEqual([journal.kept.length, seen.rejected.length], [10, 10]);
    clock.advance(60 * 60_000);
    await until("the rest", () => seen.events.length === 11);
    assert.equal(seen.events.at(-1)?.data.count, 4990);
    assert.equal(seen.rejected.at(-1)?.count, 4990);
    assert.equal(link.published.length, 0, "there is no number to answer to");
  });

  it("does not take its own second attempt for a duplicate", async () => {
    const { journal, clock, seen, receive, acknowledged } = started();
    receive(TOPIC, opened(1));
    await until("the first", () => acknowledged() === 1);
    // The event is stored, and the disk fails before what follows from it is.
    const append = journal.append;
    journal.append = async (event, nodes) => {
      const appended = await append(event, nodes);
      journal.broken = event.type === "opened";
      return appended;
    };
    receive(TOPIC, bytesOf({ ...JSON.parse(opened(2).toString()), at: 1000 }));
    await until("the refusal", () => seen.states.some(({ state }) => state === "journal"));
    journal.broken = false;
    clock.advance(1000);
    await until("both", () => seen.events.length === 3);
    assert.deepEqual(
      seen.events.map(({ type }) => type),
      ["opened", "opened", "clock-suspect"],
    );
  });

  it("hands over in order, also while what follows from an event is still being stored", async () => {
    const { journal, seen, receive, acknowledged } = started();
    const append = journal.append;
    let goOn = () => {};
    const slow = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    journal.append = async (event, nodes) => {
      if (event.type === "clock-suspect") await slow;
      return append(event, nodes);
    };
    receive(TOPIC, opened(1));
    receive(TOPIC, bytesOf({ ...JSON.parse(opened(2).toString()), at: 1000 }));
    receive(TOPIC, opened(3));
    await quiet();
    // An event is acknowledged with what follows from it.
    assert.equal(acknowledged(), 2);
    goOn();
    await until("all", () => acknowledged() === 3);
    assert.deepEqual(
      seen.events.map(({ seq }) => seq),
      [1, 2, 3, null],
    );
  });

  it("keeps, tells and acknowledges what it fails at in a way that no second attempt would mend", async () => {
    const { link, journal, seen, receive, acknowledged } = started();
    const append = journal.append;
    journal.append = async (event, nodes) => {
      if (event.type === "opened" && event.seq !== 21) throw new TypeError("broken");
      return append(event, nodes);
    };
    // As many as a broker sends ahead.
    for (let seq = 1; seq <= 20; seq += 1) receive(TOPIC, opened(seq));
    await until("the acknowledgements", () => acknowledged() === 20);
    assert.deepEqual([seen.faults.length, seen.faults[0]], [20, "broken"]);
    assert.deepEqual([journal.kept.length, journal.kept[0]?.code], [10, "internal"]);
    assert.deepEqual(journal.kept[0]?.payload, opened(1));
    // What is only counted is answered sooner.
    assert.deepEqual(link.published.at(-10)?.body, { v: 1, seq: 1, result: "rejected", code: "internal" });
    assert.deepEqual([seen.rejected.length, seen.rejected[0]?.site], [10, "MUM01"]);
    receive(TOPIC, opened(21));
    await until("the next event", () => seen.events.some(({ seq }) => seq === 21));
    assert.deepEqual(
      seen.events.slice(0, -1).map(({ type, data }) => [type, data.code]),
      Array(10).fill(["invalid-message", "internal"]),
    );
  });

  it("answers that an event is stored where it fails only at what follows from it", async () => {
    const { link, journal, seen, receive, acknowledged } = started();
    const append = journal.append;
    journal.append = async (event, nodes) => {
      if (event.unit !== "gateway" && event.type !== "opened") throw new TypeError("broken");
      return append(event, nodes);
    };
    receive(TOPIC, bytesOf({ ...JSON.parse(opened(1).toString()), at: 1000 }));
    await until("the acknowledgement", () => acknowledged() === 1);
    assert.deepEqual(link.published[0]?.body, { v: 1, seq: 1, result: "stored" });
    assert.deepEqual([seen.events.length, journal.kept.length], [1, 1]);
  });

  describe("refuses, keeps and tells, and takes the next good event", () => {
    // The intake gets what matches its subscriptions, and reads it as what its topic says.
    const bad = vectors("invalid").filter(
      ({ topic, message }) =>
        /^lockers\/v1\/[^/]+\/[^/]+\/(event|status|heartbeat)$/.test(topic) && topic.endsWith(`/${message}`),
    );
    const more = [
      {
        name: "1-megabyte",
        topic: TOPIC,
        payload: new Uint8Array(1024 * 1024).fill(0x61),
        expect: "too-large",
      },
      {
        name: "deep-1000",
        topic: TOPIC,
        payload: Buffer.from(`${"[".repeat(1000)}${"]".repeat(1000)}`),
        expect: "too-deep",
      },
    ];
    for (const { name, topic, payload, expect } of [...bad, ...more]) {
      it(`${name}: ${expect}`, async () => {
        const { journal, seen, receive, acknowledged } = started();
        receive(topic, payload);
        await until("the rejection", () => seen.rejected.length > 0);
        assert.equal(seen.rejected[0]?.code, expect);
        assert.equal(acknowledged(), 1);
        assert.equal(journal.kept.length, 1);
        assert.ok((journal.kept[0]?.payload.byteLength ?? 0) <= 4096);
        const onRegisteredTopic = /\/MUM01-U0[78]\//.test(topic) && expect !== "topic-malformed";
        assert.equal(seen.events.length, onRegisteredTopic || expect === "unknown-unit" ? 1 : 0);
        receive(TOPIC, opened(9));
        await until("the good event", () => seen.events.some(({ seq }) => seq === 9));
      });
    }
  });

  it("asks every unit for its state only where the broker has no retained messages for it", async () => {
    const { link, intake, clock } = started();
    intake.state({ state: "connected" });
    assert.equal(link.published.length, 0);
    link.retainedForWildcards = false;
    intake.state({ state: "connected" });
    clock.advance(60_000);
    assert.deepEqual(
      link.published.map(({ topic }) => topic),
      ["lockers/v1/MUM01/MUM01-U07/command", "lockers/v1/MUM01/MUM01-U08/command"],
    );
    await intake.close();
    assert.equal(clock.pending, 0);
  });

  it("takes the first heartbeat of a boot for news, and the next ones for signs of life", async () => {
    const { journal, seen, receive } = started();
    const sightings: number[] = [];
    const unitSeen = journal.unitSeen;
    journal.unitSeen = async (sighting) => {
      sightings.push(sighting.uptime ?? 0);
      return unitSeen(sighting);
    };
    for (const n of [1, 2, 3]) {
      const counts = { n, seq: 1, acked: 1, queued: 0, lost: 0, uptime: n * 60_000 };
      const heartbeat = bytesOf({ v: 1, unit: "MUM01-U07", boot: 17, ...counts });
      receive("lockers/v1/MUM01/MUM01-U07/heartbeat", heartbeat, { qos: 0 });
      await until("the sighting", () => sightings.length === n);
    }
    assert.deepEqual(sightings, [60_000, 120_000, 180_000]);
    assert.deepEqual(
      seen.events.map(({ type }) => type),
      ["online"],
    );
  });

  it("gives each consumer an event of its own", async () => {
    const { intake, receive, seen } = started();
    const others: LockerEvent[] = [];
    const other = {
      id: "second",
      wants: () => true,
      event: (event: LockerEvent) => others.push(event),
      rejected() {},
      state() {},
      fault() {},
    };
    intake.add(other);
    intake.begin(other);
    receive(TOPIC, opened(1));
    await until("the event", () => others.length > 0);
    assert.deepEqual(others[0], seen.events[0]);
    assert.notEqual(others[0], seen.events[0]);
    assert.notEqual(others[0]?.occurred, seen.events[0]?.occurred);
    intake.remove(other, true);
    receive(TOPIC, opened(2));
    await until("the second", () => seen.events.length === 2);
    assert.equal(others.length, 1);
  });

  describe("judges what a unit says of itself by what it said before, even if that is not stored yet", () => {
    const STATUS = "lockers/v1/MUM01/MUM01-U07/status";
    const HEARTBEAT = "lockers/v1/MUM01/MUM01-U07/heartbeat";
    const head = { v: 1, unit: "MUM01-U07", boot: 17 };
    const online = bytesOf({
      ...{ ...head, online: true, nonce: "9f86d081884c7d65", firmware: "1.0.0" },
      ...{ lockers: [], seq: 3, clock: "none" },
    });
    const will = bytesOf({ ...head, online: false });
    const alive = bytesOf({ ...head, n: 1, seq: 3, acked: 3, queued: 0, lost: 0, uptime: 60_000 });
    const bursts: readonly [name: string, burst: [string, Uint8Array][], told: string[]][] = [
      [
        "a night of comings and goings, all at once",
        [
          [STATUS, will],
          [STATUS, online],
          [STATUS, will],
          [STATUS, online],
          [STATUS, will],
        ],
        ["offline"],
      ],
      [
        "lost and back",
        [
          [STATUS, will],
          [STATUS, online],
        ],
        [],
      ],
      [
        "lost and alive",
        [
          [STATUS, will],
          [HEARTBEAT, alive],
        ],
        [],
      ],
    ];
    for (const [name, burst, told] of bursts) {
      it(`${name}, and then a minute of silence`, async () => {
        const { clock, consumer, intake, seen, receive } = started();
        intake.add({ ...consumer, watch: () => RULES });
        intake.begin(consumer);
        intake.state({ state: "connected" });
        receive(STATUS, online);
        await until("the unit to be online", () => seen.events.length === 1);
        clock.advance(1000);
        await quiet();
        for (const [topic, payload] of burst) receive(topic, payload);
        await quiet();
        clock.advance(60_000);
        await quiet();
        assert.deepEqual(
          seen.events.slice(1).map(({ type }) => type),
          told,
        );
      });
    }
  });

  it("keeps nothing that the broker does not keep while the journal refuses", async () => {
    const { journal, clock, seen, receive } = started();
    journal.broken = true;
    receive(TOPIC, opened(1));
    await until("the state", () => seen.states.some(({ state }) => state === "journal"));
    const counts = { n: 1, seq: 1, acked: 1, queued: 0, lost: 0, uptime: 60_000 };
    const heartbeat = bytesOf({ v: 1, unit: "MUM01-U07", boot: 17, ...counts });
    receive("lockers/v1/MUM01/MUM01-U07/heartbeat", heartbeat, { qos: 0 });
    receive(TOPIC, opened(2));
    journal.broken = false;
    clock.advance(1000);
    await until("what was kept", () => seen.events.length === 2);
    receive(TOPIC, opened(3));
    await until("the next", () => seen.events.length === 3);
    assert.deepEqual(
      seen.events.map(({ seq }) => seq),
      [1, 2, 3],
    );
  });

  it("cuts the topic of what it refuses", async () => {
    const { journal, seen, receive } = started();
    receive(`lockers/v1/${"x".repeat(60_000)}/MUM01-U07/event`, opened(1));
    await until("the rejection", () => seen.rejected.length > 0);
    assert.equal(seen.rejected[0]?.topic.length, 256);
    assert.equal(journal.kept[0]?.topic.length, 256);
  });

  describe("loses nothing for a node that a deploy takes away", () => {
    const numbers = (events: readonly LockerEvent[]) => events.map(({ seq }) => seq);

    it("while others go on", async () => {
      const { intake, consumer, seen, receive, acknowledged } = started();
      const others: LockerEvent[] = [];
      const other = { ...consumer, id: "other", event: (event: LockerEvent) => others.push(event) };
      intake.add(other);
      intake.begin(other);
      intake.remove(consumer, false);
      receive(TOPIC, opened(1));
      receive(TOPIC, opened(2));
      await until("both", () => acknowledged() === 2);
      intake.add(consumer);
      receive(TOPIC, opened(3));
      await until("the third", () => others.length === 3);
      assert.deepEqual(numbers(seen.events), []);
      intake.begin(consumer);
      await until("all", () => seen.events.length === 3);
      assert.deepEqual(numbers(seen.events), [1, 2, 3]);
      assert.deepEqual(numbers(others), [1, 2, 3]);
    });

    it("with what was being stored when the last node left", async () => {
      const { intake, consumer, journal, seen, receive, acknowledged } = started();
      const append = journal.append;
      let go = () => {};
      const held = new Promise<void>((resolve) => {
        go = resolve;
      });
      journal.append = async (event, nodes) => {
        await held;
        return append(event, nodes);
      };
      receive(TOPIC, opened(1));
      intake.remove(consumer, false);
      const closing = intake.close();
      // Not taken in any more, not acknowledged either: it comes again.
      receive(TOPIC, opened(2));
      go();
      await closing;
      assert.equal(acknowledged(), 1);
      assert.deepEqual(numbers(seen.events), []);
      const next = started(journal);
      await until("the first", () => next.seen.events.length > 0);
      assert.deepEqual(numbers(next.seen.events), [1]);
    });

    it("but not for one that is removed, or disabled: it is not there when the flows run again", async () => {
      for (const removed of [true, false]) {
        const { intake, consumer, journal, seen, receive, acknowledged } = started();
        const other: Consumer = { ...consumer, id: "other", event() {} };
        intake.add(other);
        intake.begin(other);
        intake.remove(consumer, removed);
        intake.begin(other);
        receive(TOPIC, opened(1));
        await until("the first", () => acknowledged() === 1);
        assert.ok(journal.open.every(({ nodes }) => !nodes.has(consumer.id)));
        assert.deepEqual(numbers(seen.events), []);
      }
    });

    it("that was stored without anybody hearing of it, when the broker sends it again", async () => {
      const { journal, clock, seen, receive, acknowledged } = started();
      const append = journal.append;
      journal.append = async (...given) => {
        journal.append = append;
        await append(...given);
        throw new LockerError("journal-unavailable", "The worker ended before it answered.");
      };
      receive(TOPIC, opened(1));
      await until("the refusal", () => seen.states.some(({ state }) => state === "journal"));
      clock.advance(1000);
      await until("the acknowledgement", () => acknowledged() === 1);
      assert.deepEqual(numbers(seen.events), [1]);
    });
  });
});
