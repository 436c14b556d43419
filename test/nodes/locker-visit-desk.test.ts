import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import { directJournal } from "../journal/making.ts";
import { CLOSE, desk, MINUTE, OPEN, TEN } from "./visit-bed.ts";

const HOUR = 60;

async function begun(over: Parameters<typeof desk>[0] = {}) {
  const bed = desk(over);
  await bed.begin();
  return bed;
}

/** The desk again, after `restarted`. */
type Bed = Awaited<ReturnType<typeof begun>>;

describe("registered visits", () => {
  it("are told when they are opened and closed, and nothing else where all is in order", async () => {
    const bed = await begun();
    const visit = await bed.does(OPEN);
    await bed.passes(1);
    assert.equal((await bed.happens("opened")).visit?.id, visit.id);
    await bed.passes(10);
    const { visit: of, summary } = await bed.happens("closed");
    assert.equal(of?.id, visit.id);
    assert.deepEqual(summary, {
      ...{ openedAt: TEN + MINUTE, closedAt: TEN + 11 * MINUTE, minutes: 10, uncertain: false },
    });
    await bed.passes(1);
    await bed.does(CLOSE);
    await bed.passes(2 * HOUR);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00", "visit-closed L1 10:12"]);
    const [shown] = bed.visits.list();
    assert.deepEqual(shown, {
      ...{ id: visit.id, site: "MUM01", locker: "L1", hirer: "H1", openedBy: "priya", closedBy: "priya" },
      ...{ openedAt: TEN, dueAt: TEN + 30 * MINUTE, closedAt: TEN + 12 * MINUTE, state: "over" },
      ...{ lastOpened: TEN + MINUTE, lastClosed: TEN + 11 * MINUTE },
    });
  });

  it("say in their events who and what, and no name of a hirer", async () => {
    const bed = await begun();
    const { id } = await bed.does({ ...OPEN, minutes: 5 });
    await bed.passes(10);
    await bed.does({ do: "close", visit: id, by: "arun" });
    const about = { visit: id, hirer: "H1", openedAt: TEN, dueAt: TEN + 5 * MINUTE };
    const [opened, inside, closed] = bed.told;
    assert.deepEqual(opened?.data, { ...about, closedAt: null, by: "priya", minutes: 5 });
    assert.deepEqual(inside?.data, {
      ...{ ...about, closedAt: null, minutes: 5, lastOpened: null, lastClosed: null },
    });
    assert.deepEqual(closed?.data, {
      ...{
        ...about,
        closedAt: TEN + 10 * MINUTE,
        by: "arun",
        lasted: 10,
        lastOpened: null,
        lastClosed: null,
      },
    });
    assert.doesNotMatch(JSON.stringify(bed.told), /Person/);
  });

  it("are answered as before where the same act comes again", async () => {
    const bed = await begun();
    const { id } = await bed.does(OPEN);
    assert.equal((await bed.does(OPEN)).id, id);
    assert.equal((await bed.does(CLOSE)).id, id);
    assert.equal((await bed.does(CLOSE)).id, id);
    assert.equal((await bed.does({ do: "close", visit: id, by: "priya" })).id, id);
    assert.notEqual((await bed.does(OPEN)).id, id, "at the very same moment");
    assert.equal(bed.told.length, 3);
  });

  it("count again after a kill, also those that nobody was told of yet", async () => {
    const bed = await begun();
    const visit = bed.visits.act(OPEN);
    await bed.visits.kept.written;
    // Killed before its event was committed.
    const again = await bed.restarted();
    assert.deepEqual(again.news, ["visit-opened L1 10:00"]);
    assert.deepEqual(again.visits.list(), [visit]);
    assert.equal((await again.happens("opened")).visit?.id, visit.id);
    const twice = await again.restarted(true);
    assert.equal(twice.told.length, 1);
  });

  it("tell the branch's day on the board, and what is open from before", async () => {
    const bed = await begun({ minutes: 720 });
    await bed.does({ ...OPEN, locker: "L2", hirer: "H2" });
    await bed.does(OPEN);
    await bed.does(CLOSE);
    assert.equal(bed.visits.list().length, 2);
    assert.ok(bed.changes > 0);
    await bed.passes(20 * HOUR);
    assert.deepEqual(
      bed.visits.list().map(({ locker, state }) => `${locker} ${state}`),
      ["L2 late"],
    );
  });
});

