import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import type { Cause, Incident } from "../../nodes/domain/incident.ts";
import { advanced, nextActs, suspectedIn, type TheftAct, type TheftCase } from "../../nodes/domain/theft.ts";
import { theftActFrom } from "../../nodes/domain/theft-act.ts";
import { theftDataOf, theftEvent } from "../../nodes/domain/theft-event.ts";

const AT = Date.UTC(2026, 10, 23, 4, 30);
const REPORT = { number: "FIR 118/2026", station: "Fort", date: "2026-11-23" };

function incident(cause: Cause = "forced", more: Partial<Incident> = {}): Incident {
  return {
    ...{ id: "I-1", transition: 1, change: "raised", state: "raised", cause, priority: 1, tier: 1 },
    ...{ site: "MUM01", unit: "MUM01-U07", locker: "MUM01-0001", count: 1, raisedAt: AT, alarmedAt: AT },
    ...{ tierAt: AT, lastEventAt: AT, lastEventId: "E-1", summary: "Locker MUM01-0001 was forced open." },
    ...{ condition: "standing", acknowledged: null, shelved: null, reset: null, node: "n" },
    silent: cause === "duress",
    ...more,
  };
}

function suspected(): TheftCase {
  const theft = suspectedIn(incident());
  assert.ok(theft);
  return theft;
}

function says(what: TheftAct["do"], by = "asha", remark = "seen on CCTV"): TheftAct {
  const said = { incident: "I-1", by, remark };
  return what === "police-report" ? { do: what, ...said, report: REPORT } : { do: what, ...said };
}

/** The case after these, each a minute after the one before. */
function caseAfter(...acts: readonly TheftAct["do"][]): TheftCase {
  return acts.reduce(
    (theft, what, index) => advanced(theft, says(what), null, AT + index * 60_000),
    suspected(),
  );
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    assert.ok(thrown instanceof LockerError);
    assert.equal(thrown.code, "theft-refused");
    return thrown.message;
  }
  return assert.fail("it was not refused");
}

describe("what can be a theft", () => {
  const RULES: Readonly<Record<string, boolean>> = {
    forced: true,
    "opened-outside-hours": true,
    "mass-opening": true,
    "no-visit": true,
    unattended: true,
    tamper: true,
    duress: true,
    offline: false,
    "battery-low": false,
    "still-inside": false,
    "journal-damaged": false,
  };
  for (const [cause, can] of Object.entries(RULES)) {
    it(`${cause}: ${can ? "yes" : "no"}`, () => {
      assert.equal(suspectedIn(incident(cause as Cause))?.stage ?? null, can ? "suspected" : null);
    });
  }

  it("a drill: never", () => {
    assert.equal(suspectedIn(incident("forced", { drill: true })), null);
  });
});

describe("the stages of a theft", () => {
  const ALLOWED: readonly (readonly [before: readonly TheftAct["do"][], next: readonly TheftAct["do"][]])[] =
    [
      [[], ["confirm", "unfounded"]],
      [["confirm"], ["police-report", "unfounded"]],
      [
        ["confirm", "police-report"],
        ["police-report", "unfounded"],
      ],
      [["unfounded"], ["confirm"]],
      [["confirm", "unfounded"], ["confirm"]],
      [
        ["unfounded", "confirm"],
        ["police-report", "unfounded"],
      ],
    ];
  for (const [before, next] of ALLOWED) {
    const theft = caseAfter(...before);
    for (const what of ["confirm", "police-report", "unfounded"] as const) {
      const can = next.includes(what);
      it(`${["suspected", ...before].join(", ")}: ${what} is ${can ? "taken" : "refused"}`, () => {
        assert.deepEqual(nextActs(theft), next);
        const other = {
          ...says(what, "ravi"),
          ...(what === "police-report" && { report: { ...REPORT, number: "2" } }),
        };
        if (can) assert.equal(advanced(theft, other as TheftAct, null, AT).steps.at(-1)?.by, "ravi");
        else refusal(() => advanced(theft, other as TheftAct, null, AT));
      });
    }
  }

  it("says how it stands, who said so and when, and what is left", () => {
    assert.equal(
      refusal(() => advanced(caseAfter("confirm"), says("confirm", "ravi"), "seen on CCTV", AT)),
      "That was not done. asha confirmed this theft at 2026-11-23 04:30 UTC. What is left is the report to the police, or to say that it is unfounded after all.",
    );
    assert.equal(
      refusal(() => advanced(suspected(), says("police-report"), null, AT)),
      "That was not done. So far this theft is only suspected, and nobody has confirmed it. Confirm it first, or say that it is unfounded.",
    );
  });

  it("changes nothing when the same person says the same once more", () => {
    for (const before of [["confirm"], ["confirm", "police-report"], ["unfounded"]] as const) {
      const theft = caseAfter(...before);
      assert.equal(advanced(theft, says(before.at(-1) ?? "confirm"), "seen on CCTV", AT + 1), theft);
    }
  });

  it("is refused where another officer said something that this one had not seen, in either order", () => {
    for (const [first, second, how] of [
      ["confirm", "unfounded", "asha confirmed this theft at"],
      ["unfounded", "confirm", "asha said that this is unfounded at"],
    ] as const) {
      const theft = caseAfter(first);
      const unseen = { ...says(second, "ravi"), seen: 0 };
      const why = refusal(() => advanced(theft, unseen, "seen on CCTV", AT));
      assert.ok(why.includes(how), why);
      assert.match(why, /look at it/);
      assert.equal(advanced(theft, { ...unseen, seen: 1 }, "seen on CCTV", AT).steps.length, 2);
    }
  });

  it("changes nothing where the answer was lost, also if the officer saw the case as it was before", () => {
    const theft = caseAfter("confirm");
    assert.equal(advanced(theft, { ...says("confirm"), seen: 0 }, "seen on CCTV", AT + 1), theft);
  });

  it("takes a report to the police that corrects the one before, and not the same once more by somebody else", () => {
    const theft = caseAfter("confirm", "police-report");
    const other = { ...REPORT, number: "FIR 119/2026" };
    const corrected = advanced(
      theft,
      { do: "police-report", incident: "I-1", by: "ravi", remark: "typing error", report: other },
      "seen on CCTV",
      AT,
    );
    assert.deepEqual(corrected.policeReport, other);
    assert.equal(corrected.steps.length, 3);
    assert.match(
      refusal(() => advanced(theft, says("police-report", "ravi"), "seen on CCTV", AT)),
      /It says the same/,
    );
  });
});

