import assert from "node:assert/strict";
import {
  DERIVED_EVENT_TYPES,
  LATE_AFTER_MS,
  type LockerEvent,
  UNIT_EVENT_TYPES,
} from "../../nodes/domain/event.ts";
import { isHealth } from "../../nodes/domain/event-kind.ts";
import {
  COMPLAINT_MS,
  healthOfAppended,
  healthOfHeartbeat,
  healthOfLoss,
  healthOfRejection,
  healthOfStatus,
  type KnownUnit,
} from "../../nodes/domain/health.ts";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { parseHeartbeat } from "../../nodes/domain/parse-heartbeat.ts";
import type { Rejection } from "../../nodes/domain/parse-message.ts";
import { parseStatus, type UnitStatus } from "../../nodes/domain/parse-status.ts";
import { acceptedEvent, bytesOf, vectorRegister } from "./contract-vectors.ts";

const UNIT = "MUM01-U07";
const BASE = `lockers/v1/MUM01/${UNIT}`;
const NOW = 1795334131925;
const register = vectorRegister();

const SETTINGS = {
  heartbeatSeconds: 60,
  heldOpenSeconds: 300,
  debounceMs: 50,
  resendSeconds: 30,
  batteryLowPercent: 20,
  deniedAttempts: 3,
  sirenSeconds: 0,
};

const typesOf = (events: readonly LockerEvent[]) => events.map(({ type }) => type);
const idsOf = (events: readonly LockerEvent[]) => events.map(({ id }) => id);

function status(boot: number, lockers: readonly string[] = ["MUM01-0001"]): UnitStatus {
  const body = {
    v: 1,
    unit: UNIT,
    online: true,
    boot,
    nonce: "9f86d081884c7d65",
    firmware: "1.0.0",
    reset: "watchdog",
    lockers: lockers.map((locker) => ({ locker, door: "open", tamper: false })),
    seq: 4211,
    clock: "sntp",
    settings: SETTINGS,
  };
  return statusOf(body);
}

function will(boot: number): UnitStatus {
  return statusOf({ v: 1, unit: UNIT, online: false, boot });
}

function statusOnline(boot: number): UnitStatus & { readonly online: true } {
  const read = status(boot);
  assert.ok(read.online);
  return read;
}

function statusOf(body: object): UnitStatus {
  const parsed = parseStatus(`${BASE}/status`, bytesOf(body), register);
  assert.ok(parsed.ok);
  return parsed.status;
}

function known(online: boolean | null, boot: number | null, seenAt: number | null = NOW - 40_000): KnownUnit {
  return { online, boot, seenAt };
}

/** As its last will says. */
const LOST = { unit: UNIT, site: "MUM01", why: "will", boot: 17 } as const;

describe("healthOfLoss", () => {
  it("an offline unit was lost at some moment since it was last heard", () => {
    const { events, sighting } = healthOfLoss(LOST, known(true, 17, NOW - 70_000), NOW);
    assert.deepEqual(
      events.map(({ type, occurred, receivedAt, data, boot, locker, seq }) => [
        ...[type, occurred, receivedAt, data],
        ...[boot, locker, seq],
      ]),
      [
        [
          ...["offline", { earliest: NOW - 70_000, latest: NOW }, NOW, { boot: 17, why: "will" }],
          ...[17, null, null],
        ],
      ],
    );
    // The broker spoke, not the unit.
    assert.deepEqual(sighting, { unit: UNIT, online: false, boot: 17, seenAt: NOW - 70_000 });
  });

  it("the same loss gives the same id, however it is found and whenever it is told; the next one another", () => {
    const lost = () => idsOf(healthOfLoss(LOST, known(true, 17, NOW - 900_000), NOW + 5).events);
    const silent = { ...LOST, why: "silence", boot: null } as const;
    assert.deepEqual(lost(), idsOf(healthOfLoss(silent, known(true, 17, NOW - 900_000), NOW).events));
    assert.notDeepEqual(lost(), idsOf(healthOfLoss(LOST, known(true, 17, NOW), NOW + 5).events));
    assert.notDeepEqual(
      lost(),
      idsOf(healthOfLoss({ ...LOST, boot: 18 }, known(true, 18, NOW - 900_000), NOW).events),
    );
  });

  const silent = { ...LOST, why: "silence", boot: null } as const;
  const CASES: readonly (readonly [string, KnownUnit | null, string])[] = [
    ["never heard since it was registered", null, "never"],
    ["known by name only", known(null, null, null), "never"],
    ["told before", known(false, 17), "nothing"],
    ["told before, and never heard", known(false, null, null), "nothing"],
    ["silent for long", known(true, 17, NOW - 150_000), "silence"],
    ["heard a moment ago by another connection", known(true, 17, NOW - 60_000), "here"],
    [
      "last heard in the future, by a clock that was set back since",
      known(true, 17, NOW + 900_000),
      "silence",
    ],
  ];
  for (const [what, before, expected] of CASES) {
    it(`a silent unit, ${what}: ${expected}`, () => {
      const { events, isHere } = healthOfLoss(silent, before, NOW);
      const told = events[0] === undefined ? "nothing" : events[0].data.why;
      assert.equal(isHere ? "here" : told, expected);
    });
  }
});

