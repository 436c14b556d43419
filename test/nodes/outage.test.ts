import assert from "node:assert/strict";
import type { GatewayNews } from "../../nodes/domain/gateway-news.ts";
import { type Backlog, Outage } from "../../nodes/locker-event-in/outage.ts";
import { TestClock } from "../clock.ts";

function watching() {
  const clock = new TestClock();
  const said: string[] = [];
  const now: GatewayNews[] = [];
  const stored: GatewayNews[] = [];
  const behind: (Backlog | null)[] = [];
  const there = { are: true };
  let here: { count: number; oldestSince: number | null } = { count: 0, oldestSince: null };
  const outage = new Outage(
    clock,
    {
      journal: (why) => said.push(why ?? "over"),
      behind: (backlog) => behind.push(backlog),
      now: (news) => there.are && now.push(news) > 0,
      store: (news) => stored.push(news),
    },
    () => here,
  );
  return {
    ...{ clock, outage, said, now, stored, behind, there },
    /** Messages come and wait. */
    come(count: number) {
      here = { count, oldestSince: here.oldestSince ?? clock.monotonic() };
      outage.came();
    },
    /** The journal took all of them. */
    take() {
      here = { count: 0, oldestSince: null };
      outage.answered();
    },
  };
}

describe("a journal that cannot be used, as the intake sees it", () => {
  it("is an alarm after ten seconds, once, and its end is news for the journal", () => {
    const { clock, outage, said, now, stored, come, take } = watching();
    const began = clock.now();
    come(1);
    outage.refused("The disk is full.");
    clock.advance(9000);
    assert.equal(now.length, 0);
    clock.advance(60_000);
    assert.deepEqual(
      now.map(({ type, data }) => [type, data]),
      [["journal-unavailable", { from: began, why: "The disk is full." }]],
    );
    take();
    outage.accepted();
    assert.deepEqual(
      stored.map(({ type, data }) => [type, data]),
      [["journal-restored", { from: began, until: began + 69_000, why: "The disk is full." }]],
    );
    assert.deepEqual(said, ["The disk is full.", "over"]);
    clock.advance(60_000);
    assert.equal(clock.pending, 0);
  });

  it("is told as soon as somebody is there to be told", () => {
    const { clock, outage, now, there, come } = watching();
    there.are = false;
    come(1);
    outage.refused("The disk is full.");
    clock.advance(30_000);
    there.are = true;
    clock.advance(5000);
    assert.equal(now.length, 1);
  });

  it("for a moment only: nobody is told", () => {
    const { clock, outage, now, stored, said, come, take } = watching();
    come(1);
    outage.refused("Locked.");
    clock.advance(4000);
    take();
    outage.accepted();
    clock.advance(60_000);
    assert.deepEqual([now, stored, said], [[], [], ["Locked.", "over"]]);
  });

  it("that does not answer: behind after five seconds, an alarm after ten", () => {
    const { clock, said, now, stored, behind, come, take } = watching();
    const began = clock.now();
    come(3);
    clock.advance(5000);
    assert.deepEqual(behind, [{ count: 3, oldestMs: 5000 }]);
    assert.equal(now[0]?.type, "gateway-behind");
    clock.advance(5000);
    assert.match(said[0] ?? "", /has not answered for 10 s/);
    assert.deepEqual([now[1]?.type, now[1]?.data.from], ["journal-unavailable", began]);
    clock.advance(20_000);
    take();
    clock.advance(1000);
    assert.equal(said.at(-1), "over");
    assert.equal(behind.at(-1), null);
    assert.deepEqual(
      stored.map(({ type, data }) => [type, data.from, data.oldestMs]),
      [
        ["journal-restored", began, undefined],
        ["gateway-caught-up", began + 5000, 30_000],
      ],
    );
    clock.advance(60_000);
    assert.equal(clock.pending, 0);
  });

  it("that answers too slowly: behind, and no more", () => {
    const { clock, outage, now, stored, said, behind, come, take } = watching();
    come(500);
    for (let second = 0; second < 20; second += 1) {
      clock.advance(1000);
      outage.answered();
    }
    take();
    clock.advance(1000);
    assert.deepEqual([now.length, stored.length, said.length], [1, 1, 0]);
    assert.deepEqual(stored[0]?.data.count, 500);
    assert.equal(behind.at(-1), null);
  });

  it("ends with the node", () => {
    const { clock, outage, come } = watching();
    come(1);
    outage.stop();
    assert.equal(clock.pending, 0);
  });
});
