import assert from "node:assert/strict";
import { historyPage, outboxPage, pastPage } from "../../nodes/control-room/looking-back.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import type { HistoryFilter, IncidentFilter, StuckNoticesPage } from "../../nodes/journal/journal.ts";
import { eventOf, noticeOf } from "../journal/making.ts";

function incident(n: number, more: Partial<Incident>): Incident {
  return {
    ...{ id: `incident-${n}`, transition: 4, change: "reset", state: "reset", cause: "forced", priority: 1 },
    ...{
      tier: 1,
      site: "MUM01",
      unit: "MUM01-U01",
      locker: "MUM01-0001",
      count: 1,
      raisedAt: 0,
      alarmedAt: 0,
    },
    ...{ tierAt: 0, lastEventAt: 0, lastEventId: "e", summary: "Forced open.", condition: "returned" },
    ...{ acknowledged: null, shelved: null, reset: null, silent: false, node: "sos" },
    ...more,
  };
}

/** Newest first, two at a time, as a journal that looks at few at a time. */
const PAST = [
  incident(6, { cause: "duress", silent: true }),
  incident(5, { cause: "tamper" }),
  incident(4, { cause: "offline", priority: 2 }),
  incident(3, {}),
  incident(2, { cause: "offline", priority: 3 }),
  incident(1, { cause: "tamper" }),
];

const asked: IncidentFilter[] = [];
const journal = {
  async pastIncidents(filter: IncidentFilter, before: number | null) {
    asked.push(filter);
    const from = before ?? 0;
    return { items: PAST.slice(from, from + 2), next: from + 2 < PAST.length ? from + 2 : null };
  },
};

describe("incidents that are over", () => {
  const CASES: readonly (readonly [string, object, boolean, readonly string[]])[] = [
    ["are all shown to who can act", {}, true, ["6", "5", "4", "3", "2", "1"]],
    ["are shown to a viewer without the silent ones", {}, false, ["5", "4", "3", "2", "1"]],
    ["of some causes", { cause: ["tamper", "forced"] }, true, ["5", "3", "1"]],
    ["of a priority", { priority: "2" }, true, ["4"]],
    ["of a silent cause are none to a viewer", { cause: ["duress"] }, false, []],
  ];
  for (const [rule, filter, seesSilent, numbers] of CASES) {
    it(rule, async () => {
      const page = await pastPage(journal, { limit: 50, ...filter }, seesSilent);
      assert.deepEqual(
        page.items.map(({ id }) => id),
        numbers.map((n) => `incident-${n}`),
      );
      assert.equal(page.next, null);
    });
  }

  it("hand on to the journal what it can find by itself", async () => {
    asked.length = 0;
    await pastPage(journal, { limit: 1, site: "MUM01", from: 5, cause: ["tamper"] }, true);
    assert.deepEqual(asked[0], { site: "MUM01", from: 5, cause: "tamper" });
  });
});

