import assert from "node:assert/strict";
import { alarmOf } from "../../nodes/domain/alarm.ts";
import type { EventType, LockerEvent } from "../../nodes/domain/event.ts";
import { healthOfLoss, offlineOf } from "../../nodes/domain/health.ts";
import { NeverSet } from "../../nodes/domain/watch-clock.ts";
import { Crowds } from "../../nodes/domain/watch-crowd.ts";
import { OpenDoors } from "../../nodes/domain/watch-doors.ts";
import {
  massOfLink,
  massOfUnits,
  massOpening,
  massOver,
  repeatedDenial,
} from "../../nodes/domain/watch-mass.ts";
import { eventOf, NOW } from "../journal/making.ts";

const RULE = { atLeast: 7, withinMs: 600_000 };
const AT = "2026-11-22T04:45:00.000Z";

/** One after the other, one second apart; the last one makes them many. */
function last(
  type: EventType,
  makes: (by: LockerEvent, crowd: NonNullable<ReturnType<Crowds["add"]>>) => LockerEvent,
) {
  const crowds = new Crowds();
  for (let n = 1; ; n += 1) {
    const at = NOW - (RULE.atLeast - n) * 1000;
    const event = eventOf({ type, seq: n, locker: `L-${n}`, occurred: { earliest: at, latest: at } });
    const crowd = crowds.add("MUM01", `L-${n}`, event.occurred, RULE);
    if (crowd !== null) return makes(event, crowd);
  }
}

function offline(n: number): LockerEvent {
  const loss = { unit: `MUM01-U${n}`, site: "MUM01", why: "silence", boot: null } as const;
  return offlineOf(loss, { boot: 1, seenAt: NOW - 1000 }, NOW);
}

function doorOf(status: "open" | "closed"): LockerEvent | undefined {
  const doors = new OpenDoors();
  doors.reported(eventOf({ occurred: { earliest: NOW - 300_000, latest: NOW - 300_000 } }));
  const lockers = [{ locker: "MUM01-0001", door: status }];
  doors.seen({ site: "MUM01", unit: "MUM01-U07", boot: 17, seq: 1, lockers }, NOW - 60_000);
  return doors.due(NOW, () => true)[0];
}

function clockless(): LockerEvent | undefined {
  const clocks = new NeverSet();
  clocks.said("MUM01", "MUM01-U07", 17, "none", 0);
  return clocks.due(3_600_000, NOW, () => false)[0];
}

describe("what the gateway itself has found", () => {
  const [never] = healthOfLoss(
    { unit: "MUM01-U07", site: "MUM01", why: "silence", boot: null },
    null,
    NOW,
  ).events;
  const unseen = "what happens there goes unseen until they are back";
  const CASES: readonly (readonly [string, LockerEvent | undefined, string])[] = [
    [
      "many lockers opened",
      last("opened", (by, crowd) => massOpening(by, crowd, RULE)),
      `7 lockers at MUM01 were opened within 10 minutes (L-1, L-2, L-3, L-4, L-5 and 2 more) at ${AT}.`,
    ],
    [
      "access refused again and again",
      last("access-denied", (by, crowd) => repeatedDenial(by, crowd, RULE)),
      `Locker L-7 at MUM01 refused access again and again (7 reports within 10 minutes) at ${AT}.`,
    ],
    [
      "many units lost",
      massOfUnits("MUM01", [offline(2), offline(3)], ["MUM01-U1"], 3, NOW),
      `3 units at MUM01 are offline at once (MUM01-U1, MUM01-U2, MUM01-U3): ${unseen}.`,
    ],
    [
      "the connection lost",
      massOfLink("MUM01", NOW - 150_000, 12, NOW),
      "The gateway at MUM01 hears no unit, because its own connection is down: what happens there goes unseen until it is back.",
    ],
    [
      "the end of it",
      massOver("MUM01", { from: NOW - 900_000, units: true, link: false }, NOW),
      `The units at MUM01 are heard again; those that are not are told singly at ${AT}.`,
    ],
    [
      "a unit that was never heard",
      never,
      `Unit MUM01-U07 at MUM01 was never heard since it was registered: what happens there goes unseen at ${AT}.`,
    ],
    [
      "a door that stands open",
      doorOf("open"),
      `Locker MUM01-0001 at MUM01 was open when its unit was lost, and was not seen to be closed within 300 s at ${AT}.`,
    ],
    [
      "a door that was closed meanwhile",
      doorOf("closed"),
      "Locker MUM01-0001 at MUM01 was found closed when its unit was back.",
    ],
    [
      "a clock that was never set",
      clockless(),
      `Unit MUM01-U07 at MUM01 does not know the time, because its clock was never set at ${AT}.`,
    ],
  ];
  for (const [name, event, sentence] of CASES) {
    it(`is said in a sentence: ${name}`, () => {
      assert.ok(event);
      assert.equal(alarmOf(event, null).summary, sentence);
    });
  }
});
