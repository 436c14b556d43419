import assert from "node:assert/strict";
import type { Access } from "../../nodes/domain/access.ts";
import type { EventType, LockerEvent } from "../../nodes/domain/event.ts";
import type { Register, Subscription } from "../../nodes/domain/register.ts";
import {
  announcedClosures,
  classOf,
  closureOf,
  isWanted,
  mayReceive,
} from "../../nodes/domain/subscription.ts";
import { Subscribers } from "../../nodes/domain/subscription-scope.ts";
import { closureValues, suspectedLoss, theftValues } from "../../nodes/domain/subscription-values.ts";
import { GOOD, lines, registerWith } from "./register-tables.ts";

const AT = Date.UTC(2026, 10, 21, 20, 44, 1);

function event(type: EventType, more: Partial<LockerEvent> = {}): LockerEvent {
  return {
    id: "MUM01-U07-4211-0123456789ab",
    site: "MUM01",
    unit: "MUM01-U07",
    locker: "MUM01-0001",
    type,
    at: AT,
    receivedAt: AT,
    occurred: { earliest: AT, latest: AT },
    late: false,
    clock: "sntp",
    marks: [],
    boot: 17,
    seq: 4211,
    uptime: 1,
    door: "open",
    tamper: false,
    data: {},
    ...more,
  };
}

function access(inside: boolean): Access {
  return {
    inside,
    code: inside ? "weekly-hours" : "outside-hours",
    reason: inside ? "Within the hours." : "The branch is closed at night.",
    localTime: "2026-11-22T02:14:01+05:30",
    timeZone: "Asia/Kolkata",
    calendarVersion: "1",
    uncertain: false,
  };
}

describe("what an event means to an insurer", () => {
  const RULES: readonly (readonly [
    what: string,
    event: LockerEvent,
    access: Access | null,
    theft: boolean,
  ])[] = [
    ["forced", event("forced"), null, true],
    ["forced within the hours", event("forced"), access(true), true],
    ["mass opening", event("mass-opening", { locker: null }), null, true],
    ["opened outside the hours", event("opened"), access(false), true],
    ["opened inside the hours", event("opened"), access(true), false],
    ["opened, and nobody judged it", event("opened"), null, false],
    ["closed outside the hours", event("closed"), access(false), false],
    ["held open", event("held-open"), access(false), false],
    ["duress", event("duress"), access(false), false],
    ["tamper", event("tamper"), access(false), false],
    ["access denied", event("access-denied"), access(false), false],
    ["offline", event("offline", { locker: null }), null, false],
  ];
  for (const [what, happened, judged, theft] of RULES) {
    it(`${what}: ${theft ? "theft suspected" : "nothing"}`, () => {
      assert.equal(classOf(happened, judged), theft ? "theft-suspected" : null);
    });
  }
});

const TODAY = "2026-11-22";

function subscription(more: Partial<Subscription> = {}): Subscription {
  return {
    id: "S-1",
    insurer: "Bima Ltd",
    policy: "P-77",
    sites: new Set(),
    lockers: new Set(),
    classes: new Set(["theft-suspected"]),
    since: null,
    until: null,
    consent: "C-1",
    withdrawn: false,
    channel: "email",
    address: "claims@bima.example",
    ...more,
  };
}

/** A register whose only subscription is this one. */
function registerOf(only: Subscription): Register {
  return { ...registerWith({}).register, subscriptions: [only] };
}

describe("an insurer is told", () => {
  const theft = { class: "theft-suspected", site: "MUM01", locker: "MUM01-0001", date: TODAY } as const;
  const RULES: readonly (readonly [what: string, more: Partial<Subscription>, told: boolean, at?: object])[] =
    [
      ["with consent, of everything", {}, true],
      ["without consent", { consent: "" }, false],
      ["after the withdrawal", { withdrawn: true }, false],
      ["before since", { since: "2026-11-23" }, false],
      ["on the day of since", { since: TODAY }, true],
      ["on the day of until", { until: TODAY }, true],
      ["after until", { until: "2026-11-21" }, false],
      ["of another class only", { classes: new Set(["closure-surrendered"]) }, false],
      ["of this site", { sites: new Set(["MUM01"]) }, true],
      ["of another site", { sites: new Set(["BER01"]) }, false],
      ["of this locker", { lockers: new Set(["MUM01-0002", "MUM01-0001"]) }, true],
      ["of another locker", { lockers: new Set(["MUM01-0002"]) }, false],
      ["of this locker at this site", { sites: new Set(["MUM01"]), lockers: new Set(["MUM01-0001"]) }, true],
      [
        "of this locker, but at another site",
        { sites: new Set(["BER01"]), lockers: new Set(["MUM01-0001"]) },
        false,
      ],
      [
        "of a locker of this site, when the whole site is meant",
        { lockers: new Set(["MUM01-0002", "MUM01-0003"]) },
        true,
        { locker: null },
      ],
      [
        "of a locker of another site, when the whole site is meant",
        { lockers: new Set(["BER01-0001"]) },
        false,
        { locker: null },
      ],
      [
        "of another site, when the whole site is meant",
        { sites: new Set(["BER01"]) },
        false,
        { locker: null },
      ],
    ];
  for (const [what, more, told, at] of RULES) {
    it(`${what}: ${told ? "yes, once" : "no"}`, () => {
      const subscribers = new Subscribers(registerOf(subscription(more)));
      assert.deepEqual(
        subscribers.of({ ...theft, ...at }).map(({ id }) => id),
        told ? ["S-1"] : [],
      );
    });
  }

  it("never again after a withdrawal, whatever was on its way", () => {
    const withdrawn = subscription({ withdrawn: true });
    assert.equal(mayReceive(withdrawn), false);
    assert.equal(isWanted(withdrawn, TODAY), false);
    assert.equal(mayReceive(subscription({ until: "2026-11-21" })), true, "the last day's notice may follow");
  });
});

