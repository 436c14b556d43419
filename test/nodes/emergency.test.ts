import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import { LANE } from "../../nodes/domain/notice.ts";
import type { OutboxNews } from "../../nodes/journal/outbox.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { Emergency } from "../../nodes/runtime/emergency.ts";
import { LATE_MS, Perseverance } from "../../nodes/runtime/persevere.ts";
import { TestClock } from "../clock.ts";
import { incidentRequest, noticeOf } from "../journal/making.ts";
import { failing, quiet, TestSender } from "../journal/sending.ts";
import { until } from "../until.ts";

const alarm = (n: number) => noticeOf({ key: `sos-${n}`, lane: LANE.sos });

describe("alarms that do not wait for a disk", () => {
  it("are sent by the senders there are, and their node is told", async () => {
    const emergency = new Emergency(new TestClock());
    const sender = new TestSender();
    const news: OutboxNews[] = [];
    emergency.addSender(sender);
    const forget = emergency.onNews("node", (told) => news.push(told));
    assert.equal(emergency.isOpen, false);
    await emergency.enqueue([alarm(1)]);
    await until("the first", () => news.length === 1);
    assert.deepEqual(sender.sent, ["sos-1"]);
    // One that comes later takes over, and who does not listen any more is not told.
    const other = new TestSender({ route: "email:smtp:register" });
    emergency.addSender(other);
    forget();
    await emergency.enqueue([{ ...alarm(2), route: other.route }]);
    await until("the second", () => other.sent.length === 1);
    assert.equal(news.length, 1);
    await emergency.rest();
    assert.equal(emergency.isOpen, false);
  });

  it("are told once, however often they come", async () => {
    const emergency = new Emergency(new TestClock());
    const sender = new TestSender();
    emergency.addSender(sender);
    await emergency.enqueue([alarm(1)]);
    await emergency.enqueue([alarm(1)]);
    await emergency.enqueue([alarm(2)]);
    await until("both", () => sender.sent.length === 2);
    const one = await emergency.raise(incidentRequest());
    const again = await emergency.raise(incidentRequest());
    assert.deepEqual([one.change, one.known, again.known], ["raised", false, true]);
    assert.equal(again.incident.id, one.incident.id);
    await emergency.rest();
  });

  it("are bounded: one too many is refused with a sentence", async () => {
    const clock = new TestClock();
    const emergency = new Emergency(clock);
    await emergency.enqueue(Array.from({ length: 1000 }, (_, n) => alarm(n)));
    await assert.rejects(
      emergency.enqueue([alarm(1000)]),
      (thrown) => thrown instanceof LockerError && /1000 alarms wait in memory/.test(thrown.message),
    );
    await emergency.rest();
    clock.advance(60_000);
    await until("the end", () => !emergency.isOpen);
  });

  it("wait for the nodes that a deploy takes away, a minute at most", async () => {
    const clock = new TestClock();
    const emergency = new Emergency(clock);
    const gone = new TestSender({ reply: () => failing("provider-transient") });
    const leave = emergency.addSender(gone);
    await emergency.enqueue([alarm(1)]);
    await until("an attempt", () => gone.sent.length === 1);
    await quiet();
    leave();
    await emergency.rest();
    clock.advance(59_000);
    emergency.resume();
    const back = new TestSender();
    emergency.addSender(back);
    clock.advance(16 * 60_000);
    await until("another attempt", () => back.sent.length === 1);
    await emergency.rest();
    await until("the end", () => !emergency.isOpen);
  });

  it("are forgotten when an hour has brought no further one", async () => {
    const clock = new TestClock();
    const emergency = new Emergency(clock);
    const sender = new TestSender();
    emergency.addSender(sender);
    await emergency.enqueue([alarm(1)]);
    await until("it", () => sender.sent.length === 1);
    await quiet();
    clock.advance(60 * 60_000);
    await until("the end", () => !emergency.isOpen && clock.pending === 0);
  });

  it("end the process neither where memory cannot be counted, nor where it cannot be closed", async () => {
    const unhandled: unknown[] = [];
    const hear = (thrown: unknown) => unhandled.push(thrown);
    process.prependListener("unhandledRejection", hear);
    const clock = new TestClock();
    let asked = 0;
    const emergency = new Emergency(clock, (options) => {
      const journal = openJournal(options);
      const { outboxCounts, close } = journal;
      journal.outboxCounts = async () => {
        asked += 1;
        if (asked === 1) throw new LockerError("journal-unavailable", "Its worker has ended.");
        return outboxCounts.call(journal);
      };
      journal.close = async () => {
        await close.call(journal);
        throw new Error("It was closed already.");
      };
      return journal;
    });
    await emergency.raise(incidentRequest());
    clock.advance(60 * 60_000);
    await quiet();
    assert.ok(emergency.isOpen, "it is looked at again");
    clock.advance(60 * 60_000);
    await until("the end", () => !emergency.isOpen && clock.pending === 0);
    await quiet();
    process.removeListener("unhandledRejection", hear);
    assert.deepEqual(unhandled, []);
  });
});

