import assert from "node:assert/strict";
import fc from "fast-check";
import { type ErrorCode, LockerError } from "../../nodes/domain/errors.ts";
import { LANE } from "../../nodes/domain/notice.ts";
import { LONGEST_RETRY_MS, LONGEST_SOS_RETRY_MS, retryDelay } from "../../nodes/journal/backoff.ts";
import { faultOf, type Reach } from "../../nodes/journal/fault.ts";
import { Lru } from "../../nodes/journal/lru.ts";
import { TokenBucket } from "../../nodes/journal/token-bucket.ts";
import { verdict } from "../../nodes/journal/verdict.ts";
import { workerFlags } from "../../nodes/journal/worker-start.ts";
import { NOW, noticeOf } from "./making.ts";

describe("the wait before an attempt is repeated", () => {
  const LIMITS: readonly (readonly [attempts: number, shortest: number, longest: number])[] = [
    [1, 1000, 2000],
    [2, 1000, 4000],
    [3, 1000, 8000],
    [9, 1000, 512_000],
    [10, 1000, LONGEST_RETRY_MS],
    [5000, 1000, LONGEST_RETRY_MS],
  ];
  for (const [attempts, shortest, longest] of LIMITS) {
    it(`after ${attempts} attempts: ${shortest} to ${longest} ms`, () => {
      assert.equal(retryDelay(attempts, 0, LONGEST_RETRY_MS), shortest);
      const last = retryDelay(attempts, 1 - Number.EPSILON, LONGEST_RETRY_MS);
      assert.ok(last >= longest - 1 && last <= longest, String(last));
    });
  }
});

describe("what a failure means for a notice", () => {
  const MEANINGS: readonly (readonly [code: ErrorCode, result: string])[] = [
    ["provider-transient", "retry"],
    ["provider-deferred", "retry"],
    ["link-lost", "retry"],
    ["journal-unavailable", "retry"],
    ["provider-permanent", "dead"],
    ["provider-operator", "parked"],
    ["recipient-unknown", "parked"],
    ["register-unreadable", "parked"],
  ];
  const item = { position: 3, notice: noticeOf(), attempts: 2 };
  for (const [code, result] of MEANINGS) {
    it(`${code}: ${result}`, () => {
      const error = new LockerError(code, "It failed.");
      assert.deepEqual(verdict(item, { result: "failed", error }, NOW, 0.5), {
        position: 3,
        result,
        at: NOW,
        code,
        ...(result === "retry"
          ? { retryAt: NOW + retryDelay(3, 0.5, LONGEST_RETRY_MS) }
          : { reason: "It failed." }),
      });
    });
  }

  it("an SOS is tried again soon, however often it failed", () => {
    const error = new LockerError("provider-transient", "It failed.");
    const sos = { ...item, notice: noticeOf({ lane: LANE.sos }), attempts: 500 };
    const outcome = verdict(sos, { result: "failed", error }, NOW, 1 - Number.EPSILON);
    assert.ok(outcome.result === "retry" && outcome.retryAt <= NOW + LONGEST_SOS_RETRY_MS);
  });
});

describe("a token bucket", () => {
  it("never gives out more than burst + rate x time", () => {
    const steps = fc.array(fc.tuple(fc.nat(5000), fc.nat(20)), { maxLength: 50 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        steps,
        (perSecond, burst, moves) => {
          const bucket = new TokenBucket({ perSecond, burst }, 0);
          let at = 0;
          let taken = 0;
          for (const [ms, wanted] of moves) {
            at += ms;
            const count = Math.min(wanted, bucket.tokens(at));
            bucket.take(count);
            taken += count;
            assert.ok(taken <= burst + (perSecond * at) / 1000 + 1e-6);
          }
          assert.ok(bucket.tokens(at + bucket.wait(at) + 1) >= 1);
        },
      ),
    );
  });

  it("without a limit gives whatever is asked", () => {
    const bucket = new TokenBucket(
      { perSecond: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY },
      0,
    );
    for (const at of [0, 0, 1]) {
      assert.equal(bucket.tokens(at), Number.POSITIVE_INFINITY);
      bucket.take(10);
    }
  });
});

describe("flags of the journal's worker", () => {
  const FLAGS: readonly (readonly [version: string, needed: boolean])[] = [
    ["22.9.0", true],
    ["22.12.0", true],
    ["22.13.0", false],
    ["22.21.1", false],
    ["23.3.0", true],
    ["23.4.0", false],
    ["24.0.0", false],
    ["24.21.0", false],
    ["26.1.0", false],
  ];
  for (const [version, needed] of FLAGS) {
    it(`Node ${version} ${needed ? "needs" : "does not need"} --experimental-sqlite`, () => {
      assert.equal(workerFlags(version).includes("--experimental-sqlite"), needed);
      assert.ok(workerFlags(version).includes("--disable-warning=ExperimentalWarning"));
    });
  }
});

describe("a failure of the store", () => {
  const sqlite = (errcode: number) => Object.assign(new Error("SQLite said"), { errcode });
  const system = (code: string) => Object.assign(new Error(`${code}: /home/person`), { code });
  const FAULTS: readonly (readonly [thrown: unknown, reach: Reach, sentence: RegExp])[] = [
    [sqlite(5), "passing", /holds the journal locked/],
    [sqlite(5 | (2 << 8)), "passing", /holds the journal locked/],
    [sqlite(8), "passing", /read-only/],
    [sqlite(10 | (4 << 8)), "passing", /disk failed/],
    [sqlite(11), "damaged", /damaged, and could not be set aside/],
    [sqlite(13), "passing", /disk is full/],
    [sqlite(26), "damaged", /damaged, and could not be set aside/],
    [sqlite(19), "call", /could not keep this/],
    [system("EROFS"), "passing", /read-only/],
    [system("ENOSPC"), "passing", /disk is full/],
    [system("EACCES"), "passing", /cannot be opened/],
    [new TypeError("no such value"), "call", /no such value/],
  ];
  for (const [thrown, reach, sentence] of FAULTS) {
    it(`${JSON.stringify(thrown)} reaches: ${reach}`, () => {
      const fault = faultOf(thrown);
      assert.equal(fault.code, "journal-unavailable");
      assert.equal(fault.reach, reach);
      assert.match(fault.message, sentence);
      assert.doesNotMatch(fault.message, /\/home/);
    });
  }
});

describe("a bounded map", () => {
  it("hands a value over once", () => {
    const map = new Lru<string, { n: number }>(2);
    map.set("a", { n: 1 });
    assert.deepEqual([map.take("a"), map.take("a"), map.get("a")], [{ n: 1 }, undefined, undefined]);
  });

  it("keeps nearly as many as it may, and the newest", () => {
    const map = new Lru<number, { n: number }>(160);
    for (let n = 0; n < 1000; n += 1) map.set(n, { n });
    const kept = Array.from({ length: 1000 }, (_, n) => n).filter((n) => map.get(n) !== undefined);
    assert.ok(kept.length > 150 && kept.length <= 160, `${kept.length} are kept`);
    assert.deepEqual([kept[0], kept.at(-1)], [1000 - kept.length, 999]);
  });

  it("forgets what was not used for longest", () => {
    const map = new Lru<string, { n: number }>(2);
    map.set("a", { n: 1 });
    map.set("b", { n: 2 });
    assert.equal(map.get("a")?.n, 1);
    map.set("c", { n: 3 });
    assert.deepEqual(
      ["a", "b", "c"].map((key) => map.get(key)?.n),
      [1, undefined, 3],
    );
  });
});
