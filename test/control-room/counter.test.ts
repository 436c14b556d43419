import assert from "node:assert/strict";
import type { Account } from "../node-red-admin.ts";
import { until } from "../until.ts";
import { type Client, field } from "./client.ts";
import {
  CLAIMS_DESK,
  COUNTER,
  EDITOR,
  Gateway,
  LOCKER,
  OFFICER,
  OPERATOR,
  READER,
  SITE,
  VIEWER,
} from "./gateway.ts";

const SAID = { remark: "The police were called." };
const REPORT = { number: "FIR 118/2026", station: "Azad Maidan", date: "2026-01-02" };

interface May {
  readonly reads?: boolean;
  readonly visits?: boolean;
  readonly claims?: boolean;
}

const WHO: readonly (readonly [who: string, Account | undefined, may: May])[] = [
  ["nobody who has signed in", undefined, {}],
  ["somebody who may only edit flows", EDITOR, {}],
  ["a viewer", VIEWER, { reads: true }],
  ["somebody who may read everything", READER, { reads: true }],
  ["an operator", OPERATOR, { reads: true }],
  ["a clerk at the counter", COUNTER, { visits: true }],
  ["somebody at the claims desk", CLAIMS_DESK, { reads: true, claims: true }],
  ["an officer who may do everything", OFFICER, { reads: true, visits: true, claims: true }],
];

