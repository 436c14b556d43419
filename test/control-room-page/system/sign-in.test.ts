import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { violations } from "../../browser/axe.ts";
import { launch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { bank } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

if (needs("chromium")) {
  describe("the way to the board", function () {
    this.timeout(60_000);
    let browser: Browser;
    let gateway: StandIn;

    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());
    afterEach(() => gateway.close());

    it("says after five wrong passwords how long Node-RED waits", async () => {
      gateway = await startStandIn(bank(8, 0));
      const page = await browser.newPage();
      await page.goto(gateway.url);
      await page.getByLabel("Name").fill("asha");
      for (let attempt = 1; attempt <= 5; attempt++) {
        await page.getByLabel("Password").fill(`guess ${attempt}`);
        await page.keyboard.press("Enter");
        await page.getByRole("alert").getByText("do not fit").waitFor();
        await page.getByRole("button", { name: "Sign in" }).waitFor();
      }
      await page.getByLabel("Password").fill("let me in?");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("Too many attempts").waitFor();
      await page.context().close();
    });

    it("is remembered by this tab only, until it is left", async () => {
      gateway = await startStandIn(bank(8, 0));
      const { page } = await opened(browser, gateway);
      await page.reload();
      await page.locator(".live.live").waitFor();
      const other = await page.context().newPage();
      await other.goto(gateway.url);
      await other.getByLabel("Name").waitFor();
      await page.getByRole("button", { name: /sign out/ }).click();
      await page.reload();
      await page.getByLabel("Name").waitFor();
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      await page.context().close();
    });

    it("goes by the editor where another service lets people in", async () => {
      gateway = await startStandIn(bank(8, 0), { door: "strategy" });
      const page = await browser.newPage();
      await page.goto(gateway.url);
      const goOn = page.getByRole("button", { name: "Go on" });
      await goOn.click();
      await page.getByRole("alert").getByText("Nobody is signed in to the editor").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.evaluate(() => localStorage.setItem("auth-tokens", JSON.stringify({ access_token: "one" })));
      await goOn.click();
      await page.locator(".live.live").waitFor();
      await page.context().close();
    });
  });
}