describe("asking a journal that cannot be used", () => {
  const unavailable = new LockerError("journal-unavailable", "The disk is full.");

  function asking(clock: TestClock) {
    const perseverance = new Perseverance(clock);
    let late = 0;
    let answers = 0;
    let resolve: ((value: string) => void) | null = null;
    let refuse = true;
    const ask = () =>
      perseverance.ask(
        async () => {
          answers += 1;
          if (refuse) throw unavailable;
          return "stored";
        },
        () => {
          late += 1;
        },
      );
    const hang = () =>
      perseverance.ask(
        () =>
          new Promise<string>((done) => {
            resolve = done;
          }),
        () => {
          late += 1;
        },
      );
    return {
      ...{ perseverance, ask, hang },
      answer: () => resolve?.("stored"),
      mend: () => {
        refuse = false;
      },
      get late() {
        return late;
      },
      get answers() {
        return answers;
      },
    };
  }

  it("goes on until it answers, after pauses that grow, and says once that it is late", async () => {
    const clock = new TestClock();
    const one = asking(clock);
    const answer = one.ask();
    for (const [made, pause] of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].entries()) {
      await quiet();
      clock.advance(pause - 1);
      await quiet();
      assert.equal(one.answers, made + 1, `not before ${pause} ms`);
      clock.advance(1);
      await quiet();
      assert.equal(one.answers, made + 2);
    }
    one.mend();
    clock.advance(30_000);
    assert.equal(await answer, "stored");
    assert.equal(one.late, 1);
    assert.equal(clock.pending, 0);
  });

  it("is late, too, when there is no answer in time", async () => {
    const clock = new TestClock();
    const one = asking(clock);
    const answer = one.hang();
    clock.advance(LATE_MS - 1);
    assert.equal(one.late, 0);
    clock.advance(1);
    assert.equal(one.late, 1);
    one.answer();
    assert.equal(await answer, "stored");
    assert.equal(clock.pending, 0);
  });

  it("is late for each question at its own time", async () => {
    const clock = new TestClock();
    const perseverance = new Perseverance(clock);
    const late: string[] = [];
    const answered: (() => void)[] = [];
    const ask = (name: string) =>
      perseverance.ask(
        () => new Promise<void>((resolve) => answered.push(resolve)),
        () => late.push(name),
      );
    const first = ask("first");
    clock.advance(LATE_MS / 2);
    const second = ask("second");
    clock.advance(LATE_MS / 2);
    assert.deepEqual(late, ["first"]);
    clock.advance(LATE_MS / 2);
    assert.deepEqual(late, ["first", "second"]);
    for (const answer of answered) answer();
    await Promise.all([first, second]);
    assert.equal(clock.pending, 0);
  });

  it("is not late where it answers in time", async () => {
    const clock = new TestClock();
    const one = asking(clock);
    one.mend();
    assert.equal(await one.ask(), "stored");
    clock.advance(LATE_MS);
    assert.equal(one.late, 0);
  });

  it("ends with the node", async () => {
    const clock = new TestClock();
    const one = asking(clock);
    const answer = assert.rejects(one.ask(), /The disk is full/);
    await quiet();
    one.perseverance.stop();
    await answer;
    assert.equal(clock.pending, 0);
  });

  it("does not go on with what no second attempt would mend", async () => {
    const clock = new TestClock();
    const perseverance = new Perseverance(clock);
    const broken = perseverance.ask(() => Promise.reject(new TypeError("broken")), assert.fail);
    await assert.rejects(broken, /broken/);
    assert.equal(clock.pending, 0);
  });
});
