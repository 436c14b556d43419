import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import type { VisitAct } from "../../nodes/domain/visit.ts";
import { visitActFrom } from "../../nodes/domain/visit-act.ts";
import { VisitBook } from "../../nodes/domain/visit-book.ts";
import { registerOf, TEN } from "../nodes/visit-bed.ts";

const OPEN = { do: "open", locker: "L1", hirer: "H1", by: "priya" } as const;

function refusal(of: () => unknown): string {
  try {
    of();
  } catch (thrown) {
    assert.ok(thrown instanceof LockerError && thrown.code === "visit-refused");
    return thrown.message;
  }
  return assert.fail("it was not refused");
}

describe("what is asked to do with a visit", () => {
  const TAKEN: readonly [unknown, unknown][] = [
    [OPEN, OPEN],
    [
      { ...OPEN, minutes: 5, more: 1 },
      { ...OPEN, minutes: 5 },
    ],
    [
      { do: "close", visit: "V-1", locker: "L1", by: "priya" },
      { do: "close", visit: "V-1", by: "priya" },
    ],
    [
      { do: "close", locker: "L1", by: "priya" },
      { do: "close", locker: "L1", by: "priya" },
    ],
  ];
  for (const [asked, act] of TAKEN)
    it(`is taken: ${JSON.stringify(asked)}`, () => assert.deepEqual(visitActFrom(asked), act));

  const REFUSED: readonly [unknown, RegExp][] = [
    [null, /Say in "do" what to do/],
    ["open", /Say in "do"/],
    [{ ...OPEN, do: "begin" }, /Say in "do"/],
    [{ ...OPEN, by: "" }, /Say in "by" who does it/],
    [{ ...OPEN, by: " priya" }, /Say in "by"/],
    [{ ...OPEN, by: "pri\u202Eya" }, /Say in "by"/],
    [{ ...OPEN, locker: 7 }, /Say in "locker"/],
    [{ ...OPEN, hirer: "" }, /Say in "hirer"/],
    [{ ...OPEN, hirer: "x".repeat(101) }, /Say in "hirer"/],
    [{ ...OPEN, minutes: 0 }, /"minutes" has to be/],
    [{ ...OPEN, minutes: 1.5 }, /"minutes" has to be/],
    [{ ...OPEN, minutes: "20" }, /"minutes" has to be/],
    [{ do: "close", by: "priya" }, /Say in "locker"/],
  ];
  for (const [asked, why] of REFUSED)
    it(`is refused: ${JSON.stringify(asked)?.slice(0, 70)}`, () => {
      assert.match(
        refusal(() => visitActFrom(asked)),
        why,
      );
    });
});

describe("what can be done with a visit", () => {
  const book = () => {
    const register = registerOf(2);
    return new VisitBook({
      ...{ node: "visits", minutes: 30, grace: 0, register: () => register },
      ...{ asks: (site) => site === "MUM01", hoursEnd: () => null, keep: () => {} },
    });
  };

  const REFUSED: readonly [VisitAct, RegExp][] = [
    [{ ...OPEN, locker: "L9" }, /The register has no such locker/],
    [{ ...OPEN, locker: "D1", hirer: "HD" }, /Locker D1 is at DEL02, which is none of the sites/],
    [{ ...OPEN, hirer: "H2" }, /Locker L1 is not rented by this hirer/],
    [{ ...OPEN, hirer: "HL" }, /Locker L1 is not rented by this hirer/],
    [{ ...OPEN, hirer: "Person 1" }, /Locker L1 is not rented by this hirer/],
    [{ ...OPEN, minutes: 31 }, /A visit may take up to 30 minutes here/],
    [{ do: "close", visit: "V-0", by: "priya" }, /There is no such visit/],
  ];
  for (const [act, why] of REFUSED)
    it(`refuses ${JSON.stringify(act)}`, () => {
      assert.match(
        refusal(() => book().act(act, TEN)),
        why,
      );
    });

  it("is one visit of a locker at a time, of any of those who rent it", () => {
    const visits = book();
    const { id } = visits.act({ ...OPEN, hirer: "H1b" }, TEN);
    for (const other of [OPEN, { ...OPEN, hirer: "H1b", by: "arun" }, { ...OPEN, hirer: "H1b", minutes: 5 }])
      assert.match(
        refusal(() => visits.act(other, TEN)),
        /Locker L1 is being visited since 2026-11-23 04:30 UTC, as priya registered: close that visit first/,
      );
    visits.act({ ...OPEN, locker: "L2", hirer: "H2" }, TEN);
    visits.act({ do: "close", visit: id, by: "arun" }, TEN + 1);
    assert.match(
      refusal(() => visits.act({ do: "close", visit: id, by: "priya" }, TEN + 2)),
      /arun closed this visit of locker L1 at 2026-11-23 04:30 UTC already/,
    );
    assert.equal(visits.act(OPEN, TEN + 2).hirer, "H1");
  });

  it("is done at a time of its own only where that fits", () => {
    const visits = book();
    const minute = 60_000;
    visits.act(OPEN, TEN, TEN - 10 * minute);
    assert.match(
      refusal(() => visits.act({ do: "close", locker: "L1", by: "priya" }, TEN, TEN - 11 * minute)),
      /was opened after that time/,
    );
    visits.act({ do: "close", locker: "L1", by: "priya" }, TEN, TEN - 5 * minute);
    assert.match(
      refusal(() => visits.act(OPEN, TEN, TEN - 6 * minute)),
      /another visit of locker L1 was still open/,
    );
    assert.match(
      refusal(() => visits.act(OPEN, TEN, TEN + 3 * minute)),
      /Its time has not come yet/,
    );
    assert.equal(visits.act(OPEN, TEN, TEN + minute).openedAt, TEN, "a clock that is a little ahead");
    assert.match(
      refusal(() => visits.act(OPEN, TEN, TEN - 25 * 60 * minute)),
      /more than a day ago/,
    );
  });
});
