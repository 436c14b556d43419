import assert from "node:assert/strict";
import { type Board, heard, NOTHING_TOLD, type Told } from "../../nodes/control-room/page/board-state.ts";
import type { Delta, StreamMessage } from "../../nodes/control-room/protocol.ts";
import { gateway, incident, locker, site, unit } from "./made.ts";

const START = { type: "start", protocol: 1, gateway: gateway() } as const;
const READY = { type: "ready" } as const;
const delta = (what: Omit<Delta, "type">): Delta => ({ type: "delta", ...what });

const WHOLE: readonly StreamMessage[] = [
  START,
  delta({ sites: [site("MUM01")], units: [unit("MUM01-U01")] }),
  delta({ lockers: [locker("MUM01-0001", "MUM01-U01"), locker("MUM01-0002", "MUM01-U01")] }),
  delta({ incidents: [incident("one")], outbox: { waiting: 1, parked: 2, dead: 3, overdue: 4 } }),
  READY,
];

function shown({ shown }: Told): Board {
  assert.ok(shown, "no board is shown");
  return shown;
}

describe("what a board is told", () => {
  it("is shown once it is whole, and not before", () => {
    const half = heard(NOTHING_TOLD, WHOLE.slice(0, -1));
    assert.equal(half.shown, null);
    const board = shown(heard(half, [READY]));
    assert.deepEqual([...board.lockers.keys()], ["MUM01-0001", "MUM01-0002"]);
    assert.equal(board.incidents.get("one")?.cause, "forced");
    assert.equal(board.outbox.dead, 3);
  });

  it("is the same whether messages come one by one or all at once", () => {
    const oneByOne = WHOLE.reduce((told, message) => heard(told, [message]), NOTHING_TOLD);
    assert.deepEqual(shown(oneByOne), shown(heard(NOTHING_TOLD, WHOLE)));
  });

  it("puts what is new in the place of what was there, and leaves the rest the very same", () => {
    const before = heard(NOTHING_TOLD, WHOLE);
    const open = locker("MUM01-0002", "MUM01-U01", { door: "open" });
    const after = shown(heard(before, [delta({ lockers: [open] })]));
    assert.equal(after.lockers.get("MUM01-0002"), open);
    assert.equal(after.incidents, shown(before).incidents);
    assert.equal(after.units, shown(before).units);
    assert.equal(shown(before).lockers.get("MUM01-0002")?.door, "closed");
  });

  it("ends incidents", () => {
    const board = shown(heard(heard(NOTHING_TOLD, WHOLE), [delta({ ended: ["one"] })]));
    assert.equal(board.incidents.size, 0);
  });

  it("never takes an incident back to how it was before", () => {
    const acknowledged = incident("one", { transition: 2, state: "acknowledged" });
    const board = shown(
      heard(heard(NOTHING_TOLD, WHOLE), [
        delta({ incidents: [acknowledged] }),
        delta({ incidents: [incident("one", { transition: 1 })] }),
      ]),
    );
    assert.equal(board.incidents.get("one")?.state, "acknowledged");
  });

  it("keeps showing the old board while it is told anew, and then forgets what is not told again", () => {
    const before = heard(NOTHING_TOLD, WHOLE);
    const between = heard(before, [START, delta({ lockers: [locker("MUM01-0003", "MUM01-U01")] })]);
    assert.equal(shown(between), shown(before));
    const after = shown(heard(between, [READY]));
    assert.deepEqual([...after.lockers.keys()], ["MUM01-0003"]);
    assert.equal(after.incidents.size, 0);
  });

  it("takes a start in the middle of others, whatever stands before and after it", () => {
    const board = shown(heard(heard(NOTHING_TOLD, WHOLE), [delta({ ended: ["one"] }), ...WHOLE]));
    assert.deepEqual([...board.incidents.keys()], ["one"]);
  });

  it("changes nothing by beats", () => {
    const before = heard(NOTHING_TOLD, WHOLE);
    assert.equal(heard(before, [{ type: "beat", now: 5 }]).shown, before.shown);
  });

  it("tells when the gateway itself has changed", () => {
    const changed = gateway({ canAct: false, whyNot: "Not now." });
    assert.equal(shown(heard(heard(NOTHING_TOLD, WHOLE), [delta({ gateway: changed })])).gateway, changed);
  });
});