describe("an opening without a visit", () => {
  it("is told after the grace, once, whatever is sent again", async () => {
    const bed = await begun();
    const { event, visit } = await bed.happens("opened");
    assert.equal(visit, null);
    await bed.passes(1.9);
    assert.deepEqual(bed.news, []);
    await bed.passes(0.1);
    assert.deepEqual(bed.news, ["no-visit L1 10:00"]);
    const [alarm] = bed.told;
    assert.deepEqual(alarm?.data, { opening: event.id, forced: false, uncertain: false, graceMinutes: 2 });
    assert.equal(alarm?.late, false);
    bed.visits.passed(event);
    const again: Bed = await bed.restarted();
    again.visits.passed(event);
    await again.passes(5);
    assert.equal(bed.told.length, 1);
  });

  it("is told at once where nothing may be registered later", async () => {
    const bed = await begun({ grace: 0 });
    await bed.happens("opened");
    assert.deepEqual(bed.news, ["no-visit L1 10:00"]);
  });

  it("is none where the visit is registered within the grace, which it belongs to", async () => {
    const bed = await begun();
    await bed.happens("opened");
    await bed.passes(1.5);
    const { id } = await bed.does(OPEN);
    await bed.passes(5);
    const { visit, summary } = await bed.happens("closed");
    assert.equal(visit?.id, id);
    assert.equal(summary?.minutes, 7);
    await bed.does(CLOSE);
    await bed.passes(HOUR);
    assert.deepEqual(bed.news, ["visit-opened L1 10:01", "visit-closed L1 10:06"]);
  });

  it("is told where it waits while the gateway is killed", async () => {
    const bed = await begun();
    await bed.happens("opened");
    const again = await bed.restarted();
    assert.deepEqual(bed.news, []);
    await again.passes(2);
    assert.deepEqual(again.news, ["no-visit L1 10:00"]);
  });

  it("is one alarm where it was forced, or made under duress, whichever report comes first", async () => {
    for (const types of [
      ["opened", "forced"],
      ["forced", "opened"],
      ["duress", "opened"],
    ] as const) {
      const bed = await begun();
      for (const type of types) await bed.happens(type);
      await bed.passes(5);
      assert.deepEqual(bed.news, ["no-visit L1 10:00"], types.join());
      assert.equal(
        bed.told[0]?.data.forced,
        types.some((type) => type === "forced"),
      );
    }
  });

  it("is judged by its own time: a late report by the visits of then", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.passes(10);
    await bed.does(CLOSE);
    await bed.passes(HOUR);
    const at = (minute: number) => ({ earliest: TEN + minute * MINUTE, latest: TEN + minute * MINUTE });
    await bed.happens("opened", "L1", { occurred: at(5), late: true });
    await bed.happens("closed", "L1", { occurred: at(6), late: true });
    await bed.passes(5);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00", "visit-closed L1 10:10"]);
    await bed.happens("opened", "L1", { occurred: at(20), late: true });
    assert.deepEqual(bed.news.slice(2), ["no-visit L1 10:20"]);
    assert.equal(bed.told.at(-1)?.late, true);
  });

  it("is told where a part of the time in which it can have been lies outside the visit", async () => {
    for (const [from, to, alarms] of [
      [1, 9, 0],
      [-4, 5, 1],
      [5, 11, 1],
    ] as const) {
      const bed = await begun();
      await bed.passes(5);
      await bed.does(OPEN);
      await bed.passes(10);
      await bed.does(CLOSE);
      await bed.passes(10);
      const occurred = { earliest: TEN + (5 + from) * MINUTE, latest: TEN + (5 + to) * MINUTE };
      await bed.happens("opened", "L1", { occurred, clock: "none", at: null });
      const found = bed.told.filter(({ type }) => type === "no-visit");
      assert.equal(found.length, alarms, `${from} to ${to}`);
      for (const { occurred: told, data } of found)
        assert.deepEqual([told, data.uncertain], [occurred, true]);
    }
  });

  it("is nothing at a site that does not ask, or did not ask then", async () => {
    const bed = await begun();
    await bed.happens("opened", "D1", { site: "DEL02", unit: "DEL02-U01" });
    const hour = { earliest: TEN - HOUR * MINUTE, latest: TEN - HOUR * MINUTE };
    await bed.happens("opened", "L1", { occurred: hour, late: true });
    await bed.passes(5);
    assert.deepEqual(bed.news, []);
    const sites = new Set(["MUM01", "DEL02"]);
    bed.sites = sites;
    const again = desk({ ...bed, sites });
    await again.begin();
    await again.happens("opened", "D1", { site: "DEL02", unit: "DEL02-U01" });
    await again.passes(5);
    assert.deepEqual(again.news, ["no-visit D1 10:05"]);
  });
});