describe("isHealth", () => {
  it("parts what concerns lockers from what concerns the equipment", () => {
    const all = [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES];
    assert.deepEqual(
      all.filter((type) => !isHealth(type)),
      [
        "opened",
        "closed",
        "forced",
        "held-open",
        "tamper",
        "tamper-cleared",
        "access-denied",
        "duress",
        "mass-opening",
        "not-closed",
        "repeated-denial",
        "incident-changed",
        "visit-opened",
        "visit-closed",
        "no-visit",
        "unattended",
        "still-inside",
        "theft-confirmed",
        "police-report",
        "theft-unfounded",
      ],
    );
  });
});

describe("healthOfStatus", () => {
  it("tells how the lockers are as of a number, fresh or kept by the broker; what is old tells nothing of them", () => {
    const lockersOf = (before: KnownUnit | null, retained: boolean) =>
      healthOfStatus(status(17), before, NOW, retained).sighting?.lockers;
    const { lockers: states, seq } = statusOnline(17);
    assert.ok(states.length > 0);
    assert.deepEqual(lockersOf(known(true, 17), false), { seq, states, isFresh: true });
    assert.deepEqual(lockersOf(null, true), { seq, states, isFresh: false });
    assert.deepEqual(lockersOf(known(false, 16), true), { seq, states, isFresh: false });
    assert.equal(lockersOf(known(true, 17), true), undefined);
  });

  type Expected = "left" | "online" | "nothing new" | "ignored";
  const CASES: readonly (readonly [string, UnitStatus, KnownUnit | null, boolean, Expected])[] = [
    ["a unit never heard of comes online", status(17), null, false, "online"],
    ["a unit known by its events only comes online", status(17), known(null, null), false, "online"],
    ["a lost unit comes back in the same boot", status(17), known(false, 17), false, "online"],
    ["a lost unit comes back restarted", status(18), known(false, 17), false, "online"],
    ["a unit restarts unnoticed", status(18), known(true, 17), false, "online"],
    ["a unit answers get-state", status(17), known(true, 17), false, "nothing new"],
    ["a retained status is read again", status(17), known(true, 17), true, "nothing new"],
    ["a retained status tells of a boot not yet known", status(18), known(true, 17), true, "online"],
    ["a retained status of an older boot", status(16), known(false, 17), true, "ignored"],
    ["an exchanged unit counts its boots anew", status(1), known(true, 500), false, "online"],
    ["the last will of the running boot", will(17), known(true, 17), false, "left"],
    ["the last will of a boot whose status was missed", will(18), known(true, 17), false, "left"],
    ["the last will of an older boot", will(16), known(true, 17), false, "ignored"],
    ["a last will again", will(17), known(false, 17), false, "nothing new"],
    ["a retained last will after a restart of the gateway", will(17), known(false, 17), true, "nothing new"],
    ["a retained last will of what happened meanwhile", will(17), known(true, 17), true, "left"],
    ["a retained last will of a unit never heard of", will(17), null, true, "left"],
    ["the last will of an older boot, retained", will(16), known(true, 17), true, "ignored"],
  ];
  for (const [what, message, before, retained, expected] of CASES) {
    it(`${what}: ${expected}`, () => {
      const { events, sighting, left } = healthOfStatus(message, before, NOW, retained);
      assert.deepEqual(typesOf(events), expected === "online" ? [expected] : []);
      assert.equal(left ?? false, expected === "left");
      if (expected === "ignored" || expected === "left") assert.equal(sighting, null);
      else assert.deepEqual([sighting?.online, sighting?.boot], [message.online, message.boot]);
    });
  }

  it("a retained status of a unit that is told as lost does not bring it back, but says how its lockers were", () => {
    const { events, sighting } = healthOfStatus(status(17), known(false, 17), NOW, true);
    assert.deepEqual([typesOf(events), sighting?.online], [[], false]);
    assert.equal(sighting?.lockers?.states.length, 1);
    assert.deepEqual(typesOf(healthOfStatus(status(18), known(false, 17), NOW, true).events), ["online"]);
  });

  it("a retained status is no sign of life of this moment", () => {
    assert.equal(healthOfStatus(status(17), known(true, 17, NOW - 9), NOW, true).sighting?.seenAt, NOW - 9);
    assert.equal(healthOfStatus(status(17), known(true, 17, NOW - 9), NOW, false).sighting?.seenAt, NOW);
  });

  it("is heard later each time it comes back, within one millisecond too", () => {
    const { sighting } = healthOfStatus(status(17), known(false, 17, NOW), NOW, false);
    assert.equal(sighting?.seenAt, NOW + 1);
    // By a retained one as well, where that is news.
    assert.equal(healthOfStatus(status(18), known(false, 17, NOW), NOW, true).sighting?.seenAt, NOW + 1);
    const [lost, again] = [NOW, NOW + 1].map((seenAt) => healthOfLoss(LOST, known(true, 17, seenAt), NOW));
    assert.notEqual(lost?.events[0]?.id, again?.events[0]?.id);
    assert.deepEqual(again?.events[0]?.occurred, { earliest: NOW, latest: NOW });
  });

  it("an online unit says how it is", () => {
    const [event] = healthOfStatus(status(17), null, NOW, false).events;
    assert.deepEqual(event?.data, {
      boot: 17,
      firmware: "1.0.0",
      reset: "watchdog",
      config: null,
      settings: SETTINGS,
      lockers: [{ locker: "MUM01-0001", door: "open", tamper: false }],
      seq: 4211,
      clock: "sntp",
    });
  });

  it("a status that names a strange locker is an alarm, once an hour", () => {
    const message = status(17, ["MUM01-0001", "L-99"]);
    const hour = Math.floor(NOW / COMPLAINT_MS) * COMPLAINT_MS;
    const [first, again, later] = [hour, hour + COMPLAINT_MS - 1, hour + COMPLAINT_MS].map(
      (moment) => healthOfStatus(message, known(true, 17), moment, false).events,
    );
    assert.deepEqual(typesOf(first ?? []), ["unknown-locker"]);
    assert.deepEqual(first?.[0]?.data, { lockers: ["L-99"] });
    assert.deepEqual(idsOf(again ?? []), idsOf(first ?? []));
    assert.notDeepEqual(idsOf(later ?? []), idsOf(first ?? []));
  });
});

