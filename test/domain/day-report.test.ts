import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import type { DayReport, Opening, Told } from "../../nodes/domain/day-report.ts";
import { toCsv } from "../../nodes/domain/day-report-csv.ts";
import { toHtml } from "../../nodes/domain/day-report-html.ts";

const AT = Date.UTC(2026, 10, 22, 4, 45);

function toldOf(over: Partial<Told> = {}): Told {
  return {
    ...{ hirer: "H-1", channel: "sms", state: "accepted", providerId: "p-1", at: AT + 2000 },
    ...{ attempts: 1, code: null, late: false },
    ...over,
  };
}

function openingOf(over: Partial<Opening> = {}): Opening {
  return {
    ...{ eventId: "MUM01-U07-1-00000000000a", locker: "MUM01-0001", at: AT, earliest: AT, type: "opened" },
    ...{ late: false, drill: false, access: null, visit: null },
    notices: [toldOf(), toldOf({ channel: "email" })],
    ...over,
  };
}

function reportOf(over: Partial<DayReport> = {}): DayReport {
  const none = { accepted: 0, queued: 0, overdue: 0, parked: 0, dead: 0, missing: 0 };
  return {
    ...{ site: "MUM01", siteName: "फोर्ट शाखा", day: "2026-11-22", timeZone: "Asia/Kolkata" },
    ...{ from: Date.UTC(2026, 10, 21, 18, 30), to: Date.UTC(2026, 10, 22, 18, 30), madeAt: AT + 86_400_000 },
    ...{ openings: [openingOf()], exceptions: [], others: [] },
    sums: {
      ...{ openings: 1, late: 0, inside: 0, outside: 0, undecided: 1, withoutHirers: 0, told: 1, notTold: 0 },
      ...{ states: { sms: none, email: none }, exceptions: 0, drills: 0 },
    },
    ...over,
  };
}

function rowsOf(report: DayReport): readonly Record<string, string>[] {
  return parse(toCsv(report), { bom: true, columns: true, record_delimiter: "\r\n" });
}

describe("a day report as a table", () => {
  it("begins with the mark by which Excel reads Hindi, and ends each line as RFC 4180 asks", () => {
    const csv = toCsv(reportOf());
    assert.ok(csv.startsWith("\uFEFFrecord,site,branch,"));
    assert.ok(csv.endsWith("\r\n"));
    assert.doesNotMatch(csv.replaceAll("\r\n", ""), /[\r\n]/);
    assert.equal(rowsOf(reportOf())[0]?.branch, "फोर्ट शाखा");
  });

  it("has a line for each hirer and channel, with times by the branch's clock", () => {
    const rows = rowsOf(reportOf());
    assert.deepEqual(
      rows.map(({ record, channel, state, accepted_at }) => [record, channel, state, accepted_at]),
      [
        ["notice", "SMS", "accepted", "2026-11-22T10:15:02+05:30"],
        ["notice", "e-mail", "accepted", "2026-11-22T10:15:02+05:30"],
      ],
    );
    assert.equal(rows[0]?.local_time, "2026-11-22T10:15:00+05:30");
  });

  it("has one line for an opening of which nobody had to be told, and one for each exception", () => {
    const exception = {
      at: AT,
      kind: "forced",
      locker: "MUM01-0001",
      eventId: "e",
      drill: false,
      text: "Forced.",
    };
    const rows = rowsOf(reportOf({ openings: [openingOf({ notices: [] })], exceptions: [exception] }));
    assert.deepEqual(
      rows.map(({ record, kind, reason, hirer }) => [record, kind, reason, hirer]),
      [
        ["opening", "opened", "", ""],
        ["exception", "forced", "Forced.", ""],
      ],
    );
  });

  for (const begin of ["=", "+", "-", "@", "\t", "\r"]) {
    it(`lets no spreadsheet take ${JSON.stringify(begin)} for the beginning of a formula`, () => {
      const siteName = `${begin}HYPERLINK("http://x","y")`;
      assert.equal(rowsOf(reportOf({ siteName }))[0]?.branch, `'${siteName}`);
    });
  }

  it("keeps commas, quotes and line ends within their cell", () => {
    const siteName = 'Mitte, "Unter den Linden"\r\nBerlin';
    assert.equal(rowsOf(reportOf({ siteName }))[0]?.branch, siteName);
  });
});

describe("a day report as a page", () => {
  it("runs and loads nothing, and is made for A4", () => {
    const html = toHtml(reportOf());
    assert.match(
      html,
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;/,
    );
    assert.doesNotMatch(html, /<script|<img|<link|src=|href=|@import|url\(/);
    assert.match(html, /@media print \{\s*@page \{ size: A4/);
  });

  it("escapes whatever it is given", () => {
    const evil = `<script>alert("1")</script>&'`;
    const exception = { at: AT, kind: evil, locker: evil, eventId: evil, drill: true, text: evil };
    const access = { inside: false, code: "outside-hours", reason: evil, calendarVersion: evil } as const;
    const notices = [toldOf({ hirer: evil, providerId: evil, code: evil })];
    const html = toHtml(
      reportOf({
        ...{ site: evil, siteName: evil, exceptions: [exception] },
        openings: [openingOf({ locker: evil, eventId: evil, visit: evil, access, notices })],
        others: [{ to: "staff", channel: evil, asked: 1, accepted: 1 }],
      }),
    );
    assert.doesNotMatch(html, /<script/);
    assert.ok(html.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"));
  });

  it("says the verdict and the totals first, then the exceptions, then the openings", () => {
    const sums = { ...reportOf().sums, told: 0, notTold: 1, exceptions: 1 };
    const exception = { at: AT, kind: "forced", locker: null, eventId: null, drill: false, text: "Forced." };
    const html = toHtml(reportOf({ sums, exceptions: [exception] }));
    const places = [
      "1 of 1 openings: not every hirer",
      "<h2>Totals",
      "<h2>Exceptions (1)",
      "<h2>Openings (1)",
    ];
    const found = places.map((text) => html.indexOf(text));
    assert.ok(found.every((place) => place > 0));
    assert.deepEqual(
      found.toSorted((a, b) => a - b),
      found,
    );
  });

  it("says that the day is not over", () => {
    assert.match(toHtml(reportOf({ madeAt: AT })), /while the day was not over/);
    assert.doesNotMatch(toHtml(reportOf()), /while the day was not over/);
  });

  it("shows joint hirers as lines of one opening", () => {
    const notices = [
      toldOf(),
      toldOf({ channel: "email" }),
      toldOf({ hirer: "H-2", state: "dead", at: null }),
    ];
    const html = toHtml(reportOf({ openings: [openingOf({ notices })] }));
    assert.match(html, /<td rowspan="2">MUM01-0001<\/td>/);
    assert.match(html, /<td>H-2<\/td><td class="bad">refused for good, p-1<\/td>/);
  });
});
