import assert from "node:assert/strict";
import type { Access } from "../../nodes/domain/access.ts";
import { alarmOf } from "../../nodes/domain/alarm.ts";
import {
  DERIVED_EVENT_TYPES,
  LATE_AFTER_MS,
  type LockerEvent,
  UNIT_EVENT_TYPES,
} from "../../nodes/domain/event.ts";

const at = Date.UTC(2026, 10, 21, 20, 43);

function event(changes: Partial<LockerEvent> = {}): LockerEvent {
  return {
    id: "MUM01-U07-1-abc",
    site: "MUM01",
    unit: "MUM01-U07",
    locker: "MUM01-0001",
    type: "opened",
    at,
    receivedAt: at,
    occurred: { earliest: at, latest: at },
    late: false,
    clock: "sntp",
    marks: [],
    boot: 17,
    seq: 1,
    uptime: 1000,
    door: "open",
    tamper: false,
    data: {},
    ...changes,
  };
}

const outside: Access = {
  inside: false,
  code: "outside-hours",
  reason:
    "Opened at 02:13 on Sunday 22 November 2026 at the branch's clock; the branch has no access hours on Sundays.",
  localTime: "2026-11-22T02:13:00+05:30",
  timeZone: "Asia/Kolkata",
  calendarVersion: "1",
  uncertain: false,
};

describe("alarm", () => {
  it("calls an opening outside the hours by that name, with its reason", () => {
    assert.deepEqual(alarmOf(event(), outside), {
      cause: "opened-outside-hours",
      priority: 1,
      summary:
        "Locker MUM01-0001 at MUM01 was opened outside the access hours. Opened at 02:13 on Sunday 22 November 2026 at the branch's clock; the branch has no access hours on Sundays.",
    });
  });

  const table: readonly [name: string, event: LockerEvent, access: Access | null, summary: string][] = [
    [
      "a test",
      event({ type: "test-alarm", unit: "drill-0123abcd", locker: null }),
      outside,
      "The gateway at MUM01 tests its alarm (TEST: nothing has happened, acknowledge it) at 02:13 on 2026-11-22.",
    ],
    [
      "a test that no provider took",
      event({ type: "test-alarm-missing", unit: "drill-0123abcd", locker: null, data: { accepted: false } }),
      outside,
      "The gateway at MUM01 did not get its test alarm through (a real alarm may not come through either) at 02:13 on 2026-11-22.",
    ],
    [
      "a test that nobody acknowledged",
      event({ type: "test-alarm-missing", unit: "drill-0123abcd", locker: null, data: { accepted: true } }),
      outside,
      "The gateway at MUM01 got its test alarm out, and nobody acknowledged it in time (a real alarm may go unseen, too) at 02:13 on 2026-11-22.",
    ],
    [
      "not closed in time",
      event({ type: "not-closed" }),
      outside,
      "Locker MUM01-0001 at MUM01 was still open when the access hours ended at 02:13 on 2026-11-22.",
    ],
    [
      "not stored yet",
      event({ type: "forced", marks: ["not-journaled"] }),
      outside,
      "Locker MUM01-0001 at MUM01 was forced open at 02:13 on 2026-11-22. Sent from memory: the gateway's journal cannot be written.",
    ],
    [
      "of the gateway itself",
      event({ type: "journal-unavailable", unit: "gateway", locker: null, marks: ["not-journaled"] }),
      null,
      "The gateway at MUM01 could not write its journal (events wait at the broker, alarms are sent from memory) at 2026-11-21T20:43:00.000Z.",
    ],
    [
      "of a journal that somebody replaced",
      event({
        type: "journal-damaged",
        unit: "gateway",
        locker: null,
        data: { file: "journal.sqlite.replaced-20261121T204300Z", why: "replaced" },
      }),
      null,
      "The gateway at MUM01 found another file in the place of its journal and uses that (what waited in its own is not sent) at 2026-11-21T20:43:00.000Z. The old one is kept as smart-lockers/journal.sqlite.replaced-20261121T204300Z.",
    ],
    [
      "of a journal that was set aside",
      event({
        type: "journal-damaged",
        unit: "gateway",
        locker: null,
        data: { file: "journal.sqlite.damaged-20261121T204300Z" },
      }),
      null,
      "The gateway at MUM01 found its journal damaged and began a new one (what waited in it is not sent) at 2026-11-21T20:43:00.000Z. The old one is kept as smart-lockers/journal.sqlite.damaged-20261121T204300Z.",
    ],
    [
      "forced, judged",
      event({ type: "forced" }),
      outside,
      "Locker MUM01-0001 at MUM01 was forced open at 02:13 on 2026-11-22.",
    ],
    [
      "forced, not judged",
      event({ type: "forced" }),
      null,
      "Locker MUM01-0001 at MUM01 was forced open at 2026-11-21T20:43:00.000Z.",
    ],
    [
      "a time that is not known, and how far",
      event({ type: "tamper", occurred: { earliest: 0, latest: at } }),
      null,
      "Locker MUM01-0001 at MUM01 reports tampering. It happened at 2026-11-21T20:43:00.000Z or at some time before that: exactly when is not known.",
    ],
    [
      "a time that is not known, at the branch's clock",
      event({ type: "forced", occurred: { earliest: at - LATE_AFTER_MS - 1, latest: at } }),
      outside,
      "Locker MUM01-0001 at MUM01 was forced open. It happened at 02:13 on 2026-11-22 or at some time before that: exactly when is not known.",
    ],
    [
      "a unit that counts from another point",
      event({ type: "restored", locker: null }),
      null,
      "Unit MUM01-U07 at MUM01 counts its events from another point (restored from a backup, exchanged, or a second unit in its name) at 2026-11-21T20:43:00.000Z.",
    ],
    [
      "of a whole unit, within minutes",
      event({ type: "offline", locker: null, late: true, occurred: { earliest: at - 70_000, latest: at } }),
      null,
      "Unit MUM01-U07 at MUM01 is offline: what happens there goes unseen until it is back. The report reached the gateway late.",
    ],
  ];
  for (const [name, given, access, summary] of table) {
    it(`says what happened: ${name}`, () => assert.equal(alarmOf(given, access).summary, summary));
  }

  it("has a priority and words for every type of event", () => {
    for (const type of [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES]) {
      const { priority, summary } = alarmOf(event({ type }), null);
      assert.ok([1, 2, 3].includes(priority), type);
      assert.match(summary, /^(Locker MUM01-0001|The gateway) at MUM01 \w.*\.$/);
    }
  });
});
