import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { violations } from "../../browser/axe.ts";
import { launch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { bank, gateway as gatewayIs, incident, NIGHT } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

const FULL = "The disk is full, so the journal takes nothing in.";

if (needs("chromium")) {
  describe("a board without alarms", function () {
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

    it("is not called quiet while something is wrong with the gateway", async () => {
      const { page } = await opened(browser, gateway);
      const title = page.locator("#quiet-title");
      await title.getByText("All quiet").waitFor();
      gateway.tell({ gateway: gatewayIs({ problems: [FULL] }) });
      await title.getByText("Not known").waitFor();
      await page.getByRole("alert").getByText(FULL).waitFor();
      assert.equal(await page.getByText("No alarm is open.").count(), 0);
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press("w");
      await page.locator(".wall #quiet-title").getByText("Not known").waitFor();
      gateway.tell({ gateway: gatewayIs() });
      await title.getByText("All quiet").waitFor();
      await page.context().close();
    });

    it("says on the wall what is shelved", async () => {
      const deed = { by: "asha", at: NIGHT };
      const shelved = { ...deed, until: NIGHT + 3_600_000 };
      gateway.tell({ incidents: [incident("one", { cause: "tamper", state: "shelved", shelved })] });
      const { page } = await opened(browser, gateway);
      await page.keyboard.press("w");
      const title = page.locator(".wall #quiet-title");
      await title.getByText("1 alarm is shelved").waitFor();
      assert.equal(await page.getByText("No alarm is open.").count(), 0);
      assert.deepEqual(await violations(page), []);
      gateway.tell({ ended: ["one"] });
      await title.getByText("All quiet").waitFor();
      await page.context().close();
    });
  });
}
