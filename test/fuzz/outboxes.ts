import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import fc from "fast-check";
import { LANE } from "../../nodes/domain/notice.ts";
import type { Outcome } from "../../nodes/journal/journal.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { NOW, noticeOf } from "../journal/making.ts";
import { FileLine } from "../ledger/making.ts";
import type { Target } from "./target.ts";

const ROUTE = noticeOf().route;
const LANES = [LANE.sos, LANE.hirer] as const;
const SECOND = 1000;

/** What the outbox does next; most of it to what was handed out last. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant("enqueue" as const),
      subject: fc.nat(8),
      recipient: fc.nat(2),
      lane: fc.constantFrom(...LANES),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant("due" as const), limit: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant("settle" as const),
      result: fc.constantFrom("accepted" as const, "retry" as const, "parked" as const, "dead" as const),
      seconds: fc.integer({ min: 1, max: 60 }),
      /** Settled a second time, as after an answer that came twice. */
      isTwice: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("retry" as const), isDead: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("wait" as const), seconds: fc.nat(90) }) },
  { weight: 1, arbitrary: fc.constant({ op: "crash" as const }) },
);

/** The rules of the outbox, kept in a list. */
class Model {
  readonly notices: {
    readonly key: string;
    readonly lane: number;
    readonly queue: string;
    state: "waiting" | "accepted" | "parked" | "dead";
    attempts: number;
    notBefore: number;
  }[] = [];

  /** Of each queue the oldest that waits, if its time has come; by time, then by age. */
  due(lane: number, now: number, limit: number) {
    const heads = new Map<string, Model["notices"][number]>();
    for (const notice of this.notices) {
      if (notice.lane !== lane || notice.state !== "waiting" || heads.has(notice.queue)) continue;
      heads.set(notice.queue, notice);
    }
    return [...heads.values()]
      .filter(({ notBefore }) => notBefore <= now)
      .sort((a, b) => a.notBefore - b.notBefore || this.notices.indexOf(a) - this.notices.indexOf(b))
      .slice(0, limit);
  }

  get counts() {
    const count = (state: string) => this.notices.filter((notice) => notice.state === state).length;
    return (["waiting", "parked", "dead"] as const)
      .map((state) => ({ node: "node", state, count: count(state) }))
      .filter(({ count }) => count > 0);
  }
}

/** The outbox's table in a real file, with restarts at any moment. */
export const outboxes: Target = {
  name: "outboxes",
  about: "notices in a real journal file: added, due, settled, retried, with restarts in between",
  share: 5,
  inputsPerRun: 20,
  open: (took) => {
    const line = new FileLine();
    return {
      property: fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        took(steps.length);
        line.db.exec("DELETE FROM notice; DELETE FROM outbox");
        line.restart();
        const journal = new WorkerJournal(line);
        const model = new Model();
        let now = NOW;
        let inHand: { readonly position: number; readonly key: string }[] = [];
        for (const one of steps) {
          switch (one.op) {
            case "enqueue": {
              const { subject, recipient, lane } = one;
              const key = `${subject}-${recipient}-${lane}`;
              const made = noticeOf({
                ...{ key, lane, createdAt: now, subject: { kind: "event", id: `e${subject}` } },
                recipient: { kind: "hirer", id: `H${recipient}` },
              });
              const isKnown = model.notices.some((notice) => notice.key === key);
              assert.deepEqual(await journal.enqueue([made]), {
                added: isKnown ? 0 : 1,
                known: isKnown ? 1 : 0,
              });
              if (isKnown) break;
              const queue = `${lane}-${recipient}`;
              model.notices.push({ key, lane, queue, state: "waiting", attempts: 0, notBefore: now });
              break;
            }
            case "due": {
              const { limit } = one;
              inHand = [];
              for (const lane of LANES) {
                const wanted = { route: ROUTE, lane, limit, run: 1, inHand: [], early: false };
                const { items } = await journal.due([wanted], now);
                assert.deepEqual(
                  items.map(({ notice, attempts }) => [notice.key, attempts]),
                  model.due(lane, now, limit).map(({ key, attempts }) => [key, attempts]),
                );
                for (const { position, notice } of items) inHand.push({ position, key: notice.key });
              }
              break;
            }
            case "settle": {
              const { result, seconds, isTwice } = one;
              const outcomes = inHand.map(({ position }): Outcome => {
                if (result === "accepted") return { position, result, at: now, providerId: "p" };
                if (result === "retry") {
                  return {
                    position,
                    result,
                    at: now,
                    retryAt: now + seconds * SECOND,
                    code: "provider-transient",
                  };
                }
                return { position, result, at: now, code: "provider-operator" };
              });
              await journal.settle(outcomes);
              for (const { key } of inHand) {
                const notice = model.notices.find((each) => each.key === key);
                if (notice?.state !== "waiting") continue;
                notice.attempts += 1;
                if (result === "retry") notice.notBefore = now + seconds * SECOND;
                else notice.state = result;
              }
              // What is settled for good is not settled again by a late answer.
              if (isTwice && result !== "retry") await journal.settle(outcomes);
              inHand = [];
              break;
            }
            case "retry": {
              const states = one.isDead ? (["parked", "dead"] as const) : (["parked"] as const);
              const stuck = model.notices.filter(({ state }) => states.some((wanted) => wanted === state));
              assert.equal(await journal.retry({ states, node: "node" }, now), stuck.length);
              for (const notice of stuck) {
                notice.state = "waiting";
                notice.notBefore = now;
              }
              inHand = [];
              break;
            }
            case "wait":
              now += one.seconds * SECOND;
              break;
            case "crash":
              line.restart();
              break;
          }
          assert.deepEqual(await journal.outboxCounts(), model.counts);
        }
      }),
      close: async () => {
        await line.close();
        rmSync(line.userDir, { recursive: true });
      },
    };
  },
};
