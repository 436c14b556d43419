import assert from "node:assert/strict";
import { Inbox } from "./inbox.ts";

const HASH = "0123456789ab";
const EVENT = `MUM01-U01-42-${HASH}`;

describe("the event that a message tells of", () => {
  const CASES: readonly (readonly [string, string | null])[] = [
    [`Fort: locker XX0001 opened. Not you? Call 1800. Ref 42-${HASH}`, EVENT],
    [`Reference 42-${HASH}. This message was sent automatically.`, EVENT],
    [`SOS P1: was forced. Incident 3b241101-e2bb-4255-8caf-4136c566a962.1 Event ${EVENT}`, EVENT],
    [`Policy P-1, reference ${EVENT}`, EVENT],
    [`{"data":{"reference":{"event":"${EVENT}","incident":null},"previouslyReported":[]}}`, EVENT],
    [`Event DEL02-U01-offline-${HASH}`, `DEL02-U01-offline-${HASH}`],
    [`Event gateway-mass-opening-${HASH}`, `gateway-mass-opening-${HASH}`],
    ["Incident 3b241101-e2bb-4255-8caf-4136c566a962.1", null],
  ];
  for (const [text, expected] of CASES) {
    it(`${expected}: ${text}`, () => {
      const inbox = new Inbox(() => 5);
      const where = { unit: "MUM01-U01", site: "MUM01", locker: "MUM01-0001" };
      inbox.expect({ id: EVENT, ...where, seq: 42, type: "opened", at: 0, recordedAt: 0 });
      const entry = inbox.take({ channel: "sms", address: "+91", generation: 1, id: "m" }, text);
      assert.deepEqual([entry.event, entry.at, entry.answeredAt], [expected, 5, null]);
      inbox.answered(entry);
      assert.equal(inbox.taken[0]?.answeredAt, 5);
    });
  }
});

describe("what a gateway says on top of what is demanded", () => {
  for (const text of [
    `SOS P1: was forced. Sent from memory: the gateway's journal cannot be written. Event ${EVENT}`,
    `Fort: gateway journal restored. Event gateway-journal-restored-${HASH}`,
    `SOS P2: openings not told. Event gateway-not-told-${HASH}`,
  ]) {
    it(`is counted apart: ${text}`, () => {
      const inbox = new Inbox(() => 5);
      const entry = inbox.take({ channel: "sms", address: "+91", generation: 1, id: "m" }, text);
      assert.deepEqual([inbox.taken, inbox.onTop], [[], [entry]]);
    });
  }
});
