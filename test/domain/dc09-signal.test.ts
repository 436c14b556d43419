import assert from "node:assert/strict";
import {
  codeOf,
  DEFAULT_CODES,
  type EventCode,
  REPORTED_CAUSES,
  reportedChange,
  reportedEvent,
} from "../../nodes/domain/dc09-codes.ts";
import { alarmText, dataOf, numberOf, type Signal, signalOf } from "../../nodes/domain/dc09-signal.ts";
import { DERIVED_EVENT_TYPES, UNIT_EVENT_TYPES } from "../../nodes/domain/event.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import { endsOnly } from "../../nodes/domain/incident-causes.ts";

const SIGNAL: Signal = { sia: "BA", cid: "133", ends: false, area: 1, number: 12 };

describe("codes for an alarm receiving centre", () => {
  /** Facts of the domain, event classes. */
  const facts: readonly (readonly [cause: EventCode["cause"], sia: string, cid: string])[] = [
    ["forced", "BA", "133"],
    ["duress", "HA", "121"],
    ["tamper", "TA", "137"],
    ["opened-outside-hours", "OK", "451"],
    ["mass-opening", "BV", "139"],
    ["held-open", "DL", "426"],
    ["not-closed", "CI", "454"],
    ["no-visit", "DF", "436"],
    ["offline", "YC", "356"],
    ["sequence-gap", "RT", "354"],
    ["clock-suspect", "JT", "626"],
    ["repeated-denial", "JA", "461"],
    ["battery-low", "YT", "302"],
  ];
  for (const [cause, sia, cid] of facts) {
    it(`${cause}: ${sia} and ${cid}`, () => {
      const code = codeOf(cause, []);
      assert.deepEqual([code?.sia, code?.cid], [sia, cid]);
    });
  }

  it("are two letters and three digits each, and there is one for every cause of alarm", () => {
    for (const { cause, sia, restore, cid } of DEFAULT_CODES) {
      assert.match(sia, /^[A-Z]{2}$/, cause);
      assert.match(restore, /^([A-Z]{2})?$/, cause);
      assert.match(cid, /^\d{3}$/, cause);
    }
    const silent = [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES].filter(
      (type) => codeOf(type, []) === null && !endsOnly({ type, data: {} }),
    );
    assert.deepEqual(silent, []);
    assert.equal(new Set(REPORTED_CAUSES).size, REPORTED_CAUSES.length);
  });

  it("can be changed cause by cause, and what is empty is not reported in that form", () => {
    const changed: readonly EventCode[] = [{ cause: "forced", sia: "DF", restore: "", cid: "" }];
    const reported = reportedEvent({ type: "forced", data: {} }, changed);
    assert.ok(reported);
    const signal = signalOf(reported, 1, 7);
    assert.ok(signal);
    assert.equal(dataOf(signal, "SIA-DCS", "1234"), "#1234|Nri1/DF007");
    assert.equal(dataOf(signal, "ADM-CID", "1234"), null);
    assert.equal(signalOf({ ...reported, ends: true }, 1, 7), null, "its end is not reported either");
    assert.equal(codeOf("tamper", changed)?.sia, "TA", "the others stay");
  });

  const changes: readonly (readonly [
    change: Incident["change"],
    cause: Incident["cause"],
    sia: string | null,
  ])[] = [
    ["raised", "forced", "BA"],
    ["renewed", "forced", "BA"],
    ["escalated", "forced", "BA"],
    ["repeated", "forced", "BA"],
    ["unshelved", "held-open", "DL"],
    ["returned", "forced", "BR"],
    ["returned", "held-open", "DR"],
    ["returned", "tamper", "TR"],
    ["returned", "offline", "YK"],
    ["returned", "opened-outside-hours", "CL"],
    ["returned", "receiver-lost", "YK"],
    ["raised", "duress", "HA"],
    ["counted", "forced", null],
    ["acknowledged", "forced", null],
    ["shelved", "held-open", null],
    ["resumed", "held-open", null],
    ["reset", "forced", null],
  ];
  for (const [change, cause, sia] of changes) {
    it(`${cause} ${change}: ${sia ?? "nothing"}`, () => {
      const reported = reportedChange({ change, cause }, []);
      assert.equal(reported && signalOf(reported, 0, 0)?.sia, sia);
    });
  }

  it("do not tell of an event that only ends something: the incident that it ends does", () => {
    for (const type of ["closed", "online", "tamper-cleared", "receiver-restored"] as const)
      assert.equal(reportedEvent({ type, data: {} }, []), null);
    assert.equal(reportedEvent({ type: "mass-offline", data: { over: true } }, []), null);
    assert.equal(reportedEvent({ type: "mass-offline", data: {} }, [])?.code.sia, "YC");
  });
});

describe("what is said of an alarm", () => {
  const said: readonly (readonly [changes: Partial<Signal>, sia: string, cid: string])[] = [
    [{}, "#1234|Nri1/BA012", "#1234|1133 01 012"],
    [{ ends: true, sia: "BR" }, "#1234|Nri1/BR012", "#1234|3133 01 012"],
    [{ area: 0, number: 0 }, "#1234|Nri0/BA000", "#1234|1133 00 000"],
    [{ number: 999 }, "#1234|Nri1/BA999", "#1234|1133 01 999"],
    [{ number: 3250 }, "#1234|Nri1/BA3250", "#1234|1133 04 250"],
    [{ area: 97, number: 3250 }, "#1234|Nri97/BA3250", "#1234|1133 97 000"],
  ];
  for (const [changes, sia, cid] of said) {
    it(`${sia} and ${cid}`, () => {
      const signal = { ...SIGNAL, ...changes };
      assert.equal(dataOf(signal, "SIA-DCS", "1234"), sia);
      assert.equal(dataOf(signal, "ADM-CID", "1234"), cid);
    });
  }

  it("names a locker by its number in the table, else by the one its name ends with", () => {
    const zones = [{ locker: "MUM01-0001", number: 501 }];
    assert.equal(numberOf("MUM01-0001", zones), 501);
    assert.equal(numberOf("MUM01-0002", zones), 2);
    assert.equal(numberOf("MUM01-A17", zones), 17);
    assert.equal(numberOf("MUM01-A", zones), 0);
    assert.equal(numberOf("L20261122", zones), 0);
    assert.equal(numberOf(null, zones), 0);
  });

  it("says it in words that cannot end the message early", () => {
    assert.equal(alarmText('Locker "A|1" at [MUM01]\n was forced'), "ILocker A 1 at MUM01 was forced");
    assert.equal(alarmText("लॉकर x").includes("x"), true);
    assert.ok(alarmText("x".repeat(999)).length <= 201);
  });
});
