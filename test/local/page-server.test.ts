import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { type PageServer, servePage } from "../../gateway/local/page-server.ts";
import { until } from "../until.ts";
import { type StandInRun, sendSms, sendToTopic, startStandInRun } from "./stand-in-run.ts";
import { watchPage } from "./watch-page.ts";

const LOCKER = "MUM01-0003";

describe("the handset page's server", () => {
  let run: StandInRun;
  let page: PageServer;

  beforeEach(async () => {
    run = await startStandInRun();
    page = await servePage(run, 0);
  });

  afterEach(async () => {
    await page.close();
    await run.stop();
  });

  function act(body: object, headers: Record<string, string> = { Origin: page.url }): Promise<Response> {
    return fetch(`${page.url}/act`, { method: "POST", headers, body: JSON.stringify(body) });
  }

  it("serves the page, its styles and its script without types, and may load from nowhere else", async () => {
    for (const [path, type] of [
      ["/", "text/html"],
      ["/page.css", "text/css"],
      ["/main.ts", "text/javascript"],
      ["/icons.svg", "image/svg+xml"],
    ]) {
      const response = await fetch(`${page.url}${path}`);
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type") ?? "", new RegExp(`^${type?.replace("+", "\\+")}`));
      assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
      const text = await response.text();
      assert.doesNotMatch(text, /https?:\/\/(?!127\.0\.0\.1|www\.w3\.org)/);
      if (path === "/main.ts") assert.doesNotMatch(text, /interface|: PageState/);
    }
  });

  it("shows the lockers, who is told, and where the branch's clock is", async () => {
    const watching = await watchPage(page.url);
    const { lockers, listeners, branch, daylight, editorUrl } = watching.state();
    assert.equal(lockers.length, 12);
    assert.deepEqual(
      lockers.find(({ id }) => id === LOCKER),
      {
        id: LOCKER,
        unit: "MUM01-U01",
        door: "closed",
        forced: false,
        tamper: false,
        surrendered: false,
        online: true,
        held: 0,
        hirers: ["H-1003", "H-1004"],
      },
    );
    assert.deepEqual(branch, { id: "MUM01", name: "Fort, Mumbai" });
    assert.equal(daylight, "night");
    assert.equal(editorUrl, "http://127.0.0.1:1880");
    assert.equal(listeners.filter(({ party }) => party === "insurer").length, 2);
    watching.end();
  });

  it("never shows the editor's password: others on this machine can see the page", async () => {
    const watching = await watchPage(page.url);
    assert.doesNotMatch(JSON.stringify(watching.state()), /not on the page/);
    watching.end();
  });

  it("does to a locker what a button says, and shows it", async () => {
    const watching = await watchPage(page.url);
    const locker = () => watching.state().lockers.find(({ id }) => id === LOCKER);
    assert.equal((await act({ action: "force", locker: LOCKER })).status, 204);
    await until("the broken door", () => locker()?.forced && locker()?.door === "open");
    await until("the gateway's answer", () => typeof watching.state().trace?.stored === "number");
    await act({ action: "close", locker: LOCKER });
    await until("the closed door", () => locker()?.door === "closed" && !locker()?.forced);
    await act({ action: "tamper", locker: LOCKER });
    await until("the tamper contact", () => locker()?.tamper);
    await act({ action: "clear-tamper", locker: LOCKER });
    await until("the mended contact", () => !locker()?.tamper);
    watching.end();
  });

  it("keeps events of a cut unit and shows how many, until the line is mended", async () => {
    const watching = await watchPage(page.url);
    const locker = () => watching.state().lockers.find(({ id }) => id === LOCKER);
    await act({ action: "cut", locker: LOCKER });
    await act({ action: "open", locker: LOCKER });
    await until("one event kept", () => locker()?.held === 1 && !locker()?.online);
    assert.equal(watching.state().trace?.held, true);
    await act({ action: "mend", locker: LOCKER });
    await until("nothing kept", () => locker()?.held === 0 && locker()?.online);
    assert.equal(watching.state().trace?.held, false);
    watching.end();
  });

  it("tells each message once, by who received it, also to a browser that comes later", async () => {
    const watching = await watchPage(page.url);
    await sendSms(run, "+918123456703", "Your locker was opened");
    await sendToTopic(run, "arn:aws:sns:ap-south-1:000000000000:insurer-arka", "Theft suspected", "0003");
    await sendSms(run, "+918123400000", "To nobody we know");
    await until("two messages", () => watching.messages.length === 2);
    assert.deepEqual(
      watching.messages.map(({ party, listener, channel, subject, text }) => ({
        party,
        listener,
        channel,
        subject,
        text,
      })),
      [
        { party: "hirer", listener: "H-1003", channel: "sms", subject: null, text: "Your locker was opened" },
        {
          party: "insurer",
          listener: "SUB-ARKA",
          channel: "topic",
          subject: "Theft suspected",
          text: "0003",
        },
      ],
    );
    const later = await watchPage(page.url);
    await until("the same two", () => later.messages.length === 2);
    watching.end();
    later.end();
  });

  it("writes into the register that a hirer gives a locker up", async () => {
    const watching = await watchPage(page.url);
    assert.equal((await act({ action: "surrender", locker: LOCKER })).status, 204);
    await until("the locker given up", () => {
      return watching.state().lockers.find(({ id }) => id === LOCKER)?.surrendered;
    });
    const lines = readFileSync(join(run.userDir, "smart-lockers/register/lockers.csv"), "utf8").split("\n");
    assert.match(
      lines.find((line) => line.startsWith(LOCKER)) ?? "",
      /,surrendered,\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d$/,
    );
    assert.equal(lines.filter((line) => line.includes("surrendered")).length, 1);
    watching.end();
  });

  it("changes the branch's daylight", async () => {
    const watching = await watchPage(page.url);
    assert.equal((await act({ daylight: "day" })).status, 204);
    await until("day at the branch", () => watching.state().daylight === "day");
    assert.deepEqual(run.daylights, ["day"]);
    watching.end();
  });

  it("takes requests from its own page only", async () => {
    const body = { action: "open", locker: LOCKER };
    assert.equal((await act(body, {})).status, 403);
    assert.equal((await act(body, { Origin: "http://elsewhere.example" })).status, 403);
    assert.equal((await fetch(`${page.url}/act`)).status, 404);
    assert.equal((await fetch(`${page.url}/act`, { method: "PUT" })).status, 405);
    assert.equal(await statusFor("elsewhere.example"), 403);
    assert.equal(await statusFor(new URL(page.url).host), 200);
    assert.equal(
      run.fleet.unitOf(LOCKER).lockerStates.some(({ door }) => door === "open"),
      false,
    );
  });

  it("serves nothing outside its folder", async () => {
    for (const path of ["/../start.ts", "/..%2fstart.ts", "/nothing.ts", "/local-run.ts"]) {
      assert.equal((await fetch(`${page.url}${path}`)).status, 404, path);
    }
  });

  it("refuses what is no action", async () => {
    for (const body of [{ action: "unlock", locker: LOCKER }, { action: "open" }, { daylight: "dusk" }]) {
      assert.equal((await act(body)).status, 400);
    }
    assert.equal((await act({ action: "open", locker: "x".repeat(5_000) })).status, 400);
    const unknown = await act({ action: "open", locker: "MUM01-9999" });
    assert.equal(unknown.status, 500);
    assert.match(await unknown.text(), /No unit of this fleet serves MUM01-9999/);
  });

  it("takes another port where its own is taken", async () => {
    const second = await servePage(run, Number(new URL(page.url).port));
    assert.notEqual(second.url, page.url);
    assert.equal((await fetch(second.url)).status, 200);
    await second.close();
  });

  /** As a browser whose name for this machine is another one. */
  function statusFor(host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request(page.url, { headers: { Host: host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
  }
});
