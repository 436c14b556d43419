import assert from "node:assert/strict";
import type { Board } from "../../nodes/control-room/page/board-state.ts";
import { NO_FILTER, placeOf, queryOf } from "../../nodes/control-room/page/history-filter.ts";
import { pictureOf } from "../../nodes/control-room/page/picture.ts";
import {
  concernsOf,
  glancesOf,
  type Look,
  lockerOrder,
  lookOf,
  shortName,
  shownLockers,
} from "../../nodes/control-room/page/sites.ts";
import { type Bank, bank, gateway, incident, locker, NIGHT, site, unit } from "./made.ts";

function board({ sites, units, lockers, incidents }: Bank): Board {
  const byId = <T extends { readonly id: string }>(things: readonly T[]) =>
    new Map(things.map((one) => [one.id, one]));
  return {
    gateway: gateway(),
    sites: byId(sites),
    units: byId(units),
    lockers: byId(lockers),
    incidents: byId(incidents),
    visits: null,
    thefts: 0,
    outbox: { waiting: 0, parked: 0, dead: 0, overdue: 0 },
  };
}

const ONLINE = unit("MUM01-U01");
const OFFLINE = unit("MUM01-U01", { online: false });
const NEVER = unit("MUM01-U01", { online: null, seenAt: null });
const CLOSED = locker("MUM01-0001", "MUM01-U01");
const OPEN = { ...CLOSED, door: "open" } as const;
const TAMPERED = { ...CLOSED, tamper: true };
const UNKNOWN = { ...CLOSED, door: null };

describe("a locker on the board", () => {
  const LOOKS: readonly (readonly [Look, ...Parameters<typeof lookOf>])[] = [
    ["closed", CLOSED, ONLINE, undefined],
    ["open", OPEN, ONLINE, undefined],
    ["tamper", TAMPERED, ONLINE, undefined],
    ["tamper", { ...TAMPERED, door: "open" }, OFFLINE, undefined],
    ["alarm", TAMPERED, ONLINE, incident("one")],
    ["open", OPEN, ONLINE, incident("one", { state: "acknowledged" })],
    ["offline", CLOSED, OFFLINE, undefined],
    // What was seen last is not hidden by a lost connection.
    ["open", OPEN, OFFLINE, undefined],
    ["unknown", UNKNOWN, ONLINE, undefined],
    ["unknown", CLOSED, NEVER, undefined],
    ["unknown", CLOSED, undefined, undefined],
  ];
  for (const [look, one, ofUnit, about] of LOOKS) {
    it(`looks ${look} with door ${one.door}, tamper ${one.tamper}, unit ${ofUnit?.online}, ${about?.state}`, () => {
      assert.equal(lookOf(one, ofUnit, about), look);
    });
  }

  it("is called by what tells it from others of its site", () => {
    assert.equal(shortName(CLOSED), "0001");
    assert.equal(shortName({ id: "BOX-7", site: "MUM01" }), "BOX-7");
  });

  it("stands in the order of numbers, not of letters", () => {
    const lockers = ["B-2", "A-10", "A-9"].map((id) => locker(id, "A-U01"));
    assert.deepEqual(lockerOrder(lockers), ["A-9", "A-10", "B-2"]);
  });
});

describe("sites at a glance", () => {
  const all = board({
    sites: [site("MUM01", "Fort, Mumbai"), site("CHE01", "Anna Salai, Chennai")],
    units: [
      ONLINE,
      unit("MUM01-U02", { online: false, clock: "estimated", seenAt: NIGHT - 5 }),
      unit("CHE01-U01", { online: null, seenAt: null, clock: null }),
    ],
    lockers: [OPEN, locker("MUM01-0002", "MUM01-U02"), locker("CHE01-0001", "CHE01-U01")],
    incidents: [
      incident("in hand", { state: "acknowledged", locker: "MUM01-0002" }),
      incident("waits", { priority: 2, locker: "MUM01-0002" }),
      incident("elsewhere", {
        site: "PUN01",
        unit: "PUN01-U01",
        locker: null,
        state: "latched",
        priority: 3,
      }),
    ],
  });
  const glances = glancesOf(all, concernsOf(all.incidents.values()));

  it("count lockers, units, what is odd about them, and when they were last heard", () => {
    const mumbai = glances.find(({ id }) => id === "MUM01");
    assert.deepEqual(mumbai, {
      ...{ id: "MUM01", name: "Fort, Mumbai", timeZone: "Asia/Kolkata", lockers: 2, units: 2 },
      looks: { alarm: 1, tamper: 0, open: 1, offline: 0, unknown: 0, closed: 0 },
      ...{ offline: 1, silent: 0, clocks: 1, seenAt: NIGHT - 5, incidents: 2, waiting: 1, gravest: 2 },
      lastTest: null,
    });
  });

  it("say of a site that was never heard that it was not", () => {
    const chennai = glances.find(({ id }) => id === "CHE01");
    assert.deepEqual([chennai?.seenAt, chennai?.silent, chennai?.looks.unknown], [null, 1, 1]);
  });

  it("hold sites that only an incident knows, and are in the order of their names", () => {
    assert.deepEqual(
      glances.map(({ name, gravest }) => [name, gravest]),
      [
        ["Anna Salai, Chennai", null],
        ["Fort, Mumbai", 2],
        ["PUN01", 3],
      ],
    );
  });
});

