import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { violations } from "../../browser/axe.ts";
import { launch } from "../../browser/chromium.ts";
import { FALLING, sounds, tonesOf } from "../../browser/tones.ts";
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

    const FAILURES: readonly (readonly [what: string, status: number | null, said: string])[] = [
      ["the line breaks", null, "The gateway does not answer"],
      ["there were too many attempts", 429, "Too many attempts"],
      ["the gateway fails", 503, "no sign-in"],
    ];
    for (const [what, status, said] of FAILURES) {
      it(`makes no viewer of an operator where ${what} half-way`, async () => {
        gateway = await startStandIn(bank(8, 0));
        const page = await browser.newPage();
        const revoked = page.waitForRequest(/auth\/revoke$/);
        await page.route(/auth\/token$/, async (route) => {
          if (!route.request().postData()?.includes("lockers.act")) await route.continue();
          else if (status === null) await route.abort();
          else await route.fulfill({ status, body: "" });
        });
        await page.goto(gateway.url);
        await page.getByLabel("Name").fill("asha");
        await page.getByLabel("Password").fill("let me in");
        await page.keyboard.press("Enter");
        await page.getByRole("alert").getByText(said).waitFor();
        await revoked;
        assert.equal(await page.evaluate(() => sessionStorage.length), 0);
        await page.context().close();
      });
    }

    it("asks for no wider token than what the gateway says this person may do", async () => {
      gateway = await startStandIn(bank(8, 0));
      const page = await browser.newPage();
      const scopes: unknown[] = [];
      await page.route(/auth\/token$/, async (route) => {
        scopes.push(JSON.parse(route.request().postData() ?? "{}").scope);
        await route.continue();
      });
      await page.route(/api\/me$/, (route) => route.fulfill({ json: { permissions: ["lockers.read"] } }));
      const revoked = page.waitForRequest(/auth\/revoke$/);
      await page.goto(gateway.url);
      await page.getByLabel("Name").fill("asha");
      await page.getByLabel("Password").fill("let me in");
      await page.keyboard.press("Enter");
      await page.locator(".live.live").waitFor();
      await revoked;
      assert.deepEqual(scopes, ["", "lockers.read"]);
      await page.context().close();
    });

    it("lets in nobody to whom the gateway opens nothing", async () => {
      gateway = await startStandIn(bank(8, 0));
      const page = await browser.newPage();
      await page.route(/api\/me$/, (route) => route.fulfill({ status: 401, body: "" }));
      await page.goto(gateway.url);
      await page.getByLabel("Name").fill("asha");
      await page.getByLabel("Password").fill("let me in");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("may not see the board").waitFor();
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      await page.context().close();
    });

    it("sounds once where the sign-in has ended", async () => {
      gateway = await startStandIn(bank(8, 0));
      const { page } = await opened(browser, gateway);
      await page.route(/api\/stream$/, (route) => route.fulfill({ status: 401, body: "" }));
      gateway.cut();
      await page.getByRole("alert").getByText("Your sign-in has ended").waitFor();
      await sounds(page, 0);
      assert.equal((await tonesOf(page))[0], FALLING);
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
