import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { launch } from "../../browser/chromium.ts";
import { FALLING, sounds, tonesOf } from "../../browser/tones.ts";
import { needs } from "../../needs.ts";
import { until } from "../../until.ts";
import { bank, incident } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

if (needs("chromium")) {
  describe("a board that hears nothing", function () {
    this.timeout(60_000);
    let browser: Browser;
    let gateway: StandIn;

    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());
    beforeEach(async () => {
      gateway = await startStandIn(bank(50, 0));
    });
    afterEach(() => gateway.close());

    it("says so where the line is open and nothing comes any more, and tries a fresh line by itself", async () => {
      const { page } = await opened(browser, gateway);
      const frozen = Date.now();
      gateway.freeze();
      await page.locator(".banner.lost").waitFor();
      console.log(`    a gateway that has stopped is noticed after ${Date.now() - frozen} ms`);
      await page.getByText("Not known", { exact: true }).waitFor();
      await sounds(page, 0);
      assert.equal((await tonesOf(page))[0], FALLING);
      gateway.heal();
      await page.locator(".banner.lost").waitFor({ state: "detached" });
      await page.getByText("All quiet").waitFor();
      await page.context().close();
    });

    it("sounds again and again until somebody has heard it", async () => {
      const { page } = await opened(browser, gateway);
      gateway.cut();
      await sounds(page, 0);
      // Four tones are one pattern.
      await sounds(page, 4);
      await page.getByRole("button", { name: "Quiet for one minute" }).click();
      await page.getByRole("button", { name: /^Quiet for \d+ s/ }).waitFor();
      gateway.heal();
      await page.locator(".banner.lost").waitFor({ state: "detached" });
      await page.getByRole("button", { name: /^Quiet for/ }).click();
      await page.getByRole("button", { name: "Sound is on" }).waitFor();
      await page.context().close();
    });

    it("comes back with what has changed meanwhile, and one line only", async () => {
      const { page } = await opened(browser, gateway);
      gateway.cut();
      await page.locator(".banner.lost").waitFor();
      gateway.tell({ incidents: [incident("meanwhile")] });
      gateway.heal();
      await page.locator('[data-incident="meanwhile"]').waitFor();
      await page.locator(".banner.lost").waitFor({ state: "detached" });
      await until("one line", () => gateway.streams === 1);
      await page.context().close();
    });

    it("tells a person whose deed got no answer to look whether it was done", async () => {
      gateway.tell({ incidents: [incident("one")] });
      const { page } = await opened(browser, gateway);
      await page.locator('[data-incident="one"]').waitFor();
      await page.keyboard.press("a");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("1");
      gateway.cut();
      await page.locator(".banner.lost").waitFor();
      await page.keyboard.press("Enter");
      await page
        .getByRole("dialog")
        .getByText("if it does not show by then what you did, do it again")
        .waitFor();
      gateway.heal();
      await page.locator(".banner.lost").waitFor({ state: "detached" });
      await page
        .getByRole("dialog")
        .getByRole("button", { name: /^Acknowledge/ })
        .click();
      await until("the acknowledgement", () => gateway.done.length === 1);
      await page.locator(".incident.in-hand").waitFor();
      await page.context().close();
    });

    it("closes the dialog where somebody else was quicker, and says so", async () => {
      gateway.tell({ incidents: [incident("one")] });
      const { page } = await opened(browser, gateway);
      await page.keyboard.press("a");
      await page.getByRole("dialog").waitFor();
      gateway.tell({ incidents: [incident("one", { state: "acknowledged", transition: 2 })] });
      await page.getByText("Somebody else was quicker").waitFor();
      assert.equal(await page.getByRole("dialog").count(), 0);
      await page.context().close();
    });
  });
}
