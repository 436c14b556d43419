import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { field } from "../control-room/client.ts";
import { Gateway, LOCKER, OPERATOR, UNIT, VIEWER } from "../control-room/gateway.ts";
import { needs } from "../needs.ts";
import { violations } from "./axe.ts";
import { BoardPage } from "./board-page.ts";
import { launch } from "./chromium.ts";
import { type Front, startFront } from "./front.ts";

const SOS = "Locker forced open";
/** What the browser itself says when a gateway is gone, or refuses a password, as this test makes it do. */
const EXPECTED = /Failed to load resource: (net::ERR_|the server responded with a status of (401|403|50\d))/;

if (needs("chromium", "mosquitto")) {
  describe("the control room's board", function () {
    this.timeout(120_000);
    let gateway: Gateway;
    let front: Front;
    let browser: Browser;
    let operator: BoardPage;

    before(async () => {
      gateway = await Gateway.start();
      front = await startFront(gateway.url);
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      await front?.close();
      await gateway?.stop();
    });

    it("shows an anonymous visitor nothing, neither in the page nor by HTTP nor in the stream", async () => {
      const nobody = await gateway.client();
      for (const path of ["history", "past", "outbox", "incidents/1"]) {
        const { status, text } = await nobody.get(path);
        assert.deepEqual([path, status, text], [path, 401, "Unauthorized"]);
      }
      const stream = await nobody.stream();
      assert.equal(stream.status, 401);
      await stream.ended;
      assert.deepEqual(stream.messages, []);
      const visitor = await BoardPage.open(browser, front.url);
      await visitor.page.getByRole("button", { name: "Sign in" }).waitFor();
      assert.doesNotMatch(await visitor.page.content(), /MUM01|Mumbai/);
      await visitor.page.close();
    });

    it("lets in by Node-RED's own name and password, and says what is wrong with others", async () => {
      operator = await BoardPage.open(browser, front.url);
      await operator.signIn({ ...OPERATOR, password: "guessed" });
      await operator.page.getByRole("alert").getByText("do not fit").waitFor();
      await operator.signIn(OPERATOR);
      await operator.live();
      await operator.page.getByText("All quiet").waitFor();
      await operator.page.getByText("12 lockers", { exact: true }).waitFor();
    });

    it("shows an SOS that has just happened, with its reason, and sounds until somebody acts", async () => {
      const before = await operator.tones();
      const sent = Date.now();
      const event = gateway.event("forced");
      await operator.alarm(SOS).waitFor();
      console.log(`    an SOS is on the board ${Date.now() - sent} ms after the unit published it`);
      await event;
      await operator.alarm(SOS).getByText(`Locker ${LOCKER} at MUM01 was forced open`).waitFor();
      await operator.sounds(before);
      await operator.sounds(await operator.tones());
      await operator.titled(/^\(1\) ALARM/);
    });

    it("lets a viewer see it, and do nothing", async () => {
      const viewer = await BoardPage.open(browser, front.url);
      await viewer.signIn(VIEWER);
      await viewer.alarm(SOS).waitFor();
      await viewer.page.locator(".banner.looking").waitFor();
      assert.equal(await viewer.page.getByRole("button", { name: "Acknowledge" }).count(), 0);
      await viewer.page.keyboard.press("a");
      await viewer.page.locator(".toast.shown").waitFor();
      assert.equal(await viewer.page.getByRole("dialog").count(), 0);
      const client = await gateway.client(VIEWER);
      const id = await viewer.page.locator("[data-incident]").first().getAttribute("data-incident");
      const { status } = await client.post(`incidents/${id}/acknowledge`, { remark: "Not mine to say." });
      assert.equal(status, 403);
      await viewer.page.close();
    });

    it("takes the acknowledgement of an operator by keyboard, under their name, and is silent", async () => {
      await operator.page.keyboard.press("a");
      await operator.page.getByRole("dialog").getByText("Recorded under operator").waitFor();
      await operator.page.keyboard.press("2");
      await operator.page.keyboard.press("Enter");
      await operator.alarm(SOS).getByText("In hand: operator").waitFor();
      await operator.page.locator(".story").getByText("Guard sent.").waitFor();
      const tones = await operator.tones();
      // Longer than between two alarms of this priority, by the board's own clock.
      const clock = operator.page.locator(".clock b");
      for (let second = 0; second < 4; second++) {
        const shown = await clock.textContent();
        await operator.page.waitForFunction(
          (old) => document.querySelector(".clock b")?.textContent !== old,
          shown,
        );
      }
      assert.equal(await operator.tones(), tones);
    });

    it("resets it when the door is closed, and finds it in the history with who did what", async () => {
      await gateway.event("closed");
      await operator.alarm(SOS).getByText("Waits for the reset").waitFor();
      await operator.page.keyboard.press("r");
      await operator.page
        .getByLabel("Remark: what you found or did")
        .fill("The manager has taken the locker over.");
      await operator.page.keyboard.press("Enter");
      await operator.page.getByText("All quiet").waitFor();
      await operator.page.keyboard.press("3");
      await operator.page.getByRole("button", { name: SOS }).first().click();
      const past = operator.page.getByRole("dialog");
      await past.getByText("The manager has taken the locker over.").waitFor();
      await past.getByText("Guard sent.").waitFor();
      await operator.page.keyboard.press("Escape");
      await operator.page.getByRole("button", { name: "All events" }).click();
      await operator.page.getByRole("cell", { name: "forced", exact: true }).waitFor();
      assert.deepEqual(await violations(operator.page), []);
    });

    it("shows what lockers and units tell, live", async () => {
      await operator.page.keyboard.press("2");
      await gateway.status(UNIT, { lockers: [{ locker: LOCKER, door: "closed", tamper: false }] });
      await operator.page.getByRole("button", { name: `${LOCKER}: Closed` }).waitFor();
      await gateway.event("opened");
      const tile = operator.page.getByRole("button", { name: `${LOCKER}: Open` });
      await tile.click();
      await operator.page.locator(".locker-panel").getByText("synchronised").waitFor();
      assert.deepEqual(await violations(operator.page), []);
      await gateway.event("closed");
      await operator.page.getByRole("button", { name: `${LOCKER}: Closed` }).waitFor();
    });

    it("says within seconds that it is not live when the gateway is killed, and comes back by itself", async () => {
      const lost = operator.page.locator(".banner.lost");
      const tones = await operator.tones();
      const killed = Date.now();
      process.kill(gateway.red.pid, "SIGKILL");
      try {
        await lost.waitFor();
        console.log(`    the board says that it is not live ${Date.now() - killed} ms after the kill`);
        await operator.titled(/^NOT LIVE/);
        await operator.sounds(tones);
        assert.deepEqual(await violations(operator.page), []);
      } finally {
        await gateway.restart("kill");
        front.to(gateway.url);
      }
      await lost.waitFor({ state: "detached" });
      await operator.live();
      await gateway.event("tamper");
      await operator.page.keyboard.press("1");
      await operator.alarm("Tampering with a unit").waitFor();
    });

    it("asks to sign in again where the sign-in has ended", async () => {
      const token = await operator.page.evaluate(() => sessionStorage.getItem("smart-lockers.session"));
      const other = await gateway.client(OPERATOR);
      await other.request("POST", "/auth/revoke", { token: field(JSON.parse(token ?? ""), "token") });
      await operator.page.keyboard.press("m");
      const tones = await operator.tones();
      // The gateway looks at each stream's sign-in a few times a minute.
      await operator.page.getByRole("button", { name: "Sign in" }).waitFor({ timeout: 60_000 });
      await operator.page.getByRole("alert").first().waitFor();
      await operator.sounds(tones);
      assert.doesNotMatch(await operator.page.content(), /MUM01|Mumbai/);
    });

    it("met no error that nobody saw", () => {
      assert.deepEqual(
        operator.problems.filter((problem) => !EXPECTED.test(problem)),
        [],
      );
    });
  });

  describe("the control room's board of a gateway without sign-in", function () {
    this.timeout(60_000);

    it("shows and sounds every alarm but a duress, and says why nobody can act", async () => {
      const gateway = await Gateway.start({ isOpen: true });
      const browser = await launch();
      try {
        const board = await BoardPage.open(browser, gateway.url);
        await board.live();
        await board.page.getByText("All quiet").waitFor();
        await gateway.event("duress");
        await gateway.event("forced");
        await board.alarm(SOS).waitFor();
        // What happened before it would be there by now.
        assert.equal(await board.page.locator(".incident").count(), 1);
        assert.doesNotMatch(await board.page.content(), /[Uu]nder duress/);
        await board.titled(/^\(1\) ALARM/);
        assert.match((await board.page.locator(".banner.looking").textContent()) ?? "", /adminAuth/);
        assert.equal(await board.page.getByRole("button", { name: "Acknowledge" }).count(), 0);
        // Nobody has touched the page, so the browser lets nothing be heard.
        await board.page.getByText("You will not hear an alarm.").waitFor();
        await board.page.keyboard.press("b");
        await board.page.getByText("You will not hear an alarm.").waitFor({ state: "detached" });
        await board.sounds(0);
        assert.deepEqual(board.problems, []);
      } finally {
        await browser.close();
        await gateway.stop();
      }
    });
  });
}