describe("the lockers that are shown", () => {
  const all = board(bank(1_000, 20));
  const { concerns, order } = pictureOf(all, null);
  const found = (filter: Partial<Parameters<typeof shownLockers>[3]>) =>
    shownLockers(all, concerns, order, { look: "all", site: "", text: "", ...filter });

  it("are all of them, those of a site, and those that are found by locker or unit", () => {
    assert.equal(found({}).length, 1_000);
    assert.equal(found({ site: "PUN01" }).length, 400);
    assert.deepEqual(
      found({ text: " mum01-0007 " }).map(({ locker }) => locker.id),
      ["MUM01-0007"],
    );
    assert.equal(found({ text: "MUM01-U02" }).length, 8);
    assert.equal(found({ text: "nowhere" }).length, 0);
  });

  it("are those of one look, or all that are not closed", () => {
    assert.ok(found({ look: "open" }).every(({ look }) => look === "open"));
    const odd = found({ look: "odd" });
    assert.ok(odd.length > 10 && odd.every(({ look }) => look !== "closed"));
    assert.equal(odd.length + found({ look: "closed" }).length, 1_000);
  });
});

describe("what is worked out from a board", () => {
  it("is kept where nothing of it has changed", () => {
    const one = board(bank(100, 10));
    const before = pictureOf(one, null);
    const after = pictureOf({ ...one, units: new Map(one.units) }, before);
    assert.equal(after.incidents, before.incidents);
    assert.equal(after.concerns, before.concerns);
    assert.equal(after.order, before.order);
    const more = new Map([...one.lockers, ["MUM01-9999", locker("MUM01-9999", "MUM01-U01")] as const]);
    assert.equal(pictureOf({ ...one, lockers: more }, before).order.length, 101);
  });

  it("has the clock of the branch, and of the gateway where there are branches in several zones", () => {
    const one = board(bank(100, 0));
    assert.equal(pictureOf(one, null).timeZone, "Asia/Kolkata");
    const dubai = { id: "DXB01", name: "Dubai", timeZone: "Asia/Dubai", lastTest: null };
    const elsewhere = { ...one, gateway: gateway({ timeZone: "Europe/London" }) };
    const sites = new Map([...one.sites, [dubai.id, dubai] as const]);
    assert.equal(pictureOf({ ...elsewhere, sites }, null).timeZone, "Europe/London");
  });
});

describe("what is looked for in the history", () => {
  const all = board(bank(1_000, 0));
  const ask = (change: Partial<typeof NO_FILTER>) =>
    queryOf({ ...NO_FILTER, ...change }, all, "Asia/Kolkata");

  it("finds a locker or unit by its whole name, or by its end where only one has it", () => {
    assert.deepEqual(placeOf("mum01-0007", all), { locker: "MUM01-0007" });
    assert.deepEqual(placeOf("PUN01-U03", all), { unit: "PUN01-U03" });
    assert.equal(placeOf("0007", all), null);
    assert.equal(placeOf("nowhere", all), null);
    assert.equal(ask({ place: "nowhere" }), null);
    assert.deepEqual(placeOf("7", board({ ...bank(0, 0), lockers: [locker("A-7", "A-U01")] })), {
      locker: "A-7",
    });
  });

  it("asks in the branch's time, and only what fits the list", () => {
    assert.deepEqual(ask({}), {});
    assert.deepEqual(ask({ from: "2026-11-23T03:14", type: "opened", cause: "forced", priority: "1" }), {
      from: String(Date.UTC(2026, 10, 22, 21, 44)),
      cause: "forced",
      priority: "1",
    });
    assert.deepEqual(ask({ what: "events", type: "opened", cause: "forced", site: "MUM01" }), {
      type: "opened",
      site: "MUM01",
    });
  });
});
