import assert from "node:assert/strict";
import { Choice } from "../../gateway/evidence/choice.ts";
import { PersonalData } from "../../gateway/evidence/personal.ts";
import type { FoundRecord } from "../../gateway/ledger/ledger-reader.ts";
import { readDemoRegister } from "../../gateway/local/demo-bank.ts";

const LOCKER = "MUM01-0001";
const UNIT = "MUM01-U01";

function choice(personal: PersonalData | null = null): Choice {
  return new Choice({ locker: LOCKER, units: new Set([UNIT]), sites: ["MUM01"], from: 0, to: 100, personal });
}

type Over = Partial<Omit<FoundRecord, "body">> & { readonly body?: object };

function recordOf({ body = {}, ...over }: Over): FoundRecord {
  const record = { site: "MUM01", n: 1, at: 50, kind: "event", ref: "e", locker: null };
  return { ...record, ...over, body: JSON.stringify(body) };
}

const OWN: Over = { locker: LOCKER, ref: "own", body: { type: "opened", unit: UNIT } };
const MASS = { id: "mass", unit: "MUM01-U04", cause: "mass-opening" };

describe("whose records have their content in a locker's pack", () => {
  const CASES: readonly (readonly [what: string, record: Over, given: boolean])[] = [
    ["an event of the locker", OWN, true],
    ["one before the span", { ...OWN, at: -1 }, false],
    ["one after the span", { ...OWN, at: 100 }, false],
    ["an event of another locker", { ...OWN, locker: "MUM01-0002" }, false],
    ["the locker's unit offline", { body: { type: "offline", unit: UNIT } }, true],
    ["another unit offline", { body: { type: "offline", unit: "MUM01-U04" } }, false],
    ["many lockers opened, which names them", { body: { type: "mass-opening", unit: UNIT } }, false],
    [
      "an incident of the locker's unit",
      { kind: "incident", body: { incident: { unit: UNIT, cause: "offline" } } },
      true,
    ],
    ["an incident of many lockers", { kind: "incident", body: { incident: MASS } }, false],
    ["a change of the flows", { kind: "configuration", site: "gateway" }, true],
    ["an event of the gateway as a whole", { site: "gateway", body: { type: "boot", unit: UNIT } }, false],
    ["an erasure at the site", { kind: "erasure" }, true],
    ["an export of the locker", { kind: "export", ref: LOCKER }, true],
    ["an export of another", { kind: "export", ref: "MUM01-0002" }, false],
    ["a notice about nothing of the locker", { kind: "notice", ref: "mass#1" }, false],
    ["what a later version records of the whole site", { kind: "later-kind" }, false],
    ["what a later version records of the locker", { kind: "later-kind", locker: LOCKER }, true],
  ];
  for (const [what, record, given] of CASES)
    it(`${given ? "those of" : "not those of"} ${what}`, () =>
      assert.equal(choice().gives(recordOf(record)), given));

  it("of an incident of many lockers once it counted an event of this one, with all that follows", () => {
    const own = choice();
    assert.ok(own.gives(recordOf(OWN)));
    const counted = {
      kind: "incident",
      ref: "mass",
      body: { change: "counted", event: "own", incident: MASS },
    };
    assert.ok(own.gives(recordOf(counted)));
    const changed = { type: "incident-changed", unit: "MUM01-U04", data: { incident: MASS } };
    assert.ok(own.gives(recordOf({ body: changed })));
    assert.ok(own.gives(recordOf({ kind: "notice", ref: "mass#2" })));
    assert.ok(own.gives(recordOf({ kind: "notice-accepted", ref: "incident|mass#2|node|topic:t|topic" })));
    assert.ok(own.gives(recordOf({ kind: "theft", ref: "mass" })));
    assert.ok(own.gives(recordOf({ body: { type: "theft-confirmed", data: { incident: "mass" } } })));
    assert.ok(!own.gives(recordOf({ kind: "notice", ref: "other#2" })));
  });

  const PERSONAL: readonly (readonly [what: string, body: object, why: string | null])[] = [
    ["nothing of a person", { note: "opened" }, null],
    ["a remark", { deep: [{ remark: "x" }] }, "remark"],
    ["an empty remark", { remark: null }, null],
    ["a purpose", { purpose: "claim" }, "remark"],
    ["a number of the register", { note: "call +918123456713 now" }, "person"],
    ["a number as people write it", { note: "call +91 81234-56713 now" }, "person"],
    ["a number as it is dialled within the country", { note: "call 08123456713 now" }, "person"],
    ["a moment and a count", { at: 1795334131425, uptime: 123456713 }, null],
    ["a number that is not in it", { note: "call +918000000000 now" }, null],
    ["an address of the register, in capitals", { note: "ASHA.MENON@demo-mail.example" }, "person"],
    ["an insurer's address", { note: "claims@setu-assurance.example" }, "person"],
    ["the hirer's name", { note: "for Asha Menon" }, "person"],
    ["the hirer's name in capitals", { note: "ASHA MENON" }, "person"],
    ["a contact's name", { note: "Farida Contractor" }, "person"],
  ];
  for (const [what, body, why] of PERSONAL)
    it(`masked: ${why === null ? "those with" : "not those with"} ${what}`, () => {
      const masked = choice(new PersonalData(readDemoRegister(), LOCKER, ["MUM01"]));
      assert.equal(masked.gives(recordOf({ locker: LOCKER, body })), why === null);
      assert.deepEqual(masked.withheld, why === null ? [] : [{ site: "MUM01", n: 1, kind: "event", why }]);
    });
});