describe("the history on the board", () => {
  it("asks on until a page is full, and for a bounded time", async () => {
    let calls = 0;
    const slow = {
      async history(_filter: HistoryFilter, before: number | null) {
        calls += 1;
        return { items: [], next: (before ?? 1_000_000) - 4_000 };
      },
    };
    const page = await historyPage(slow, { limit: 10 }, true);
    assert.deepEqual([page.items.length, calls, page.next], [0, 25, 900_000]);
  });

  it("leaves out what only keeps the books of incidents, unless it is asked for", async () => {
    const filters: HistoryFilter[] = [];
    const given = {
      async history(filter: HistoryFilter) {
        filters.push(filter);
        return { items: [{ position: 7, event: eventOf(), incident: null }], next: null };
      },
    };
    const page = await historyPage(given, { limit: 10 }, true);
    await historyPage(given, { limit: 10, type: ["incident-changed"] }, true);
    assert.deepEqual(
      filters.map(({ types, except }) => [types, except]),
      [
        [null, ["incident-changed"]],
        [["incident-changed"], null],
      ],
    );
    assert.deepEqual(Object.keys(page.items[0] ?? {}).sort(), [
      ...["at", "door", "id", "incident", "late", "locker", "marks", "position", "receivedAt"],
      ...["site", "type", "unit"],
    ]);
  });

  it("of a viewer is asked for without duress and thefts, and tells by no number that something was left out", async () => {
    const filters: HistoryFilter[] = [];
    const befores: (number | null)[] = [];
    const given = {
      async history(filter: HistoryFilter, before: number | null) {
        filters.push(filter);
        befores.push(before);
        const items = [9, 7].map((position) => ({
          position,
          event: eventOf({ seq: position }),
          incident: null,
        }));
        return { items, next: 7 };
      },
    };
    const page = await historyPage(given, { limit: 2 }, false);
    const next = page.next ?? 0;
    const again = await historyPage(given, { limit: 2, before: next, type: ["opened", "duress"] }, false);
    await historyPage(given, { limit: 2, type: ["duress", "incident-changed", "police-report"] }, false);
    assert.deepEqual(
      filters.map(({ types, except }) => [types, except]),
      [
        [null, ["incident-changed", "duress", "theft-confirmed", "police-report", "theft-unfounded"]],
        [["opened"], null],
        [[], null],
      ],
    );
    assert.deepEqual(befores, [null, 7, null]);
    // The same thing has the same name on each page, and none of them is a count.
    assert.deepEqual(again.items, page.items);
    assert.equal(page.items[1]?.position, next);
    assert.ok(!JSON.stringify(page.items).includes(eventOf({ seq: 9 }).id));
    assert.ok([9, 7].every((place) => !page.items.some(({ position }) => position === place)));
  });

  it("of a viewer gives no opening an incident under duress", async () => {
    const given = {
      async history() {
        const incident = { id: "incident-1", cause: "duress", reason: null };
        return { items: [{ position: 7, event: eventOf(), incident }], next: null };
      },
    };
    const page = await historyPage(given, { limit: 1 }, false);
    assert.equal(page.items[0]?.incident, null);
    const whole = await historyPage(given, { limit: 1 }, true);
    assert.equal(whole.items[0]?.incident?.cause, "duress");
  });
});

describe("notices that are stuck, for a viewer", () => {
  const NO_COUNTS = { waiting: 0, parked: 0, dead: 0, overdue: 0 };
  const stuck: StuckNoticesPage["items"] = [5, 4, 3, 2].map((position) => ({
    ...{ position, state: "parked" as const, overdue: false, attempts: 1, code: null, reason: null },
    notice: noticeOf({ class: position % 2 === 0 ? "opened" : "duress" }),
  }));
  const outbox = {
    async stuck(_kinds: readonly string[], seesSilent: boolean, before: number | null, limit: number) {
      const shown = stuck.filter(({ notice }) => seesSilent || notice.class !== "duress");
      const older = shown.filter(({ position }) => position < (before ?? 9));
      const items = older.slice(0, limit);
      return { items, next: items.length < limit ? null : (items.at(-1)?.position ?? null) };
    },
  };
  const page = (limit: number, seesSilent: boolean, before?: number) =>
    outboxPage(outbox, { limit, before }, NO_COUNTS, seesSilent, (node) => node);

  it("fill a page as if there were no silent ones", async () => {
    const first = await page(1, false);
    assert.deepEqual(
      first.items.map((item) => item.class),
      ["opened"],
    );
    const second = await page(1, false, first.next ?? undefined);
    assert.deepEqual([second.items.length, (await page(4, true)).items.length], [1, 4]);
    assert.notEqual(second.items[0]?.key, first.items[0]?.key);
  });

  it("tell neither the place nor the event of one", async () => {
    const { items } = await page(4, false);
    assert.equal(items.length, 2);
    for (const { key, position } of items) {
      assert.equal(key, `notice-${position}`);
      assert.ok(position > 5);
    }
  });
});