describe("a closure", () => {
  const announced = (today: string, ...lockers: readonly string[]) =>
    announcedClosures(
      registerWith({
        "sites.csv": lines("site,name,redress", "MUM01,Fort,+912266000000", "BER01,Mitte,+49301234567"),
        "lockers.csv": lines("locker,unit,closure_kind,closure_announced,closure_effective", ...lockers),
      }).register,
      () => today,
    ).map(({ id }) => id);
  const CLOSING = "MUM01-0001,MUM01-U07,surrendered,2026-11-22,2026-12-31";
  const ID = "MUM01:MUM01-0001:surrendered:2026-12-31";

  const DAYS: readonly (readonly [today: string, told: boolean, why: string])[] = [
    ["2026-11-21", false, "announced tomorrow"],
    ["2026-11-22", true, "announced today"],
    ["2026-12-31", true, "takes effect today"],
    ["2027-04-02", true, "92 days after its effect"],
    ["2027-04-03", false, "93 days after its effect"],
  ];
  for (const [today, told, why] of DAYS) {
    it(`${why}: ${told ? "told" : "not told"}`, () => {
      assert.deepEqual(announced(today, CLOSING), told ? [ID] : []);
    });
  }

  it("has the same id whenever it is told, and another one when its effect is put off", () => {
    assert.deepEqual(announced("2026-12-01", CLOSING), [ID]);
    assert.deepEqual(announced("2026-12-01", CLOSING.replace("12-31", "12-30")), [
      "MUM01:MUM01-0001:surrendered:2026-12-30",
    ]);
  });

  it("of a site concerns the whole site", () => {
    const [closure] = announcedClosures(
      registerWith({ "lockers.csv": lines("locker,unit") }).register,
      () => TODAY,
    );
    assert.deepEqual(closure, {
      id: "BER01:*:branch-closing:2027-01-31",
      site: "BER01",
      locker: null,
      closure: { kind: "branch-closing", announced: "2026-11-01", effective: "2027-01-31" },
    });
  });

  it("is recognised in a message, and nothing else is", () => {
    const [announcement] = announcedClosures(registerWith(GOOD).register, () => TODAY);
    const closure = { kind: "closure", ...announcement, news: "announced", refersTo: null, at: AT };
    assert.equal(closureOf({ payload: closure }), closure);
    for (const payload of [
      undefined,
      null,
      "closure",
      {},
      event("opened"),
      { ...closure, site: 1 },
      { ...closure, closure: {} },
      { ...closure, news: "told" },
    ])
      assert.equal(closureOf({ payload }), null);
  });
});

describe("the values for an insurer's text", () => {
  it("of a suspected theft follow a first notice of loss", () => {
    assert.deepEqual(
      theftValues(subscription(), suspectedLoss(event("opened"), access(false), null), "Asia/Kolkata"),
      {
        insurer: "Bima Ltd",
        policy: "P-77",
        subscription: "S-1",
        consent: "C-1",
        className: "theft suspected",
        location: "MUM01/MUM01-0001",
        timeOfLoss: "2026-11-22T02:14:01+05:30",
        description:
          "Locker MUM01-0001 at MUM01 was opened outside the access hours. The branch is closed at night. Theft is suspected; the bank has not confirmed it.",
        stage: "suspected",
      },
    );
  });

  it("give the whole span where the time is not known", () => {
    const doubtful = event("forced", { clock: "none", occurred: { earliest: AT - 3_600_000, latest: AT } });
    assert.equal(
      theftValues(subscription(), suspectedLoss(doubtful, null, null), "Europe/Berlin").timeOfLoss,
      "between 2026-11-21T20:44:01+01:00 and 2026-11-21T21:44:01+01:00",
    );
  });

  it("of a closure say what, where and from when", () => {
    const [closing] = announcedClosures(
      registerWith({ "lockers.csv": lines("locker,unit") }).register,
      () => TODAY,
    );
    assert.ok(closing);
    const site = { kind: "closure", ...closing, news: "announced", refersTo: null, at: AT } as const;
    assert.deepEqual(closureValues(subscription(), site), {
      insurer: "Bima Ltd",
      policy: "P-77",
      subscription: "S-1",
      consent: "C-1",
      className: "branch closing",
      location: "BER01",
      announced: "2026-11-01",
      effective: "2027-01-31",
      noticeDays: 91,
      news: "announced",
      description: "BER01: branch closing, with effect from 2027-01-31.",
    });
  });
});
