import assert from "node:assert/strict";
import { launch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { bank, visit } from "../made.ts";
import { startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

if (needs("chromium")) {
  describe("a day report and a visit at the board", function () {
    this.timeout(60_000);

    it("print in a tab with their own style and no token, and register by keyboard alone", async () => {
      const browser = await launch();
      const gateway = await startStandIn({
        ...bank(40, 0),
        visits: [visit("one", { locker: "MUM01-0030" })],
      });
      try {
        const { page, problems } = await opened(browser, gateway);
        await page.keyboard.press("6");
        const tab = page.waitForEvent("popup");
        await page.getByRole("button", { name: "Print" }).click();
        const printed = await tab;
        await printed.getByText("Locker openings of").waitFor();
        assert.match(printed.url(), /^blob:/);
        assert.equal(
          await printed.evaluate(
            () => getComputedStyle(document.querySelector("table") ?? document.body).borderCollapse,
          ),
          "collapse",
        );
        await printed.close();
        await page.keyboard.press("5");
        await page.locator("#search").waitFor();
        await page.keyboard.press("/");
        await page.locator("#search:focus").waitFor();
        await page.keyboard.type("0002");
        await page.getByRole("button", { name: "MUM01-0002" }).waitFor();
        await page.keyboard.press("Enter");
        await page.getByRole("button", { name: "Open a visit" }).waitFor();
        await page.keyboard.press("Enter");
        await page.getByRole("button", { name: "End visit at MUM01-0002" }).waitFor();
        assert.deepEqual(gateway.done.at(-1), 'visits   {"locker":"MUM01-0002","hirer":"H-0009"}');
        assert.deepEqual(problems, []);
      } finally {
        await browser.close();
        await gateway.close();
      }
    });
  });
}