describe("a visit that does not end", () => {
  it("is told when its time is over, to the second and once, whatever the locker says", async () => {
    const bed = await begun();
    await bed.does({ ...OPEN, minutes: 20 });
    await bed.happens("opened");
    await bed.passes(5);
    await bed.happens("closed");
    await bed.passes(14.9);
    assert.equal(bed.news.length, 1);
    assert.equal(bed.visits.list()[0]?.state, "open");
    await bed.passes(0.1);
    assert.deepEqual(bed.news.slice(1), ["still-inside L1 10:20"]);
    assert.equal(bed.visits.list()[0]?.state, "late");
    assert.deepEqual(bed.visits.counts(), { open: 1, late: 1 });
    await bed.passes(HOUR);
    const again = await bed.restarted();
    await again.passes(HOUR);
    assert.equal(bed.told.length, 2);
    await again.does(CLOSE);
    assert.deepEqual(bed.news.slice(2), ["visit-closed L1 12:20"]);
  });

  it("is told at the start where the gateway was down at that moment", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.visits.stop();
    bed.clock.advance(8 * HOUR * MINUTE);
    const again = await bed.restarted(true);
    assert.deepEqual(again.news.slice(1), ["still-inside L1 10:30"]);
    assert.equal(again.told[1]?.late, true);
  });

  it("is told when the hours end, where that comes first", async () => {
    const end = TEN + 10 * MINUTE;
    const hoursEnd = (after: number, until: number) => (after < end && end <= until ? end : null);
    const bed = await begun({ hoursEnd });
    await bed.does(OPEN);
    await bed.passes(10);
    assert.deepEqual(bed.news.slice(1), ["still-inside L1 10:10"]);
  });

  it("is told earlier where the hours became others while it was open", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.passes(5);
    const end = TEN + 2 * MINUTE;
    const again = desk({ ...bed, hoursEnd: () => end });
    await again.begin();
    assert.deepEqual(again.news.slice(1), ["still-inside L1 10:02"]);
  });

  it("is told in its time although the system's clock was set back, and at once where it was set on", async () => {
    const back = await begun();
    await back.does(OPEN);
    await back.passes(10);
    back.clock.set(TEN - 24 * HOUR * MINUTE);
    await back.passes(20);
    assert.equal(back.told.at(-1)?.type, "still-inside");
    const on = await begun();
    await on.does(OPEN);
    on.clock.set(TEN + 24 * HOUR * MINUTE);
    await on.passes(1);
    assert.equal(on.told.at(-1)?.type, "still-inside");
  });
});

