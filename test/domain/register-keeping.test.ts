import assert from "node:assert/strict";
import { KEPT_DAYS, mayHideHold } from "../../nodes/domain/keeping.ts";
import { problemText } from "../../nodes/domain/register-read.ts";
import { GOOD, lines, registerWith } from "./register-tables.ts";

const SITES = "site,name,redress,retention_days,legal_hold";
const LOCKERS = "locker,unit,legal_hold,erase_before";

function withSite(cells: string) {
  const { keeping, problems } = registerWith({
    "sites.csv": lines(SITES, `MUM01,Fort,1800,${cells}`, "BER01,Mitte,1800,,"),
  });
  return { site: keeping.sites.get("MUM01"), problems: problems.map(problemText) };
}

function withLocker(cells: string) {
  const { keeping, problems } = registerWith({
    "lockers.csv": lines(LOCKERS, `MUM01-0001,MUM01-U07,${cells}`, "MUM01-0002,MUM01-U07,,"),
    "hirers.csv": null,
    "subscriptions.csv": null,
  });
  return { locker: keeping.lockers.get("MUM01-0001"), problems: problems.map(problemText) };
}

describe("how long the register keeps records", () => {
  it("is as usual where it does not say it", () => {
    const { keeping, problems } = registerWith({});
    assert.deepEqual(problems, []);
    assert.deepEqual(keeping.sites.get("MUM01"), { days: KEPT_DAYS, hold: false, timeZone: null });
    assert.equal(keeping.sites.get("BER01")?.timeZone, "Europe/Berlin");
    assert.deepEqual([...keeping.lockers], []);
  });

  const SITE: readonly (readonly [cells: string, days: number, hold: boolean, problem: RegExp | null])[] = [
    ["400,no", 400, false, null],
    ["180,", 180, false, null],
    ["3650,yes", 3650, true, null],
    [",YES", 400, true, null],
    [
      "179,",
      400,
      false,
      /retention_days: Records must be kept for at least 180 days \(CERT-In\); 400 are used/,
    ],
    ["0,", 400, false, /at least 180 days/],
    ["-1,", 400, false, /retention_days: This is not a number of days; 400 are used/],
    ["one year,", 400, false, /not a number of days/],
    ["36501,", 400, false, /not a number of days/],
    ["200.5,", 400, false, /not a number of days/],
    [",maybe", 400, true, /legal_hold: This is neither yes nor no; everything is kept/],
  ];
  for (const [cells, days, hold, problem] of SITE) {
    it(`of a site with "${cells}" is ${days} days${hold ? ", on hold" : ""}`, () => {
      const { site, problems } = withSite(cells);
      assert.deepEqual([site?.days, site?.hold], [days, hold]);
      assert.equal(problems.length, problem ? 1 : 0, problems.join());
      if (problem) assert.match(problems[0] ?? "", problem);
    });
  }

  it("is told of a hirer who left, and doubts a date that is none", () => {
    const { keeping, register, problems } = registerWith({
      "hirers.csv": lines(
        "hirer,locker,name,language,phones,emails,left",
        "H-1,MUM01-0001,Meera,en,+919820011111,none,22.11.2026",
        "H-2,MUM01-0001,,,,,2026-11-22",
      ),
    });
    assert.deepEqual(keeping.leftHirers, [
      { hirer: "H-2", locker: "MUM01-0001", site: "MUM01", left: "2026-11-22" },
    ]);
    assert.equal(register.hirer("H-1")?.left, undefined);
    assert.match(
      problems.map(problemText).join(),
      /^hirers.csv, line 2, left: This is not a date: .* Until then they are told as before, and nothing is erased\.$/,
    );
  });

  const LOCKER: readonly (readonly [
    cells: string,
    hold: boolean,
    date: string | null,
    problem: RegExp | null,
  ])[] = [
    ["yes,", true, null, null],
    [",2026-11-30", false, "2026-11-30", null],
    ["yes,2026-11-30", true, "2026-11-30", null],
    ["x,", true, null, /neither yes nor no/],
    ["yes,30.11.2026", true, null, /erase_before: This is not a date: .* Until then nothing is erased by it/],
  ];
  for (const [cells, hold, eraseBefore, problem] of LOCKER) {
    it(`of a locker with "${cells}" is ${hold ? "for ever" : `until ${eraseBefore}`}`, () => {
      const { locker, problems } = withLocker(cells);
      assert.deepEqual(locker, { site: "MUM01", hold, eraseBefore });
      assert.equal(problems.length, problem ? 1 : 0, problems.join());
      if (problem) assert.match(problems[0] ?? "", problem);
    });
  }

  it("is uncertain while a line that could hold a locker back cannot be used", () => {
    const hides = (file: "sites.csv" | "lockers.csv" | "hirers.csv", row: string) =>
      registerWith({ [file]: `${GOOD[file]}${row}\n` }).problems.some(mayHideHold);
    assert.ok(hides("lockers.csv", "MUM01-0009,no-such-unit,,,"));
    assert.ok(hides("lockers.csv", ",MUM01-U07,,,"));
    assert.ok(hides("sites.csv", 'MUM02,"Fort'));
    assert.ok(!hides("sites.csv", "MUM02,Fort,,,,,"));
    assert.ok(!hides("hirers.csv", "H-9,no-such-locker,,,,"));
  });
});