describe("visits, day reports and thefts at the board", function () {
  this.timeout(60_000);
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.withVisits();
    await gateway.event("forced");
    await gateway.event("duress");
  });

  after(() => gateway.stop());

  async function incidentOf(cause: string): Promise<string> {
    const stream = await (await gateway.client(OPERATOR)).stream();
    try {
      return (await stream.incident(cause)).id;
    } finally {
      stream.close();
    }
  }

  async function locker(client: Client): Promise<{ readonly id: string; readonly hirer: string }> {
    const found = await client.get(`visits/lockers?text=${LOCKER}`);
    assert.equal(found.status, 200, found.text);
    const { body } = found;
    return {
      id: String(field(body, "items", "0", "id")),
      hirer: String(field(body, "items", "0", "hirers", "0")),
    };
  }

  for (const [who, account, { reads = false, visits = false, claims = false }] of WHO) {
    const sees = reads || visits;
    it(`${who} ${sees ? "sees" : "does not see"} visits, and ${visits ? "registers" : "registers none of"} them`, async () => {
      const client = await gateway.client(account);
      assert.equal((await client.get("visits")).status, sees ? 200 : 401);
      assert.equal((await client.get("me")).status, sees ? 200 : 401);
      const refusal = sees ? 403 : 401;
      assert.equal((await client.get("visits/lockers?text=1")).status, visits ? 200 : refusal);
      // Whoever may is told what is wrong with it; who may not, why that is all.
      const opened = await client.post("visits", { locker: LOCKER, hirer: "nobody" });
      assert.equal(opened.status, visits ? 409 : refusal, opened.text);
      const closed = await client.post("visits/none/close", {});
      assert.equal(closed.status, visits ? 404 : refusal, closed.text);
      if (refusal === 403 && !visits)
        assert.match(String(field(opened.body, "error", "sentence")), /lockers\.visits/);
    });

    it(`${who} ${reads ? "sees" : "does not see"} day reports`, async () => {
      const client = await gateway.client(account);
      for (const path of ["day-report", "day-report.csv", "day-report.html"]) {
        const { status, text } = await client.get(`${path}?site=${SITE}`);
        assert.equal(status, reads ? 200 : 401, path);
        if (!reads) assert.doesNotMatch(text, /MUM01/);
      }
    });

    it(`${who} ${claims ? "says" : "cannot say"} what became of a theft`, async () => {
      const client = await gateway.client(account);
      const refusal = reads ? 403 : 401;
      for (const deed of ["confirm", "police-report", "unfounded"]) {
        const { status, body } = await client.post(`incidents/none/theft/${deed}`, SAID);
        assert.equal(status, claims ? 404 : refusal, deed);
        if (refusal === 403 && !claims)
          assert.match(String(field(body, "error", "sentence")), /lockers\.claims/);
      }
    });
  }

  it("tells a clerk at the counter of visits and branches, and of no alarm, locker or message", async () => {
    const clerk = await gateway.client(COUNTER);
    const stream = await clerk.stream();
    await stream.ready();
    await gateway.event("tamper");
    const officer = await (await gateway.client(OFFICER)).board();
    await officer.incident("tamper");
    const { id, hirer } = await locker(clerk);
    const { body } = await clerk.post("visits", { locker: id, hirer });
    const visit = String(field(body, "visit", "id"));
    await until("the stream to tell of the visit", () =>
      stream.messages.some((one) => one.type === "delta" && one.visits?.open === 1),
    );
    assert.equal((await clerk.post(`visits/${visit}/close`, {})).status, 200);
    stream.close();
    const told = stream.messages.flatMap((one) => (one.type === "delta" ? Object.keys(one) : []));
    assert.deepEqual([...new Set(told)].sort(), ["sites", "type", "visits"]);
    assert.doesNotMatch(clerk.heard.join("\n"), /tamper|forced|duress|incident/);
    for (const path of ["history", "past", "outbox", "incidents/none"])
      assert.equal((await clerk.get(path)).status, 401, path);
  });

  it("registers a visit under the name of who is signed in, and says why it refuses another", async () => {
    const officer = await gateway.client(OFFICER);
    const { id, hirer } = await locker(officer);
    const opened = await officer.post("visits", { locker: id, hirer, minutes: 20 });
    assert.equal(opened.status, 200, opened.text);
    assert.equal(field(opened.body, "visit", "openedBy"), "officer");
    const clerk = await gateway.client(COUNTER);
    const second = await clerk.post("visits", { locker: id, hirer });
    assert.equal(second.status, 409, second.text);
    assert.match(String(field(second.body, "error", "sentence")), /not done/);
    const listed = field((await clerk.get("visits")).body, "visits");
    assert.ok(JSON.stringify(listed).includes(String(field(opened.body, "visit", "id"))));
    const closed = await clerk.post(`visits/${field(opened.body, "visit", "id")}/close`, {});
    assert.equal(field(closed.body, "visit", "closedBy"), "counter");
  });

  const HOSTILE: readonly (readonly [path: string, body: unknown, status: number, sentence: RegExp])[] = [
    ["visits", {}, 400, /locker/],
    ["visits", { locker: LOCKER, hirer: "H", by: "officer" }, 400, /by/],
    ["visits", { locker: "' OR 1=1", hirer: "H" }, 400, /locker/],
    ["visits", { locker: LOCKER, hirer: { $gt: "" } }, 400, /hirer/],
    ["visits", { locker: LOCKER, hirer: "x".repeat(101) }, 400, /hirer/],
    ["visits", { locker: LOCKER, hirer: "H", minutes: 1441 }, 400, /minutes.*1440/],
    ["visits", '{"locker":"x","hirer":"y","__proto__":{"by":"z"}}', 400, /request/],
    ["visits", [], 400, /request/],
    ["visits", { locker: "x".repeat(20_000), hirer: "H" }, 413, /too long/],
    ["visits/a%20b/close", {}, 400, /visit/],
    ["visits/none/close", { by: "officer" }, 400, /by/],
    ["incidents/none/theft/confirm", {}, 400, /remark/],
    ["incidents/none/theft/confirm", { ...SAID, by: "officer" }, 400, /by/],
    ["incidents/none/theft/police-report", { ...SAID, report: { number: 1 } }, 400, /report/],
  ];
  for (const [path, body, status, sentence] of HOSTILE) {
    it(`${path} with ${JSON.stringify(body).slice(0, 60)} gets a sentence`, async () => {
      const answer = await (await gateway.client(OFFICER)).post(path, body);
      assert.equal(answer.status, status, answer.text);
      assert.match(String(field(answer.body, "error", "sentence")), sentence);
    });
  }

  const QUERIES: readonly (readonly [path: string, status: number, sentence: RegExp])[] = [
    ["day-report", 400, /site/],
    [`day-report?site=${SITE}&day=2026-02-30`, 400, /day/],
    [`day-report?site=${SITE}&day=yesterday`, 400, /day/],
    [`day-report?site=${SITE}&limit=201`, 400, /limit/],
    [`day-report?site=${SITE}&only=told`, 400, /only/],
    ["day-report?site=NOWHERE", 404, /no such branch/],
    ["day-report.csv?site=NOWHERE", 404, /no such branch/],
    [`day-report.html?site=${SITE}&before=1`, 400, /before/],
    [`visits/lockers?text=${"x".repeat(101)}`, 400, /text/],
  ];
  for (const [path, status, sentence] of QUERIES) {
    it(`${path.slice(0, 60)} gets a sentence`, async () => {
      const answer = await (await gateway.client(OFFICER)).get(path);
      assert.equal(answer.status, status, answer.text);
      assert.match(String(field(answer.body, "error", "sentence")), sentence);
    });
  }

  it("reports a day to who may act with its duress, and to others without it or an event's id", async () => {
    const [operator, viewer] = await Promise.all([gateway.client(OPERATOR), gateway.client(VIEWER)]);
    for (const path of ["day-report", "day-report.csv", "day-report.html"]) {
      const own = await operator.get(`${path}?site=${SITE}`);
      const other = await viewer.get(`${path}?site=${SITE}`);
      assert.match(own.text, /duress/, path);
      assert.match(other.text, /forced/, path);
      assert.doesNotMatch(other.text, /duress|MUM01-U01-\d/, path);
      assert.equal(other.headers.get("cache-control"), "no-store");
    }
    const csv = await viewer.get(`day-report.csv?site=${SITE}`);
    assert.match(csv.headers.get("content-type") ?? "", /^text\/csv/);
    const html = await viewer.get(`day-report.html?site=${SITE}`);
    assert.match(html.headers.get("content-security-policy") ?? "", /default-src 'none'.*sandbox/);
    assert.match(html.text, /<\/html>\s*$/);
  });

  it("lets a theft be confirmed and reported by name, shows others how far it is, and refuses what does not follow", async () => {
    const id = await incidentOf("forced");
    const claims = await gateway.client(CLAIMS_DESK);
    const viewer = await gateway.client(VIEWER);
    const theftOf = async (client: Client) => field((await client.get(`incidents/${id}`)).body, "theft");
    assert.deepEqual(
      [field(await theftOf(claims), "stage"), field(await theftOf(claims), "next")],
      ["suspected", ["confirm", "unfounded"]],
    );
    const early = await claims.post(`incidents/${id}/theft/police-report`, { ...SAID, report: REPORT });
    assert.equal(early.status, 409, early.text);
    const stream = await viewer.stream();
    await stream.ready();
    assert.equal((await claims.post(`incidents/${id}/theft/confirm`, SAID)).status, 200);
    await until("the board to be told", () =>
      stream.messages.some((one) => one.type === "delta" && one.thefts !== undefined),
    );
    stream.close();
    const unseen = await claims.post(`incidents/${id}/theft/unfounded`, { ...SAID, seen: 0 });
    assert.equal(unseen.status, 409, unseen.text);
    assert.match(unseen.text, /confirmed this theft/);
    const again = await claims.post(`incidents/${id}/theft/confirm`, { ...SAID, seen: 0 });
    assert.equal(again.status, 200, "the same once more, as after a lost answer");
    const nowhere = await claims.post(`incidents/${id}/theft/police-report`, SAID);
    assert.equal(nowhere.status, 409, nowhere.text);
    const reported = await claims.post(`incidents/${id}/theft/police-report`, { ...SAID, report: REPORT });
    assert.equal(reported.status, 200, reported.text);
    const [own, other] = [await theftOf(claims), await theftOf(viewer)];
    assert.deepEqual(field(own, "policeReport"), REPORT);
    assert.deepEqual(field(other, "policeReport"), null);
    assert.deepEqual(field(other, "next"), []);
    assert.equal(field(other, "stage"), "police-report");
    assert.equal(field(other, "steps", "0", "by"), "claims");
  });

  it("knows of no silent alarm for who may advance thefts and not act", async () => {
    const id = await incidentOf("duress");
    const claims = await gateway.client(CLAIMS_DESK);
    assert.equal((await claims.get(`incidents/${id}`)).status, 404);
    assert.equal((await claims.post(`incidents/${id}/theft/confirm`, SAID)).status, 404);
    const stream = await claims.stream();
    await stream.ready();
    const officer = await gateway.client(OFFICER);
    assert.equal((await officer.post(`incidents/${id}/theft/confirm`, SAID)).status, 200);
    // What comes after it would come after what is told of it.
    await gateway.event("held-open");
    await stream.incident("held-open");
    stream.close();
    assert.ok(!stream.messages.some((one) => one.type === "delta" && one.thefts !== undefined));
    const viewer = await gateway.client(VIEWER);
    const thefts = async (client: Client, path: string) =>
      (await client.get(path)).text.match(/"(type|kind)":"theft-confirmed"/g)?.length ?? 0;
    // Of the locker that was forced everybody who reads may know.
    for (const [path, shown] of [
      [`day-report?site=${SITE}`, 1],
      ["history?limit=200", 0],
    ] as const) {
      assert.deepEqual([await thefts(officer, path), await thefts(viewer, path)], [2, shown], path);
      assert.equal(await thefts(claims, path), shown, path);
    }
  });
});

describe("a board without sign-in, or without a locker-visit", function () {
  this.timeout(60_000);

  it("shows visits and day reports, and registers nothing", async () => {
    const gateway = await Gateway.withVisits({ isOpen: true });
    try {
      const anybody = await gateway.client();
      assert.equal((await anybody.get("visits")).status, 200);
      assert.equal((await anybody.get(`day-report?site=${SITE}`)).status, 200);
      const { status, body } = await anybody.post("visits", { locker: LOCKER, hirer: "H" });
      assert.equal(status, 403);
      assert.match(String(field(body, "error", "sentence")), /adminAuth/);
    } finally {
      await gateway.stop();
    }
  });

  it("says that no locker-visit runs", async () => {
    const gateway = await Gateway.start();
    try {
      const clerk = await gateway.client(COUNTER);
      assert.deepEqual((await clerk.get("visits")).body, { sites: [], visits: [], ended: 0 });
      const { status, body } = await clerk.post("visits", { locker: LOCKER, hirer: "H" });
      assert.equal(status, 409);
      assert.match(String(field(body, "error", "sentence")), /locker-visit/);
    } finally {
      await gateway.stop();
    }
  });
});