describe("healthOfHeartbeat", () => {
  const body = { v: 1, unit: UNIT, boot: 17, n: 8, seq: 5, acked: 4, queued: 1, lost: 0, uptime: 1000 };
  const CASES: readonly (readonly [string, KnownUnit | null, readonly string[]])[] = [
    ["of a unit never heard of", null, ["online"]],
    ["of a unit thought lost", known(false, 17), ["online"]],
    ["of a unit that is there", known(true, 17), []],
    ["of a unit that restarted", known(true, 16), ["online"]],
    [
      "of a unit in an earlier boot: restored, exchanged or doubled",
      known(true, 500),
      ["online", "restored"],
    ],
  ];
  for (const [what, before, types] of CASES) {
    it(`${what}: ${types.join() || "nothing new"}`, () => {
      const parsed = parseHeartbeat(`${BASE}/heartbeat`, bytesOf(body), register);
      assert.ok(parsed.ok);
      const { events, sighting } = healthOfHeartbeat(parsed.heartbeat, before, NOW);
      assert.deepEqual(typesOf(events), types);
      assert.deepEqual(sighting, { unit: UNIT, online: true, boot: 17, uptime: 1000, seenAt: NOW });
    });
  }
});

describe("healthOfAppended", () => {
  const event = acceptedEvent(
    parseEvent(
      `${BASE}/event`,
      bytesOf({
        v: 1,
        unit: UNIT,
        locker: "MUM01-0001",
        boot: 17,
        seq: 4214,
        type: "opened",
        at: NOW,
        clock: "sntp",
        uptime: 5,
      }),
      NOW,
      register,
      new Map(),
    ),
  );
  const gap = { from: 4212, to: 4213 };
  const appended = (found: Pick<Parameters<typeof healthOfAppended>[0], "event" | "gap">) =>
    healthOfAppended({ before: null, ...found });

  it("says nothing of an event that is as it should be", () => {
    assert.deepEqual(appended({ event, gap: null }), []);
    const harmless: LockerEvent = { ...event, marks: ["unknown-fields", "oversize", "out-of-order"] };
    assert.deepEqual(appended({ event: harmless, gap: null }), []);
  });

  it("tells which numbers are missing", () => {
    const [found, ...more] = appended({ event: { ...event, marks: ["sequence-gap"] }, gap });
    assert.deepEqual(more, []);
    assert.deepEqual(
      [found?.type, found?.locker, found?.data],
      ["sequence-gap", null, { eventId: event.id, eventType: "opened", seq: 4214, from: 4212, to: 4213 }],
    );
  });

  it("gives a gap the same id when the event comes again and the journal no longer says which", () => {
    const marked: LockerEvent = { ...event, marks: ["sequence-gap"] };
    assert.deepEqual(idsOf(appended({ event: marked, gap: null })), idsOf(appended({ event: marked, gap })));
  });

  it("alarms for a number that was used before, at its locker", () => {
    const [found, ...more] = appended({ event: { ...event, marks: ["replayed"] }, gap: null });
    assert.deepEqual(more, []);
    assert.deepEqual([found?.type, found?.locker, found?.data.eventId], ["replayed", "MUM01-0001", event.id]);
  });

  it("alarms once an hour for the replays of a locker, and for each of its lockers", () => {
    const hour = Math.floor(NOW / COMPLAINT_MS) * COMPLAINT_MS;
    const at = (receivedAt: number, locker = "MUM01-0001") =>
      idsOf(
        appended({
          event: { ...event, id: `x-${receivedAt}`, receivedAt, locker, marks: ["replayed"] },
          gap: null,
        }),
      );
    assert.deepEqual(at(hour), at(hour + COMPLAINT_MS - 1));
    assert.notDeepEqual(at(hour), at(hour + COMPLAINT_MS));
    assert.notDeepEqual(at(hour), at(hour, "MUM01-0002"));
  });

  it("alarms for a unit that counts from another point, and says from where", () => {
    const restored: LockerEvent = { ...event, boot: 12, seq: 3001, marks: ["restored"] };
    const [found, ...more] = healthOfAppended({
      event: restored,
      gap: null,
      before: { boot: 17, seq: 4214 },
    });
    assert.deepEqual(more, []);
    assert.deepEqual(
      [found?.type, found?.locker, found?.data],
      [
        "restored",
        null,
        {
          eventId: event.id,
          eventType: "opened",
          seq: 3001,
          boot: 12,
          previousBoot: 17,
          previousSeq: 4214,
        },
      ],
    );
    // Redelivered after an interruption, when the journal no longer says from where.
    assert.deepEqual(idsOf(appended({ event: restored, gap: null })), idsOf(found ? [found] : []));
  });

  it("alarms once an hour for two units of one name that alternate", () => {
    const hour = Math.floor(NOW / COMPLAINT_MS) * COMPLAINT_MS;
    const at = (receivedAt: number, boot: number) =>
      idsOf(appended({ event: { ...event, receivedAt, boot, marks: ["restored"] }, gap: null }));
    assert.deepEqual(at(hour, 17), at(hour + COMPLAINT_MS - 1, 5));
    assert.notDeepEqual(at(hour, 17), at(hour + COMPLAINT_MS, 17));
  });

  it("says late of what it derives from an event that came late", () => {
    const late: LockerEvent = {
      ...event,
      marks: ["replayed"],
      receivedAt: event.occurred.latest + LATE_AFTER_MS + 1,
      late: true,
    };
    assert.deepEqual(
      appended({ event: late, gap: null }).map(({ late }) => late),
      [true],
    );
  });

  it("complains of a clock once an hour in each boot", () => {
    const hour = Math.floor(NOW / COMPLAINT_MS) * COMPLAINT_MS;
    const at = (receivedAt: number, boot = 17) =>
      appended({ event: { ...event, boot, receivedAt, marks: ["clock-suspect"] }, gap: null });
    assert.deepEqual(typesOf(at(hour)), ["clock-suspect"]);
    assert.deepEqual(idsOf(at(hour)), idsOf(at(hour + COMPLAINT_MS - 1)));
    assert.notDeepEqual(idsOf(at(hour)), idsOf(at(hour + COMPLAINT_MS)));
    assert.notDeepEqual(idsOf(at(hour)), idsOf(at(hour, 18)));
  });

  it("tells of everything that is wrong at once", () => {
    const all: LockerEvent = { ...event, marks: ["clock-suspect", "replayed", "sequence-gap"] };
    assert.deepEqual(typesOf(appended({ event: all, gap })), ["sequence-gap", "replayed", "clock-suspect"]);
  });
});

