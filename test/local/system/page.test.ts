import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { type PageServer, servePage } from "../../../gateway/local/page-server.ts";
import { launch, watch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { type StandInRun, sendSms, startStandInRun } from "../stand-in-run.ts";

if (needs("chromium")) {
  describe("the handset page", function () {
    this.timeout(60_000);
    let run: StandInRun;
    let server: PageServer;
    let browser: Browser;
    let page: Page;
    let problems: readonly string[];

    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());

    beforeEach(async () => {
      run = await startStandInRun();
      server = await servePage(run, 0);
      page = await browser.newPage({ viewport: { width: 1024, height: 600 } });
      problems = watch(page);
      await page.goto(server.url);
      await door("0003").click();
    });

    afterEach(async () => {
      await page.close();
      await server.close();
      await run.stop();
      assert.deepEqual(problems, []);
    });

    const door = (number: string) => page.locator(".door", { hasText: number });
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
    const told = (where: string, text: string) => page.locator(where).getByText(text).first().waitFor();

    it("shows a locker broken open and closed again", async () => {
      await press("Break open");
      await page.locator(".door.forced", { hasText: "0003" }).waitFor();
      await told("#trace", "broken open");
      await told("#trace", "stored after");
      await press("Close");
      await page.locator(".door:not(.forced, .open)", { hasText: "0003" }).waitFor();
    });

    it("shows what a cut unit keeps, until the line is mended", async () => {
      await press("Cut the line");
      await page.locator(".cabinet.offline").waitFor();
      await press("Open");
      await told("#trace", "not yet sent");
      await told(".cabinet.offline .held", "1");
      await press("Mend the line");
      await told("#trace", "stored after");
      assert.equal(await page.locator(".cabinet.offline").count(), 0);
    });

    it("shows each hirer's messages on the hirer's own phone, and where others wait", async () => {
      await sendSms(run, "+918123456703", "For Leela");
      await sendSms(run, "+918123456704", "For Vikram");
      await told("#phone-messages", "For Leela");
      assert.equal(await page.locator("#phone-messages").getByText("For Vikram").count(), 0);
      await page.locator("#hirer-choice .unread").click();
      await told("#phone-messages", "For Vikram");
      assert.equal(await page.locator("#hirer-choice .unread").count(), 0);
    });

    it("raises an SOS that cannot be overlooked, once however many channels it came by", async () => {
      await told("#desk", "All quiet");
      const text = "Locker MUM01-0003 was forced open <b>at night</b>";
      await sendSms(run, "+918123456790", text);
      await told("#desk", text);
      assert.equal(await page.locator(".sos-card").count(), 1);
      assert.equal(await page.locator(".sos-card b").count(), 0);
      await press("Clear the desk");
      await told("#desk", "All quiet");
    });

    it("shows everything again to who comes back", async () => {
      await sendSms(run, "+918123456703", "For Leela");
      await told("#phone-messages", "For Leela");
      await page.reload();
      await door("0003").click();
      await told("#phone-messages", "For Leela");
    });

    it("asks for day and night at the branch", async () => {
      await told("#branch-hours", "Closed");
      await press("Day");
      await told("#branch-hours", "Open");
      assert.deepEqual(run.daylights, ["day"]);
    });

    it("says so when the local run is gone", async () => {
      await server.close();
      await page.getByRole("alert").getByText("Start it again with npm start").waitFor();
    });

    for (const { width, height } of [
      { width: 1024, height: 600 },
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      it(`fits a screen of ${width} x ${height}`, async () => {
        await page.setViewportSize({ width, height });
        await sendSms(run, "+918123456790", "An SOS with a longwordthatcannotbebroken".repeat(6));
        await page.locator(".sos-card").waitFor();
        const size = await page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement;
          return { scrollWidth, scrollHeight };
        });
        assert.equal(size.scrollWidth, width);
        if (width >= 1024) assert.equal(size.scrollHeight, height);
      });
    }

    it("is read on either ground, as its user wishes", async () => {
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      const first = await theme();
      await press("Light or dark page");
      const second = await theme();
      assert.deepEqual([first, second].sort(), ["dark", "light"]);
      await page.reload();
      assert.equal(await theme(), second);
    });
  });
}
