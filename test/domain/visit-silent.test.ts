import assert from "node:assert/strict";
import type { EventType, LockerEvent } from "../../nodes/domain/event.ts";
import { VisitBook } from "../../nodes/domain/visit-book.ts";
import { eventOf } from "../journal/making.ts";
import { OPEN, registerOf, TEN } from "../nodes/visit-bed.ts";

const SECOND = 1_000;

/** A unit whose clock is not certain reports each event a moment later than the one before. */
function reported(type: EventType, seconds: number): LockerEvent {
  const latest = TEN + seconds * SECOND;
  return eventOf({
    ...{ id: `${type} ${seconds}`, site: "MUM01", unit: "MUM01-U07", locker: "L1", type, at: null },
    occurred: { earliest: TEN, latest },
  });
}

/** What of a visit is seen after each event, and whether it was told as changed. */
function seen(events: readonly LockerEvent[], isRegisteredAfter = false) {
  const register = registerOf(1);
  const book = new VisitBook({
    ...{ node: "visits", minutes: 30, grace: 60 * SECOND, register: () => register },
    ...{ asks: () => true, hoursEnd: () => null, keep: () => {} },
  });
  if (!isRegisteredAfter) book.act(OPEN, TEN);
  const changes = events.filter((event) => book.passed(event).isNews).length;
  if (isRegisteredAfter) book.act(OPEN, TEN + 10 * SECOND);
  const [visit] = book.list(TEN + 60 * SECOND, () => 0);
  return { changes, lastOpened: visit?.lastOpened, lastClosed: visit?.lastClosed };
}

const [OPENED, DURESS] = [reported("opened", 2), reported("duress", 3)];
const CLOSED = reported("closed", 5);

describe("a visit under duress", () => {
  it("is seen as any other, whenever the duress is reported", () => {
    const usual = seen([OPENED, CLOSED]);
    assert.deepEqual(usual, { changes: 2, lastOpened: TEN + 2 * SECOND, lastClosed: TEN + 5 * SECOND });
    const late = reported("duress", 9);
    for (const events of [
      [OPENED, DURESS, CLOSED],
      [DURESS, OPENED, CLOSED],
      [OPENED, CLOSED, late],
    ])
      assert.deepEqual(seen(events), usual, events.map(({ id }) => id).join(", "));
  });

  it("is seen as any other where it is registered after the opening", () => {
    assert.deepEqual(seen([OPENED, DURESS], true), seen([OPENED], true));
    assert.equal(seen([reported("duress", 2)], true).lastOpened, null);
  });
});
