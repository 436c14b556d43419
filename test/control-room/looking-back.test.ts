import assert from "node:assert/strict";
import { historyPage, pastPage } from "../../nodes/control-room/looking-back.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import type { HistoryFilter, IncidentFilter } from "../../nodes/journal/journal.ts";
import { eventOf } from "../journal/making.ts";

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
});
