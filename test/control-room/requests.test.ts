import assert from "node:assert/strict";
import { type Client, field } from "./client.ts";
import { Gateway, OPERATOR } from "./gateway.ts";

const SAID = { remark: "Seen." };

describe("a request to the board", function () {
  this.timeout(60_000);
  let gateway: Gateway;
  let operator: Client;
  let id: string;

  before(async () => {
    gateway = await Gateway.start();
    operator = await gateway.client(OPERATOR);
    await gateway.event("tamper");
    const board = await operator.board();
    id = (await board.incident("tamper")).id;
  });

  after(() => gateway.stop());

  async function refused(path: string, body: unknown, status: number, sentence: RegExp): Promise<void> {
    const answer = body === undefined ? await operator.get(path) : await operator.post(path, body);
    assert.equal(answer.status, status, `${path}: ${answer.text}`);
    assert.match(String(field(answer.body, "error", "sentence")), sentence);
    assert.equal(answer.headers.get("cache-control"), "no-store");
  }

  const BODIES: readonly (readonly [what: string, body: unknown, status: number, sentence: RegExp])[] = [
    ["without a remark", {}, 400, /remark/],
    ["with an empty remark", { remark: " \n " }, 400, /remark.*why/],
    ["with an endless remark", { remark: "x".repeat(501) }, 400, /remark.*500/],
    ["with a remark that is none", { remark: { $gt: "" } }, 400, /remark/],
    ["that is a list", [], 400, /request/],
    ["with more than belongs there", { ...SAID, by: "officer" }, 400, /by/],
    ["with a prototype in it", '{"remark":"x","__proto__":{"by":"officer"}}', 400, /request/],
    ["with broken minutes", { ...SAID, minutes: 1.5 }, 400, /minutes.*1440/],
    ["with too many minutes", { ...SAID, minutes: 1441 }, 400, /minutes.*1440/],
    ["that is far too long", { remark: "x".repeat(20_000) }, 413, /too long/],
  ];
  for (const [what, body, status, sentence] of BODIES) {
    it(`${what} gets a sentence, and changes nothing`, () =>
      refused(`incidents/${id}/shelve`, body, status, sentence));
  }

  it("that is no JSON gets a sentence", async () => {
    const answer = await operator.request(
      ...(["POST", `/smart-lockers/api/incidents/${id}/reset`, "remark=Seen"] as const),
      { "Content-Type": "application/x-www-form-urlencoded" },
    );
    assert.equal(answer.status, 415, answer.text);
  });

  const QUERIES: readonly (readonly [path: string, sentence: RegExp])[] = [
    ["history?limit=0", /limit/],
    ["history?limit=201", /limit/],
    ["history?limit=1&limit=2", /limit/],
    ["history?from=yesterday", /from/],
    ["history?type=opened,magic", /type/],
    ["history?site=%27%20OR%201=1", /site/],
    ["history?colour=red", /colour/],
    ["past?priority=4", /priority/],
    ["past?cause=opened-outside-hours,none", /cause/],
    ["outbox?state=waiting", /state/],
    ["outbox?before=-1", /before/],
    ["incidents/..%2F..%2Fflows", /./],
  ];
  for (const [path, sentence] of QUERIES) {
    it(`for ${path} gets a sentence`, () => refused(path, undefined, 400, sentence));
  }

  it("that the incident's state does not allow is refused with what can be done", async () => {
    await refused(`incidents/${id}/reset`, SAID, 409, /acknowledge it first/);
    await refused(`incidents/${id}/unshelve`, SAID, 409, /not shelved/);
    assert.equal((await operator.post(`incidents/${id}/acknowledge`, SAID)).status, 200);
    await refused(`incidents/${id}/acknowledge`, SAID, 409, /operator acknowledged it/);
    await refused(`incidents/${id}/reset`, SAID, 409, /still stands/);
    await refused(`incidents/${id}/shelve`, SAID, 409, /minutes/);
    await refused(`incidents/${id}/shelve`, { ...SAID, minutes: 481 }, 409, /480/);
    const shelved = await operator.post(`incidents/${id}/shelve`, { ...SAID, minutes: 5 });
    assert.equal(field(shelved.body, "incident", "state"), "shelved");
    assert.equal((await operator.post(`incidents/${id}/unshelve`, SAID)).status, 200);
    assert.equal((await operator.post(`incidents/${id}/reset`, { ...SAID, despite: true })).status, 200);
    await refused(`incidents/${id}/acknowledge`, SAID, 409, /reset it/);
    const past = field((await operator.get("past")).body, "items");
    assert.equal(field(past, "0", "reset", "by"), "operator");
  });

  it("for the page gets the page, whoever asks, with nothing that may be loaded from elsewhere", async () => {
    const visitor = await gateway.client();
    const page = await visitor.request("GET", "/smart-lockers/board/");
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|http|\*|data:/);
    assert.equal(page.headers.get("x-content-type-options"), "nosniff");
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    assert.doesNotMatch(page.text, /MUM01/);
    const redirected = await visitor.request("GET", "/smart-lockers/board");
    assert.deepEqual([redirected.status, redirected.headers.get("location")], [301, "board/"]);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = ""]) => name);
    assert.ok(files.length > 0);
    for (const file of files) {
      const { status } = await visitor.request("GET", `/smart-lockers/board/${file}`);
      assert.equal(status, 200, file);
    }
  });
});
