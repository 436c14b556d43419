import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { checkMessage } from "../../nodes/domain/contract.ts";
import { needs } from "../needs.ts";
import { answerEvents } from "../simulator/broker.ts";
import { until } from "../until.ts";
import { HostBench, PLAN, TOPICS } from "./host-unit.ts";
import { BUILD_MS, make } from "./make.ts";

const [LOCKER] = PLAN.lockers;
/** A little more than the debounce time. */
const STEADY_MS = 70;

if (needs("gcc", "make", "mosquitto.h")) {
  describe("the firmware as a process", () => {
    let bench: HostBench;

    before(async function () {
      this.timeout(BUILD_MS);
      await make("sanitized");
    });

    beforeEach(async () => {
      bench = await HostBench.open();
    });

    afterEach(() => bench.close());

    const types = () => bench.broker.bodies("event").map(({ type }) => type);
    const doors = async () => (await bench.unit.state()).lockers.map(({ door }) => door);

    /** Started, connected, and its doors looked at. */
    async function start(...args: readonly string[]): Promise<void> {
      await bench.unit.start(...args);
      await until("the unit to be ready", async () => {
        const { connected, lockers } = await bench.unit.state();
        return connected && lockers.every(({ door }) => door !== null);
      });
    }

    async function unlock(locker: string): Promise<void> {
      for (const command of ["guard-key", "hirer-key"]) await bench.unit.tell(`${command} ${locker} turned`);
      await bench.unit.tell(`bolt ${locker} withdrawn`);
      await pause(STEADY_MS);
    }

    async function open(locker: string): Promise<void> {
      await bench.unit.tell(`door ${locker} open`);
      await until("the door to be open", async () => (await doors())[0] === "open");
    }

    it("tells of its start, of an opening with both keys, and of the closing, and forgets them once answered", async () => {
      answerEvents(bench.broker);
      await start();
      await unlock(LOCKER);
      await open(LOCKER);
      await bench.unit.tell(`door ${LOCKER} closed`);
      await until("all to be answered", async () => {
        const { seq, queued } = await bench.unit.state();
        return seq === 4 && queued === 0;
      });
      assert.deepEqual(types(), ["boot", "clock-set", "opened", "closed"]);
      for (const body of bench.broker.bodies("event")) {
        assert.deepEqual(checkMessage("event", body), { ok: true, body });
      }
    });

    const alarms: readonly (readonly [
      what: string,
      commands: readonly string[],
      expected: readonly string[],
    ])[] = [
      ["a door that opens without keys", [`door ${LOCKER} open`], ["opened", "forced"]],
      ["a broken tamper loop", [`tamper ${LOCKER} broken`], ["tamper"]],
      ["the duress sign", [`duress ${LOCKER} on`], ["duress"]],
      ["the unit's own case", ["case open"], ["tamper"]],
      ["a low battery", ["battery 12"], ["battery-low"]],
    ];
    for (const [what, commands, expected] of alarms) {
      it(`tells of ${what}`, async () => {
        await start();
        for (const command of commands) await bench.unit.tell(command);
        await until("the event", () => types().length === 2 + expected.length);
        assert.deepEqual(types().slice(2).sort(), [...expected].sort());
      });
    }

    it("killed with an unanswered event: counts its boots, sends the same bytes again, and its last will is told", async () => {
      await start();
      await unlock(LOCKER);
      await open(LOCKER);
      const kept = await bench.unit.event(3);
      const { nonce } = await bench.unit.state();
      await bench.unit.kill();
      await until("the last will", () => bench.broker.bodies("status").at(-1)?.online === false);
      const before = bench.broker.bodies("event").length;
      await start("--reset", "watchdog");
      await until("the event again", () =>
        bench.broker
          .bodies("event")
          .slice(before)
          .some(({ seq }) => seq === 3),
      );
      const state = await bench.unit.state();
      assert.equal(state.boot, 2);
      assert.notEqual(state.nonce, nonce);
      const sent = bench.broker.published.filter(({ topic }) => topic === `${TOPICS}/event`);
      const thirds = sent.filter(({ body }) => JSON.stringify(body) === kept?.body);
      assert.ok(thirds.length >= 2, `${kept?.body} was sent ${thirds.length} times`);
      assert.equal(bench.broker.bodies("status").at(-1)?.reset, "watchdog");
    });

    it("notices after its start what happened while it was dead, and reports nothing twice", async () => {
      answerEvents(bench.broker);
      await start();
      await unlock(LOCKER);
      await open(LOCKER);
      await until("the answers", async () => (await bench.unit.state()).queued === 0);
      await bench.unit.kill();
      await start();
      await bench.unit.tell(`door ${LOCKER} closed`);
      await until("the closing", () => types().at(-1) === "closed");
      assert.deepEqual(types(), ["boot", "clock-set", "opened", "boot", "clock-set", "closed"]);
    });

    it("keeps what happens without a network, and tells it in order afterwards", async () => {
      answerEvents(bench.broker);
      await start();
      await bench.unit.tell("network down");
      await until("the connection to be gone", async () => !(await bench.unit.state()).connected);
      for (let opening = 0; opening < 3; opening += 1) {
        await unlock(LOCKER);
        await open(LOCKER);
        await bench.unit.tell(`door ${LOCKER} closed`);
        await until("the door to be closed", async () => (await doors())[0] === "closed");
      }
      assert.equal((await bench.unit.state()).queued, 6);
      await bench.unit.tell("network up");
      await until("all to be answered", async () => (await bench.unit.state()).queued === 0);
      const numbers = bench.broker.bodies("event").map(({ seq }) => seq);
      assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    });

    it("says that it leaves when it is switched off on purpose", async () => {
      await start();
      await bench.unit.stop();
      const last = bench.broker.published.at(-1);
      assert.deepEqual([last?.topic, last?.retain, last?.client], [`${TOPICS}/status`, true, PLAN.unit]);
      assert.equal(bench.broker.bodies("status").at(-1)?.online, false);
    });

    it("is cut anywhere in its writes and goes on where it was", async function () {
      this.timeout(60_000);
      answerEvents(bench.broker);
      await start();
      let boot = 1;
      for (let cut = 0; cut < 300; cut += 13) {
        await bench.unit.tell(`cut ${cut}`);
        // Whatever it writes of it: the event, the mark of its answer, the state of the door.
        const wanted = cut % 2 === 0 ? "open" : "closed";
        const move = () => bench.unit.tell(`door ${LOCKER} ${wanted}`);
        const moved = await move().then(
          () => true,
          () => false,
        );
        await Promise.race([bench.unit.ended(), pause(500)]);
        await bench.unit.kill();
        await start();
        // Cut in what it wrote before, so that it may not have heard of the door.
        if (!moved) await move();
        const state = await bench.unit.state();
        assert.ok(state.boot > boot, `boot ${state.boot} after ${boot}`);
        assert.equal(state.lost, 0);
        boot = state.boot;
        await until("the door to be seen", async () => (await doors())[0] === wanted);
      }
      await until("all to be answered", async () => (await bench.unit.state()).queued === 0);
      const bodies = new Map<unknown, string>();
      for (const body of bench.broker.bodies("event")) {
        const known = bodies.get(body.seq);
        assert.ok(known === undefined || known === JSON.stringify(body), `number ${body.seq} was used twice`);
        bodies.set(body.seq, JSON.stringify(body));
      }
      const openings = [...bodies.values()].filter((body) => body.includes('"opened"'));
      assert.ok(openings.length >= 12, `only ${openings.length} openings`);
    });
  });
}
