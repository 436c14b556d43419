import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { NodeMessageInFlow } from "node-red";
import accessWindow from "../../nodes/access-window/access-window.ts";
import siteCalendar from "../../nodes/site-calendar/site-calendar.ts";
import { until } from "../until.ts";
import { coreNode, helper } from "./node-red.ts";

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

const EXAMPLE: readonly FlowNode[] = JSON.parse(readFileSync("examples/site-calendar.json", "utf8"));
const CALENDAR = EXAMPLE.find(({ type }) => type === "site-calendar");

/** Starts one calendar and returns what it logged. */
async function start(change: Readonly<Record<string, unknown>>): Promise<string[]> {
  assert.ok(CALENDAR);
  await helper.load([siteCalendar], [{ ...CALENDAR, ...change }]);
  const entries: { id?: string; msg: unknown }[] = helper.log().args.map(([entry]) => entry);
  return entries.filter(({ id }) => id === CALENDAR.id).map(({ msg }) => String(msg));
}

/** A cell that names an environment variable. */
const env = (name: string) => `\${${name}}`;

const EVERY_YEAR = Array.from({ length: 60 }, (_, index) => 2020 + index).join(", ");

describe("site-calendar", () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  const BUTTONS = [
    [
      "5c00000000000002",
      "5c00000000000020",
      /^Opened at 11:00 on Saturday 13 June 2026 .* \(yearly audit\)\.$/,
    ],
    ["5c00000000000003", "5c00000000000021", /an approved exception closes the branch from 09:00 on Tuesday/],
    ["5c00000000000004", "5c00000000000022", /that day is a holiday \(Christmas Day\)\.$/],
    [
      "5c00000000000005",
      "5c00000000000023",
      /the branch is closed by emergency .* \(water in the vault\)\.$/,
    ],
    [
      "5c00000000000006",
      "5c00000000000024",
      /the access hours on Fridays are 09:00-12:30 and 20:00-02:00\.$/,
    ],
  ] as const;
  for (const [button, debug, reason] of BUTTONS) {
    it(`decides as its example shows: ${reason}`, async () => {
      const core = ["common/20-inject", "common/90-comment", "function/10-switch"].map(coreNode);
      const nodes = EXAMPLE.map((node) => ("z" in node ? { ...node, z: "tab" } : node)).map((node) =>
        node.type === "debug" ? { ...node, type: "helper" } : node,
      );
      await helper.load(
        [siteCalendar, accessWindow, ...core],
        [{ id: "tab", type: "tab", label: "" }, ...nodes],
      );
      const reasons: unknown[] = [];
      helper.getNode(debug).on("input", (msg: NodeMessageInFlow & { access?: { reason: string } }) => {
        reasons.push(msg.access?.reason);
      });
      helper.getNode(button).receive({});
      assert.match(String(await until("the decision", () => reasons[0])), reason);
    });
  }

  for (const change of [{ years: EVERY_YEAR }, { years: "", observes: "none" }])
    it(`starts without a word when nothing is missing: ${Object.keys(change)}`, async () => {
      assert.deepEqual(await start(change), []);
    });

  it("warns that the holidays of the running year are not loaded", async () => {
    const [warning] = await start({ years: "" });
    assert.equal(warning, "site-calendar.warn.year-not-loaded");
  });

  it("takes cells from the environment", async () => {
    process.env.SL_TEST_YEARS = EVERY_YEAR;
    process.env.SL_TEST_MONDAY = "08:00-12:00";
    const [schedule] = Array.isArray(CALENDAR?.schedules) ? CALENDAR.schedules : [];
    const schedules = [{ ...schedule, mon: env("SL_TEST_MONDAY") }];
    try {
      assert.deepEqual(await start({ years: env("SL_TEST_YEARS"), schedules }), []);
    } finally {
      delete process.env.SL_TEST_YEARS;
      delete process.env.SL_TEST_MONDAY;
    }
  });

  // The test's translator returns keys, so these are the sentences' keys.
  const BAD = [
    { change: { timeZone: "+05:30" }, said: "timeZone: site-calendar.check.time-zone" },
    { change: { timeZone: "" }, said: "timeZone: common.check.required" },
    { change: { years: "26" }, said: "years: site-calendar.check.years" },
    { change: { years: env("SL_TEST_UNSET") }, said: "years: common.check.env-unset" },
    { change: { observes: "some" }, said: "observes: common.check.choice" },
    { change: { schedules: [] }, said: "schedules: site-calendar.check.no-schedule" },
    { change: { schedules: "x" }, said: "schedules: common.check.rows" },
    { change: { schedules: [{ id: "a", validFrom: "soon" }] }, said: "schedules: site-calendar.check.date" },
    {
      change: { schedules: [{ id: "a", validFrom: "2026-01-01", mon: "10-16" }] },
      said: "schedules: site-calendar.check.hours-form",
    },
    {
      change: { schedules: [{ id: "a", validFrom: "2026-01-01", mon: env("SL_TEST_UNSET") }] },
      said: "schedules: common.check.env-unset",
    },
    {
      change: {
        schedules: [
          { id: "a", validFrom: "2026-01-01" },
          { id: "b", validFrom: "2026-01-01" },
        ],
      },
      said: "schedules: site-calendar.check.same-day",
    },
    {
      change: {
        schedules: [
          { id: "a", validFrom: "2026-01-01" },
          { id: "a", validFrom: "2026-02-01" },
        ],
      },
      said: "schedules: site-calendar.check.same-name",
    },
    {
      change: { schedules: [{ id: "a", validFrom: "2026-01-01", rules: [{ nth: "6", weekday: "sat" }] }] },
      said: "schedules: site-calendar.check.nth",
    },
    { change: { holidays: [{ date: "2026-02-30", name: "x" }] }, said: "holidays: site-calendar.check.date" },
    { change: { holidays: [{ date: "2026-02-28" }] }, said: "holidays: common.check.cell-required" },
    {
      change: {
        exceptions: [
          { from: "2026-01-02T10:00", to: "2026-01-02T10:00", kind: "open", approvedBy: "BM", reason: "x" },
        ],
      },
      said: "exceptions: site-calendar.check.ends-before",
    },
    {
      change: {
        exceptions: [{ from: "2026-01-02T10:00", to: "2026-01-02T11:00", kind: "open", reason: "x" }],
      },
      said: "exceptions: common.check.cell-required",
    },
    {
      change: { closures: [{ from: "2026-01-02T10:00", until: "later", reason: "x" }] },
      said: "closures: site-calendar.check.date-time-or-empty",
    },
  ];
  for (const { change, said } of BAD) {
    it(`refuses ${JSON.stringify(change)}`, async () => {
      assert.deepEqual(await start(change), [`site-calendar.label.${said}`]);
    });
  }

  describe("suggested holidays", () => {
    const ask = (path: string) => helper.request().get(`/smart-lockers/holidays/${path}`);
    const json = async (path: string): Promise<unknown> => (await ask(path)).body;

    it("names countries, their states and regions", async () => {
      await start({ years: EVERY_YEAR });
      const has = async (path: string, code: string, name: string) =>
        assert.ok(JSON.stringify(await json(path)).includes(JSON.stringify({ code, name })), path);
      await has("places", "IN", "India");
      await has("places?country=IN", "MH", "Maharashtra");
      await has("places?country=DE&state=BY", "A", "Stadt Augsburg");
      assert.deepEqual(await json("places?country=IN&state=MH"), []);
      assert.deepEqual(await json("places?country=ZZ"), []);
    });

    it("suggests the days of the chosen years, those that close banks chosen", async () => {
      await start({ years: EVERY_YEAR });
      const days = JSON.stringify(await json("suggestions?country=IN&state=MH&years=2026,2027"));
      for (const date of ["2026-01-26", "2027-01-26"])
        assert.ok(days.includes(JSON.stringify({ date, name: "Republic Day", chosen: true })), days);
    });

    it("gives each day of a holiday of several", async () => {
      await start({ years: EVERY_YEAR });
      const days = JSON.stringify(await json("suggestions?country=TR&years=2026"));
      for (const date of ["2026-03-20", "2026-03-21", "2026-03-22"]) assert.ok(days.includes(date), date);
    });

    for (const [query, status] of [
      ["suggestions?country=IN", 400],
      ["suggestions?country=IN&years=", 400],
      ["suggestions?country=IN&years=2020,2021,2022,2023,2024,2025", 400],
      ["suggestions?country=../x&years=2026", 400],
      ["suggestions?country=IN&country=DE&years=2026", 400],
      ["suggestions?country=ZZ&years=2026", 404],
      ["suggestions?years=2026", 404],
      ["suggestions?country=constructor&years=2026", 404],
    ] as const) {
      it(`answers ${query} with ${status} and a sentence`, async () => {
        await start({ years: EVERY_YEAR });
        const response = await ask(query);
        assert.equal(response.status, status);
        assert.match(JSON.stringify(response.body), /"error":"[A-Z].*\."/);
      });
    }
  });
});
