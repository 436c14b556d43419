import assert from "node:assert/strict";
import fc from "fast-check";
import { LANE, type Lane, type Notice } from "../../nodes/domain/notice.ts";
import { LONGEST_RETRY_MS } from "../../nodes/journal/backoff.ts";
import type { OutboxItem } from "../../nodes/journal/journal.ts";
import type { SendResult } from "../../nodes/journal/outbox.ts";
import { queueOf } from "../../nodes/journal/queue.ts";
import { noticeOf } from "./making.ts";
import { ACCEPTED, failing, quiet, sending, TestSender } from "./sending.ts";

const ARN = "arn:aws:sns:ap-south-1:123456789012:openings";

/** What becomes of an attempt; the last of a notice's list is what becomes of all further ones. */
const fate = fc.constantFrom(
  "accepted",
  "provider-transient",
  "provider-transient",
  "provider-operator",
  "provider-permanent",
);

const notices = fc.array(
  fc.record({
    hirer: fc.constantFrom("A", "B", "C"),
    lane: fc.constantFrom<Lane>(LANE.sos, LANE.hirer),
    fates: fc.array(fate, { maxLength: 4 }),
    /** Seconds after the one before; 0: together with it. */
    after: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 30),
  }),
  { minLength: 1, maxLength: 40 },
);

const jitter = fc.double({ min: 0, max: 0.999, noNaN: true });
const burst = fc.integer({ min: 1, max: 30 });

interface Setting {
  readonly channel: "sms" | "topic";
  readonly batch: number;
}

const SETTINGS: readonly Setting[] = [
  { channel: "sms", batch: 1 },
  { channel: "topic", batch: 10 },
];

describe("order per recipient, whatever fails", () => {
  for (const { channel, batch } of SETTINGS) {
    it(`${channel}, up to ${batch} in a request: every notice ends once, none passes an earlier one that is still tried`, async () => {
      await fc.assert(
        fc.asyncProperty(notices, jitter, burst, async (script, random, burst) => {
          const { journal, outbox, clock } = sending(() => random);
          const fates = new Map(script.map(({ fates }, n) => [`n${n}`, [...fates]]));
          const queues = new Map<string, string[]>();
          const ended = new Set<string>();
          // Collected rather than thrown: what a sender throws is one more failure to the outbox.
          const wrong: string[] = [];
          const look = (item: OutboxItem, together: readonly string[]) => {
            const { key } = item.notice;
            const queue = queues.get(queueOf(item.notice)) ?? [];
            if (ended.has(key)) wrong.push(`${key} was sent again after its end`);
            for (const earlier of queue.slice(0, queue.indexOf(key))) {
              if (!ended.has(earlier) && !together.includes(earlier)) wrong.push(`${key} passed ${earlier}`);
            }
          };
          const end = (item: OutboxItem): SendResult => {
            const { key } = item.notice;
            const code = fates.get(key)?.shift() ?? "accepted";
            if (code !== "provider-transient") ended.add(key);
            return code === "accepted" ? ACCEPTED : failing(code);
          };
          const sender = new TestSender({ batch, rate: { perSecond: 5, burst } });
          sender.send = async (items) => {
            const together = items.map(({ notice }) => notice.key);
            for (const [n, item] of items.entries()) look(item, together.slice(0, n));
            return items.map(end);
          };
          outbox.addSender(sender);
          const together: Notice[] = [];
          const enqueue = async () => {
            await journal.enqueue(together.splice(0));
            await quiet();
          };
          for (const [n, { hirer, lane, after }] of script.entries()) {
            if (after > 0) await enqueue();
            clock.advance(after * 1000);
            const notice = noticeOf({
              key: `n${n}`,
              subject: { kind: "event", id: `e${n}` },
              recipient: channel === "topic" ? { kind: "topic", arn: ARN } : { kind: "hirer", id: hirer },
              locker: hirer,
              channel,
              lane,
              createdAt: clock.now(),
            });
            queues.set(queueOf(notice), [...(queues.get(queueOf(notice)) ?? []), notice.key]);
            together.push(notice);
          }
          await enqueue();
          for (let round = 0; ended.size < script.length && round < 500; round += 1) {
            clock.advance(LONGEST_RETRY_MS);
            await quiet();
          }
          clock.advance(LONGEST_RETRY_MS);
          await quiet();
          assert.deepEqual(wrong, []);
          assert.equal(ended.size, script.length, "some never ended");
          await outbox.stop();
          await journal.close();
        }),
        { numRuns: 60 },
      );
    });
  }
});