describe("what an officer asks for", () => {
  const GOOD = { do: "police-report", incident: "I-1", by: "asha", remark: "filed", report: REPORT };

  it("is taken as it is", () => {
    assert.deepEqual(theftActFrom(GOOD, AT), GOOD);
    const { report: _, ...confirm } = { ...GOOD, do: "confirm" };
    assert.deepEqual(theftActFrom({ ...confirm, more: 1 }, AT), confirm);
  });

  it("may have a report of a day that has begun somewhere, and of none that has nowhere", () => {
    const on = (date: string) => ({ ...GOOD, report: { ...REPORT, date } });
    const late = Date.UTC(2026, 10, 23, 10, 0);
    assert.equal(theftActFrom(on("2026-11-24"), late).do, "police-report");
    assert.match(
      refusal(() => theftActFrom(on("2026-11-24"), late - 1)),
      /lies in the future/,
    );
  });

  const BAD: readonly (readonly [what: string, asked: unknown, sentence: RegExp])[] = [
    ["nothing", null, /does not say what to do/],
    ["another deed", { ...GOOD, do: "suspect" }, /Say in "do"/],
    ["no incident", { ...GOOD, incident: "" }, /Say in "incident"/],
    ["nobody", { ...GOOD, by: "" }, /Say in "by"/],
    ["a name that looks like another's", { ...GOOD, by: "asha\u202e" }, /Say in "by"/],
    ["no remark", { ...GOOD, remark: " " }, /Say in "remark"/],
    ["a remark that is too long", { ...GOOD, remark: "x".repeat(501) }, /Say in "remark"/],
    ["a count of steps that is none", { ...GOOD, seen: -1 }, /Say in "seen"/],
    ["no report", { ...GOOD, report: undefined }, /Say in "report"/],
    ["no number", { ...GOOD, report: { ...REPORT, number: "" } }, /number of the report/],
    ["no station", { ...GOOD, report: { ...REPORT, station: 7 } }, /police station is missing/],
    ["no date", { ...GOOD, report: { ...REPORT, date: "23.11.2026" } }, /is no date/],
    ["a day that no calendar has", { ...GOOD, report: { ...REPORT, date: "2026-02-30" } }, /is no date/],
  ];
  for (const [what, asked, sentence] of BAD) {
    it(`with ${what} is refused with a sentence`, () => {
      assert.match(
        refusal(() => theftActFrom(asked, AT)),
        sentence,
      );
    });
  }
});

describe("the event about a theft", () => {
  const raised = { id: "E-1", occurred: { earliest: AT - 5000, latest: AT } };

  it("says when the loss began and what was said, and nobody's name or remark", () => {
    const theft = caseAfter("confirm", "police-report");
    const event = theftEvent(theft, "police-report", incident(), raised, AT + 60_000);
    assert.equal(event.type, "police-report");
    assert.equal(event.id, theftEvent(theft, "police-report", incident(), raised, AT + 99_000).id);
    assert.notEqual(event.id, theftEvent(caseAfter("confirm"), "confirmed", incident(), raised, AT).id);
    assert.deepEqual(theftDataOf(event), {
      incident: "I-1",
      step: 2,
      suspectedAt: AT,
      isAutomatic: true,
      suspicion: "E-1",
      loss: raised.occurred,
      steps: [
        { stage: "confirmed", at: AT },
        { stage: "police-report", at: AT + 60_000 },
      ],
      policeReport: REPORT,
      summary: "Locker MUM01-0001 was forced open.",
    });
    assert.doesNotMatch(JSON.stringify(event), /asha|CCTV/);
  });

  it("says nothing of a silent alarm", () => {
    const duress = incident("duress", { summary: "Duress at locker MUM01-0001." });
    const event = theftEvent(caseAfter("confirm"), "confirmed", duress, { ...raised, id: "U-duress-1" }, AT);
    assert.doesNotMatch(JSON.stringify(event), /duress/i);
    assert.equal(theftDataOf(event)?.isAutomatic, false);
  });

  it("is none where a flow has made something else of it", () => {
    const event = theftEvent(caseAfter("confirm"), "confirmed", incident(), null, AT);
    assert.deepEqual(theftDataOf(event)?.loss, { earliest: AT, latest: AT });
    assert.equal(theftDataOf({ ...event, type: "opened" }), null);
    assert.equal(theftDataOf({ ...event, data: { ...event.data, loss: 3 } }), null);
  });
});