describe("healthOfRejection", () => {
  const rejected = (topic: string, payload: Uint8Array): Rejection => {
    const parsed = parseEvent(topic, payload, NOW, register, new Map());
    assert.ok(!parsed.ok);
    return parsed.rejection;
  };
  const opened = (changes: object) =>
    bytesOf({
      v: 1,
      unit: UNIT,
      locker: "MUM01-0001",
      boot: 1,
      seq: 1,
      type: "opened",
      at: null,
      clock: "none",
      uptime: 1,
      ...changes,
    });
  const CASES: readonly (readonly [string, string, Uint8Array, readonly [string, string] | null])[] = [
    ["nonsense on a registered unit's topic", `${BASE}/event`, Buffer.from("?"), ["invalid-message", UNIT]],
    ["a megabyte there", `${BASE}/event`, Buffer.alloc(1e6), ["invalid-message", UNIT]],
    ["a unit in another's name", `${BASE}/event`, opened({ unit: "MUM01-U08" }), ["invalid-message", UNIT]],
    ["a strange locker", `${BASE}/event`, opened({ locker: "L-99" }), ["unknown-locker", UNIT]],
    [
      "a strange unit at a registered site",
      "lockers/v1/MUM01/MUM01-U99/event",
      opened({ unit: "MUM01-U99" }),
      ["unknown-unit", "MUM01-U99"],
    ],
    [
      "a unit under another site",
      "lockers/v1/MUM02/MUM01-U07/event",
      opened({}),
      ["unknown-unit", "MUM01-U07"],
    ],
    ["nonsense of a strange unit", "lockers/v1/MUM01/MUM01-U99/event", Buffer.from("?"), null],
    ["a strange site", "lockers/v1/DEL09/DEL09-U01/event", opened({ unit: "DEL09-U01" }), null],
    ["no topic of ours", "elsewhere", opened({}), null],
  ];
  for (const [what, topic, payload, expected] of CASES) {
    it(`${what}: ${expected?.[0] ?? "no alarm"}`, () => {
      const event = healthOfRejection(rejected(topic, payload), payload, NOW);
      assert.deepEqual(event && [event.type, event.unit], expected);
      if (event === null) return;
      assert.equal(event.site, "MUM01");
      assert.equal(event.data.bytes, payload.byteLength);
      assert.equal(typeof event.data.reason, "string");
    });
  }

  it("the same bytes are one alarm an hour, other bytes another", () => {
    const hour = Math.floor(NOW / COMPLAINT_MS) * COMPLAINT_MS;
    const id = (text: string, moment: number) => {
      const payload = Buffer.from(text);
      return healthOfRejection(rejected(`${BASE}/event`, payload), payload, moment)?.id;
    };
    assert.equal(id("?", hour), id("?", hour + COMPLAINT_MS - 1));
    assert.notEqual(id("?", hour), id("?", hour + COMPLAINT_MS));
    assert.notEqual(id("?", hour), id("!", hour));
  });
});
