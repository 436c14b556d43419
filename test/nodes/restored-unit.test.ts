import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { COMPLAINT_MS } from "../../nodes/domain/health.ts";
import type { LinkState } from "../../nodes/links/link.ts";
import { Intake } from "../../nodes/locker-event-in/intake.ts";
import type { LinkService } from "../../nodes/runtime/services.ts";
import { TestClock } from "../clock.ts";
import { bytesOf, vectorRegister } from "../domain/contract-vectors.ts";
import { directJournal } from "../journal/making.ts";
import { until } from "../until.ts";

const HOUR = Math.floor(Date.UTC(2026, 10, 22, 4) / COMPLAINT_MS) * COMPLAINT_MS;
const connected: LinkState = { state: "connected" };

/** A connection whose answers nobody reads. */
const link: LinkService = {
  id: "link",
  retainedForWildcards: true,
  state: connected,
  register: { id: "register", register: vectorRegister(), problems: [], onChange: () => () => {} },
  attach: () => ({ release: async () => {} }),
  publish: async () => {},
};

/** A gateway with a journal that remembers, and what it hands over. */
function gateway() {
  const { journal, line } = directJournal();
  const clock = new TestClock(HOUR + 60_000);
  const open = new Set<number>();
  const settlement = {
    pass(_origin: string, position: number, send: (tags: { _locker: string; _msgid: string }) => void) {
      open.add(position);
      send({ _locker: "token", _msgid: "token" });
    },
    isOpen: (_origin: string, position: number) => open.has(position),
    moving: () => 0,
  };
  const events: LockerEvent[] = [];
  const start = () => {
    const intake = new Intake(link, { journal, settlement, clock });
    const consumer = {
      id: "in",
      wants: () => true,
      event: (event: LockerEvent) => events.push(event),
      rejected: () => assert.fail("nothing is to be rejected"),
      state() {},
      fault: (why: string) => assert.fail(why),
    };
    intake.add(consumer);
    intake.begin(consumer);
    return intake;
  };
  let intake = start();
  let sent = 0;
  let acknowledged = 0;
  return {
    clock,
    events,
    async send(boot: number, seq: number, type = "opened") {
      const body = {
        ...{ v: 1, unit: "MUM01-U07", boot, seq, type, at: null, clock: "none", uptime: seq * 1000 },
        ...(type === "boot" ? {} : { locker: "MUM01-0001" }),
      };
      sent += 1;
      intake.message({
        ...{ topic: "lockers/v1/MUM01/MUM01-U07/event", payload: bytesOf(body), qos: 1, retained: false },
        acknowledge: () => {
          acknowledged += 1;
        },
      });
      await until("the acknowledgement", () => acknowledged === sent);
    },
    /** The gateway's process ends and starts again. */
    restart() {
      line.restart();
      intake = start();
    },
    told: (type: string) => events.filter((event) => event.type === type),
    opened: () => events.filter(({ type }) => type === "opened").map(({ boot, seq }) => `${boot}/${seq}`),
  };
}

describe("a unit that was restored from a backup, at the gateway", () => {
  it("is one alarm; all its events go on, also those with numbers used before", async () => {
    const { send, told, opened, restart } = gateway();
    for (let seq = 1; seq <= 50; seq += 1) await send(17, seq);
    await send(12, 21, "boot");
    for (let seq = 22; seq <= 60; seq += 1) {
      if (seq === 40) restart();
      await send(12, seq);
    }
    assert.deepEqual(
      told("restored").map(({ locker, data }) => [locker, data.previousBoot, data.previousSeq, data.seq]),
      [[null, 17, 50, 21]],
    );
    for (const type of ["replayed", "sequence-gap"]) assert.deepEqual(told(type), []);
    assert.equal(opened().length, 50 + 39);
    assert.deepEqual(opened().slice(-2), ["12/59", "12/60"]);
  });

  it("has its gaps told again, and its duplicates kept out", async () => {
    const { send, told, opened } = gateway();
    await send(17, 50);
    await send(12, 21, "boot");
    await send(12, 25);
    await send(12, 25);
    await send(17, 50);
    assert.deepEqual(
      told("sequence-gap").map(({ data }) => [data.from, data.to]),
      [[22, 24]],
    );
    assert.deepEqual(opened(), ["17/50", "12/25"]);
  });

  it("two units of one name are one alarm in an hour, whatever they send", async () => {
    const { send, told, opened, clock } = gateway();
    await send(17, 50);
    await send(5, 1, "boot");
    for (let round = 1; round <= 20; round += 1) {
      await send(17, 50 + round);
      await send(5, 1 + round);
    }
    assert.equal(told("restored").length, 1);
    clock.advance(COMPLAINT_MS);
    await send(17, 71);
    await send(5, 22);
    assert.equal(told("restored").length, 2);
    assert.equal(opened().length, 43);
    assert.deepEqual([...told("replayed"), ...told("sequence-gap")], []);
  });
});
