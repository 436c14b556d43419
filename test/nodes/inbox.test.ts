import assert from "node:assert/strict";
import type { Incoming } from "../../nodes/links/link.ts";
import { Inbox } from "../../nodes/locker-event-in/inbox.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A message whose acknowledgements are written down. */
function message(text: string, acknowledged: string[], by = text): Incoming {
  return {
    topic: "lockers/v1/MUM01/MUM01-U07/event",
    payload: bytes(text),
    qos: 1,
    retained: false,
    acknowledge: () => acknowledged.push(by),
  };
}

describe("messages that are not acknowledged yet", () => {
  it("are counted until they are, with the time of the oldest", () => {
    const inbox = new Inbox();
    const acknowledged: string[] = [];
    const one = inbox.take(message("one", acknowledged), 10);
    const two = inbox.take(message("two", acknowledged), 20);
    assert.deepEqual([inbox.count, inbox.oldestSince], [2, 10]);
    one?.acknowledge();
    assert.deepEqual([inbox.count, inbox.oldestSince], [1, 20]);
    two?.acknowledge();
    assert.deepEqual([inbox.count, inbox.oldestSince], [0, null]);
    assert.deepEqual(acknowledged, ["one", "two"]);
  });

  it("what a broker does not keep is not counted", () => {
    const inbox = new Inbox();
    assert.ok(inbox.take({ ...message("beat", []), qos: 0 }, 0));
    assert.equal(inbox.count, 0);
  });

  it("come again after a lost connection, and each copy stands for one that is here, in order", () => {
    const inbox = new Inbox();
    const acknowledged: string[] = [];
    const texts = ["online", "offline", "online"];
    const here = texts.map((text, n) => inbox.take(message(text, acknowledged, `first ${n}`), n));
    for (let connection = 2; connection <= 50; connection += 1) {
      inbox.lose();
      for (const [n, text] of texts.entries()) {
        assert.equal(inbox.take(message(text, acknowledged, `${connection} ${n}`), 100), null);
      }
      assert.equal(inbox.count, 3);
    }
    for (const one of here) one?.acknowledge();
    assert.deepEqual(acknowledged, ["50 0", "50 1", "50 2"]);
    assert.equal(inbox.count, 0);
  });

  it("a further one that says the same is none of the copies", () => {
    const inbox = new Inbox();
    inbox.take(message("online", []), 0);
    assert.ok(inbox.take(message("online", []), 1), "the connection was not lost");
    inbox.lose();
    assert.equal(inbox.take(message("online", []), 2), null);
    assert.equal(inbox.take(message("online", []), 3), null);
    assert.ok(inbox.take(message("online", []), 4), "both are here again");
    assert.equal(inbox.count, 3);
  });

  it("one that was done with after the connection was lost is worked on again", () => {
    const inbox = new Inbox();
    const acknowledged: string[] = [];
    const one = inbox.take(message("one", acknowledged, "lost"), 0);
    inbox.lose();
    one?.acknowledge();
    const again = inbox.take(message("one", acknowledged, "again"), 1);
    again?.acknowledge();
    assert.deepEqual(acknowledged, ["again"]);
  });

  it("a retained message is none that was published just now", () => {
    const inbox = new Inbox();
    inbox.take(message("online", []), 0);
    inbox.lose();
    assert.ok(inbox.take({ ...message("online", []), retained: true }, 1));
  });

  it("are bounded: what is too much stays with the broker", () => {
    const inbox = new Inbox();
    for (let n = 0; n < 6000; n += 1) inbox.take(message(`${n}`, []), n);
    assert.equal(inbox.count, 5000);
  });
});
