import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { ATTEMPTS, type OpenDelivery, SUSPECT_ATTEMPTS } from "../../nodes/journal/journal.ts";
import { type Consumer, Consumers } from "../../nodes/locker-event-in/consumers.ts";
import { giveUp } from "../../nodes/runtime/give-up.ts";
import { TestClock } from "../clock.ts";
import { directJournal, eventOf, NOW } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";

const NODE = "node";

interface Made extends ReturnType<typeof directJournal> {
  readonly wants: (event: LockerEvent) => boolean;
}

/** A locker-event-in before a journal in memory; its flow is never through with anything. */
function started(made: Partial<Made> = {}) {
  const { journal, line, wants } = { ...directJournal(), wants: () => true, ...made };
  const clock = new TestClock();
  const open = new Set<number>();
  const seen: string[] = [];
  const faults: string[] = [];
  const given: OpenDelivery[] = [];
  const consumers = new Consumers({
    ...{ journal, clock },
    settlement: {
      pass(_node, position, send) {
        open.add(position);
        send({ _locker: `t${position}`, _msgid: `t${position}` });
      },
      isOpen: (_node, position) => open.has(position),
      moving: () => 0,
    },
    giveUp: async (consumer, one) => {
      given.push(one);
      await giveUp(consumer, one, NOW, journal, async (alarm) => void (await store(alarm)));
    },
  });
  const consumer: Consumer = {
    id: NODE,
    wants,
    event: ({ seq, type }, { resent }) => seen.push(`${seq ?? type}${resent ? "?" : ""}`),
    rejected() {},
    state() {},
    fault: (why) => faults.push(why),
  };
  async function store(event: LockerEvent): Promise<void> {
    const { position, open } = await journal.append(event, consumers.wanting(event));
    consumers.event(event, position, open);
  }
  return {
    ...{ journal, line, clock, consumers, consumer, seen, faults, given, open },
    come: (seq: number) => store(eventOf({ seq })),
    async begin() {
      consumers.add(consumer);
      consumers.begin(NODE);
      await quiet();
    },
  };
}

describe("a locker-event-in that starts", () => {
  it("gives up with an alarm what the disk does not give back as it was, and goes on with the rest", async () => {
    const before = started();
    await before.begin();
    for (const seq of [1, 2, 3]) await before.come(seq);
    before.line.db.exec("UPDATE event SET body = replace(body, '{', '[') WHERE position = 2");
    const after = started(before);
    await after.begin();
    await quiet();
    assert.deepEqual(after.seen, ["1?", "3?", "unsettled"]);
    assert.match(after.faults.join(), /^The disk does not give the event MUM01-U07-2-0+a \(opened\) back/);
    assert.deepEqual(await after.journal.deliveryCounts(), [{ node: NODE, open: 3 }]);
  });

  it("sends first what is open, in order and marked, and then what is new", async () => {
    const before = started();
    await before.begin();
    for (const seq of [1, 2, 3]) await before.come(seq);
    assert.deepEqual(before.seen, ["1", "2", "3"]);
    await before.journal.settleEvents([{ node: NODE, positions: [2] }]);
    const after = started(before);
    after.consumers.add(after.consumer);
    await after.come(4);
    assert.deepEqual(after.seen, []);
    after.consumers.begin(NODE);
    const coming = after.come(5);
    await coming;
    await quiet();
    await after.come(6);
    assert.deepEqual(after.seen, ["1?", "3?", "4", "5", "6"]);
  });

  it("does not send what is on its way already", async () => {
    const { consumers, begin, come, seen } = started();
    await begin();
    await come(1);
    consumers.begin(NODE);
    await quiet();
    await come(2);
    assert.deepEqual(seen, ["1", "2"]);
  });

  it("ends what its filters do not let through any more without sending it", async () => {
    const before = started();
    await before.begin();
    await before.come(1);
    const after = started({ ...before, wants: () => false });
    await after.begin();
    assert.deepEqual([after.seen, [...after.open]], [[], [1]]);
  });

  it("tries again where the journal cannot be read, and stops trying when it is stopped", async () => {
    const before = started();
    await before.begin();
    await before.come(1);
    const after = started(before);
    after.line.broken.add("openDeliveries");
    await after.begin();
    assert.deepEqual(after.seen, []);
    after.line.broken.clear();
    after.clock.advance(1000);
    await quiet();
    assert.deepEqual(after.seen, ["1?"]);
    const stopped = started(before);
    stopped.line.broken.add("openDeliveries");
    await stopped.begin();
    stopped.consumers.leave(stopped.consumer, true);
    await quiet();
    assert.equal(stopped.clock.pending, 0);
  });

  it("waits between events of which one may end the process, so that the others are settled", async () => {
    const before = started();
    await before.begin();
    for (let seq = 1; seq <= 300; seq += 1) await before.come(seq);
    for (let life = 2; life < 2 + SUSPECT_ATTEMPTS; life += 1) {
      before.line.restart(life);
      await before.journal.openDeliveries(NODE, 0, 256);
    }
    const after = started(before);
    await after.begin();
    assert.equal(after.seen.length, 64);
    after.clock.advance(1999);
    await quiet();
    assert.equal(after.seen.length, 64);
    after.clock.advance(1);
    await quiet();
    assert.equal(after.seen.length, 128);
  });
});

describe("an event that was on its way each time the process ended", () => {
  async function afterLives(lives: number, event: LockerEvent) {
    const before = started();
    await before.begin();
    await before.journal.append(event, [NODE]);
    for (let life = 2; life < 2 + lives; life += 1) {
      before.line.restart(life);
      await before.journal.openDeliveries(NODE, 0, 1);
    }
    const after = started(before);
    await after.begin();
    return after;
  }

  it(`is sent ${ATTEMPTS} times, and no more`, async () => {
    const { seen, faults } = await afterLives(ATTEMPTS - 1, eventOf());
    assert.deepEqual([seen, faults], [["1?"], []]);
  });

  it("is then given up: in the quarantine with the reason, with an alarm by the usual way, and in the log", async () => {
    const { seen, faults, journal, line } = await afterLives(ATTEMPTS, eventOf());
    assert.deepEqual(seen, ["unsettled"]);
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", /MUM01-U07-1-.* 10 times when Node-RED ended unexpectedly/);
    const [kept] = line.db.prepare("SELECT topic, payload, code, reason FROM quarantine").all();
    assert.deepEqual(
      [kept?.topic, kept?.code, kept?.reason],
      ["lockers/v1/MUM01/MUM01-U07/event", "unsettled", faults[0]],
    );
    assert.deepEqual(JSON.parse(Buffer.from(kept?.payload as Uint8Array).toString()), eventOf());
    const { items } = await journal.openDeliveries(NODE, 0, 10);
    assert.deepEqual(
      items.map(({ event }) => event.data),
      [{ eventId: eventOf().id, eventType: "opened", node: NODE, attempts: ATTEMPTS }],
    );
  });

  it("is given up without an alarm where it is such an alarm itself: there is no end to that", async () => {
    const { seen, faults, journal } = await afterLives(ATTEMPTS, eventOf({ type: "unsettled", seq: null }));
    assert.deepEqual(seen, []);
    assert.equal(faults.length, 1);
    assert.deepEqual(await journal.deliveryCounts(), []);
  });
});