describe("a locker that is left open", () => {
  it("is told after the visit and the grace, once", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.happens("opened");
    await bed.passes(5);
    await bed.does(CLOSE);
    await bed.passes(1.9);
    assert.equal(bed.told.length, 2);
    await bed.passes(0.1);
    assert.deepEqual(bed.news.slice(2), ["unattended L1 10:05"]);
    const again = await bed.restarted();
    await again.passes(HOUR);
    assert.equal(bed.told.length, 3);
  });

  it("is none where it is closed within the grace, also where only the journal knows that", async () => {
    const bed = await begun();
    for (const [locker, hirer] of [
      ["L1", "H1"],
      ["L2", "H2"],
    ] as const) {
      await bed.does({ ...OPEN, locker, hirer });
      await bed.happens("opened", locker);
      await bed.does({ ...CLOSE, locker });
    }
    await bed.passes(1);
    const { event } = await bed.happens("closed", "L1");
    await bed.journal.append({ ...event, id: "unseen", seq: 99, locker: "L2" });
    await bed.passes(HOUR);
    assert.equal(bed.told.length, 4);
  });

  it("is told when the visit's time is over, beside whoever is inside", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.happens("opened");
    await bed.passes(30);
    assert.deepEqual(bed.news.slice(1).toSorted(), ["still-inside L1 10:30", "unattended L1 10:30"]);
  });

  it("is told after a start that came late, once the closing had its time to come", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.happens("opened");
    await bed.does(CLOSE);
    await bed.visits.stop();
    bed.clock.advance(HOUR * MINUTE);
    const again = await bed.restarted(true);
    await again.passes(1);
    assert.equal(again.told.length, 2);
    await again.passes(1);
    assert.deepEqual(again.news.slice(2), ["unattended L1 10:00"]);
  });

  it("is told where its unit reports the opening only after the visit", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.passes(10);
    await bed.does(CLOSE);
    await bed.passes(HOUR);
    const occurred = { earliest: TEN + 5 * MINUTE, latest: TEN + 5 * MINUTE };
    await bed.happens("opened", "L1", { occurred, late: true });
    await bed.passes(1);
    assert.equal(bed.told.length, 2);
    await bed.passes(1);
    assert.deepEqual(bed.news.slice(2), ["unattended L1 10:10"]);
  });

  it("is no matter of the visit where it was opened anew without one", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.happens("opened");
    await bed.happens("closed");
    await bed.does(CLOSE);
    await bed.passes(1);
    await bed.happens("opened");
    await bed.passes(HOUR);
    assert.deepEqual(bed.news.slice(2), ["no-visit L1 10:01"]);
  });
});

describe("while the journal takes nothing", () => {
  it("somebody at the board is told that it is not certain yet, and it is done afterwards", async () => {
    const made = directJournal();
    const { journal } = made;
    const remember = journal.remember.bind(journal);
    let isFull = false;
    journal.remember = (...given) =>
      isFull ? Promise.reject(new LockerError("journal-unavailable", "It is full.")) : remember(...given);
    const bed = await begun(made);
    isFull = true;
    const answer = assert.rejects(bed.visits.acted(OPEN), { code: "journal-unavailable" });
    await bed.passes(1);
    await answer;
    assert.deepEqual(bed.told, []);
    isFull = false;
    await bed.passes(1);
    assert.equal((await bed.visits.acted(OPEN)).openedAt, TEN);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00"]);
  });

  it("nothing can be done before it has said which visits are open", async () => {
    const bed = desk();
    assert.throws(() => bed.visits.act(OPEN), { code: "journal-unavailable" });
  });

  it("and begins anew, all is kept once more", async () => {
    const bed = await begun();
    await bed.does(OPEN);
    await bed.happens("opened", "L2");
    const before = await bed.journal.recall("visits");
    await bed.journal.forgetNode("visits");
    bed.visits.keepAll();
    await bed.visits.kept.written;
    assert.deepEqual(await bed.journal.recall("visits"), before);
  });
});
