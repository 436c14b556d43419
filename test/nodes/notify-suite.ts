import assert from "node:assert/strict";
import type { NodeInitializer } from "node-red";
import { until } from "../until.ts";
import type { FlowNode, Running } from "./example.ts";
import { coreNode, helper } from "./node-red.ts";
import {
  emptyJournal,
  endTheDay,
  injected,
  logged,
  newId,
  OPENED,
  outcomes,
  PERSONAL,
  statusOf,
} from "./notify.ts";

/** What holds for every notify node, whoever its provider is. */

export type BadSetting = readonly [changes: object, words: RegExp];

/** @param send runs the example with a changed node and sends that one a message */
export function refusesSettings(
  settings: readonly BadSetting[],
  send: (changes: object) => Promise<Running>,
): void {
  for (const [changes, words] of settings) {
    it(`refuses ${JSON.stringify(changes)} at deploy, and each message with the same sentence`, async () => {
      const running = await send(changes);
      await until("the error", () => running.received.caught?.length === 1);
      assert.match(running.received.caught?.[0]?.error?.message ?? "", words);
      assert.match(logged(), words);
    });
  }
}

export interface Notifying {
  readonly example: readonly FlowNode[];
  /** Id of a node that tells hirers, and how many notices an opening makes there. */
  readonly node: string;
  readonly notices: number;
  /** Runs the example with more nodes beside it. */
  start(more?: readonly FlowNode[], types?: readonly NodeInitializer[]): Promise<Running>;
  /** Makes the provider fail so many times; by default until it recovers. */
  fail(how: "transient" | "operator" | "permanent", times?: number): void;
  recover(): Promise<void>;
}

const UNSENT = "could not be sent";

export function keepsNotices(notifying: Notifying): void {
  const { example, node, notices } = notifying;
  const opened = () => injected(example, OPENED, { id: newId() });
  const shows = (fill: string, key: string) =>
    until(
      () => `the status ${fill} ${key}, it is ${statusOf(node)}`,
      () => new RegExp(`^${fill} .*\\.status\\.${key}$`).test(statusOf(node)),
    );

  describe("keeps what it could not send", () => {
    afterEach(async () => {
      await helper.unload();
      emptyJournal();
    });

    it("parked, until a message says to try again, which a complete node hears of", async () => {
      const running = await notifying.start(
        [
          { id: "finished", type: "complete", z: "", x: 0, y: 0, scope: [node], wires: [["completed"]] },
          { id: "completed", type: "debug", z: "", x: 0, y: 0, name: "completed", wires: [] },
        ],
        [coreNode("common/24-complete")],
      );
      notifying.fail("operator");
      running.receive(node, opened());
      const parked = await outcomes(running, UNSENT, notices);
      assert.deepEqual(new Set(parked.map(({ state }) => state)), new Set(["parked"]));
      await shows("red", "trouble");
      await notifying.recover();
      running.receive(node, { retry: "parked", topic: "mended" });
      const accepted = await outcomes(running, "accepted", notices);
      assert.deepEqual(
        accepted.map(({ noticeKey }) => noticeKey).sort(),
        parked.map(({ noticeKey }) => noticeKey).sort(),
      );
      await shows("green", "told");
      await until("the complete node", () =>
        running.received.completed?.some(({ retried }) => retried === notices),
      );
      assert.ok(
        running.received.completed?.some(({ topic }) => topic === "mended"),
        "the message is kept",
      );
      assert.doesNotMatch(JSON.stringify(running.received) + logged(), PERSONAL);
    });

    it("dead, also over a restart, until a message names its key", async () => {
      const before = await notifying.start();
      notifying.fail("permanent");
      before.receive(node, opened());
      const [dead] = await outcomes(before, UNSENT, notices);
      await helper.unload();
      await notifying.recover();
      const after = await notifying.start();
      await shows("red", "trouble");
      after.receive(node, { retry: dead?.noticeKey });
      const [accepted] = await outcomes(after, "accepted", 1);
      assert.equal(accepted?.noticeKey, dead?.noticeKey);
      after.receive(node, { retry: "parked" });
      const button = example.find(({ props }) => JSON.stringify(props)?.includes('"retry"'));
      assert.ok(button);
      helper.getNode(button.id).receive({});
      await outcomes(after, "accepted", notices);
      await shows("green", "told");
      assert.deepEqual(after.received.caught, []);
    });

    it("overdue once its day is over, also over a restart; and sends it all the same", async () => {
      const before = await notifying.start();
      notifying.fail("transient");
      before.receive(node, opened());
      await shows("yellow", "told");
      await helper.unload();
      endTheDay();
      const after = await notifying.start();
      const overdue = await outcomes(after, UNSENT, notices);
      assert.deepEqual(new Set(overdue.map(({ state }) => state)), new Set(["overdue"]));
      assert.match(overdue[0]?.reason ?? "", /overdue: no provider has accepted it in time/);
      await shows("red", "trouble");
      await notifying.recover();
      await outcomes(after, "accepted", notices);
      await shows("green", "told");
      await outcomes(after, UNSENT, notices);
    });

    const wrong: readonly (readonly [retry: unknown, words: RegExp])[] = [
      ["sos", /msg\.retry does not say which/],
      ["", /msg\.retry does not say which/],
      [true, /msg\.retry does not say which/],
      [null, /msg\.retry does not say which/],
      ["event|E-1|other|hirer:H-1|sms", /no parked or dead notice with the key/],
    ];
    for (const [retry, words] of wrong) {
      it(`but says of msg.retry ${JSON.stringify(retry)} that it means none`, async () => {
        const running = await notifying.start();
        running.receive(node, { ...opened(), retry });
        await until("the error", () => running.received.caught?.length === 1);
        const [caught] = running.received.caught ?? [];
        assert.equal(caught?.error?.code, "retry-unknown");
        assert.match(caught?.error?.message ?? "", words);
        assert.deepEqual(running.received.accepted, []);
      });
    }
  });
}
