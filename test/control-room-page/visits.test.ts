import assert from "node:assert/strict";
import { visitsOf } from "../../nodes/control-room/counter.ts";
import { meantBy } from "../../nodes/control-room/page/meant.ts";
import { testWords } from "../../nodes/control-room/page/test-words.ts";
import { viewFor, viewsFor } from "../../nodes/control-room/page/views.ts";
import { ended, isLate, standsOpen, visiting } from "../../nodes/control-room/page/visits-order.ts";
import { ENDED_SHOWN } from "../../nodes/control-room/protocol.ts";
import { NIGHT, visit } from "./made.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONE = "Asia/Kolkata";

describe("visits on the board", () => {
  it("are shown with those first whose time is over, or is over next", () => {
    const all = [
      visit("later", { dueAt: NIGHT + HOUR }),
      visit("over", { closedAt: NIGHT, dueAt: 0 }),
      visit("late", { dueAt: NIGHT - 1 }),
      visit("soon", { dueAt: NIGHT + MINUTE }),
    ];
    assert.deepEqual(
      visiting(all).map(({ id }) => id),
      ["late", "soon", "later"],
    );
  });

  it("are late from the moment on by which they have to be over, until they are ended", () => {
    const one = visit("one", { dueAt: NIGHT });
    assert.deepEqual(
      [isLate(one, NIGHT - 1), isLate(one, NIGHT), isLate({ ...one, closedAt: NIGHT }, NIGHT)],
      [false, true, false],
    );
  });

  it("that are ended are shown with the last one first", () => {
    const all = [
      visit("a", { closedAt: 1 }),
      visit("b", { closedAt: 3 }),
      visit("c"),
      visit("d", { closedAt: 2 }),
    ];
    assert.deepEqual(
      ended(all).map(({ id }) => id),
      ["b", "d", "a"],
    );
  });

  it("leave a locker open that was opened and not closed since", () => {
    const at = (lastOpened: number | null, lastClosed: number | null) =>
      standsOpen({ lastOpened, lastClosed });
    assert.deepEqual(
      [at(null, null), at(2, null), at(2, 1), at(2, 3), at(null, 3)],
      [false, true, true, false, false],
    );
  });

  it("are all that a clerk at the counter has views for", () => {
    assert.deepEqual(viewsFor({ canRead: false }), ["visits"]);
    assert.equal(viewFor("alarms", { canRead: false }), "visits");
    assert.equal(viewFor("alarms", { canRead: true }), "alarms");
  });
});

describe("the locker that is meant by what a clerk writes", () => {
  const TABLE: readonly (readonly [text: string, found: readonly string[], meant: string | undefined])[] = [
    ["12", ["MUM01-0012"], "MUM01-0012"],
    ["12", ["MUM01-12", "MUM01-0012", "MUM01-1200"], "MUM01-12"],
    ["12", ["MUM01-12", "PUN01-12"], undefined],
    ["a-12", ["MUM01-A-12", "MUM01-B-A-12"], undefined],
    ["mum01-12", ["X-MUM01-12", "MUM01-12"], "MUM01-12"],
    ["12", ["MUM01-0012", "MUM01-0112"], undefined],
    ["12", [], undefined],
  ];
  for (const [text, found, meant] of TABLE) {
    it(`${text} among ${found.join(", ") || "none"} is ${meant ?? "not one beyond doubt"}`, () => {
      const items = found.map((id) => ({ id }));
      assert.equal(meantBy(text, items)?.id, meant);
    });
  }
});

describe("the visits that the gateway gives a board", () => {
  it("are all that go on, and the last of those that are over", () => {
    const over = Array.from({ length: 2_000 }, (_, at) =>
      visit(`over-${at}`, { closedAt: NIGHT - at, closedBy: "asha", state: "over" }),
    );
    const on = Array.from({ length: 3 }, (_, at) => visit(`on-${at}`));
    const desk = (sites: string[], list: typeof on) => ({
      ...{ sites: new Set(sites), list: () => list },
      act: () => assert.fail("nothing is done"),
    });
    const given = visitsOf([desk(["MUM01"], [...over, ...on]), desk(["DEL01"], [])]);
    assert.equal(given.ended, 2_000);
    assert.deepEqual(
      visiting(given.visits)
        .map(({ id }) => id)
        .sort(),
      ["on-0", "on-1", "on-2"],
    );
    assert.deepEqual(
      ended(given.visits).map(({ id }) => id),
      over.slice(0, ENDED_SHOWN).map(({ id }) => id),
    );
    assert.ok(JSON.stringify(given).length < 50_000);
  });
});

describe("the last test alarm", () => {
  it("is told by the branch's clock, with its day where that is another", () => {
    const of = (result: "through" | "missing", at: number | null) => testWords({ result, at }, ZONE, NIGHT);
    assert.equal(of("through", NIGHT - HOUR), "came through today 02:14");
    assert.equal(of("missing", NIGHT - 8 * HOUR), "missing since Sun 22 Nov 2026, 19:14");
    assert.equal(of("through", null), "came through");
  });
});
