import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { VisitsAnswer } from "../../../nodes/control-room/protocol.ts";
import { launch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { until } from "../../until.ts";
import { bank, NIGHT, visit } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

if (needs("chromium")) {
  describe("the visits at the board", function () {
    this.timeout(60_000);
    let browser: Browser;
    let gateway: StandIn;
    let page: Page;

    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());
    beforeEach(async () => {
      const visits = [visit("one", { lastOpened: NIGHT - 60_000 })];
      gateway = await startStandIn({ ...bank(40, 0), visits });
      ({ page } = await opened(browser, gateway));
    });
    afterEach(async () => {
      await page.context().close();
      await gateway.close();
    });

    it("end none by a double click while its locker stands open", async () => {
      await page.keyboard.press("5");
      await page.getByRole("button", { name: "End visit at MUM01-0001" }).dblclick();
      const sure = page.getByRole("button", { name: "End all the same at MUM01-0001" });
      await sure.waitFor();
      assert.deepEqual(gateway.done, []);
      await sure.click();
      await page.getByText("Nobody is visiting.").waitFor();
      assert.deepEqual(gateway.done, ["visits one close {}"]);
    });

    it("come over a slow line while more and more changes", async () => {
      const asked: (() => void)[] = [];
      await page.route("**/api/visits", (route) => {
        asked.push(() => void route.continue());
      });
      await page.keyboard.press("5");
      await until("the visits to be asked for", () => asked.length === 1);
      for (const open of [2, 3, 4]) {
        gateway.tell({ visits: { change: 10 + open, open, late: open } });
        await page.getByText(`${open} are overdue`).waitFor();
      }
      assert.equal(asked.length, 1);
      asked[0]?.();
      await page.getByRole("button", { name: "End visit at MUM01-0001" }).waitFor();
      await until("what changed meanwhile to be asked for", () => asked.length === 2);
    });

    it("are asked for again where the line has broken without telling so", async () => {
      let asked = 0;
      await page.route("**/api/visits", (route) => {
        asked += 1;
        // The first one is never answered.
        return asked === 1 ? undefined : route.continue();
      });
      await page.keyboard.press("5");
      await page.locator(".visit-list .problem", { hasText: "The gateway does not answer." }).waitFor();
      await page.getByRole("button", { name: "End visit at MUM01-0001" }).waitFor();
      await page.locator(".visit-list .problem").waitFor({ state: "detached" });
    });

    it("are not said to be as they were where only the answer was lost", async () => {
      await page.keyboard.press("5");
      await page.route("**/api/visits", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        await route.fetch();
        return route.abort();
      });
      await page.locator("#search").fill("0002");
      await page.getByRole("button", { name: "MUM01-0002" }).click();
      await page.getByRole("button", { name: "Open a visit" }).click();
      const told = await page.locator(".visit-form .problem").textContent();
      assert.match(told ?? "", /^The gateway does not answer\. Wait .* if it does not show/);
      assert.equal(gateway.done.length, 1);
      await page.getByRole("button", { name: "End visit at MUM01-0002" }).waitFor();
    });

    it("say how many more are over than are shown", async () => {
      const over = visit("two", { closedAt: NIGHT, closedBy: "asha", state: "over" });
      const json: VisitsAnswer = { sites: ["MUM01"], visits: [over], ended: 2_000 };
      await page.route("**/api/visits", (route) => route.fulfill({ json }));
      await page.keyboard.press("5");
      await page.getByText("These are the last 1 of 2,000 that ended today.").waitFor();
    });
  });
}
