import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { GUIDE } from "../../../nodes/control-room/guide.ts";
import { CAUSES } from "../../../nodes/sos-alert/config.ts";
import { launch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { bank, incident } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

const SCREEN = { width: 1024, height: 600 };

if (needs("chromium")) {
  describe(`what to do about an alarm, on a screen of ${SCREEN.width}x${SCREEN.height}`, function () {
    this.timeout(60_000);
    let browser: Browser;
    let gateway: StandIn;

    before(async () => {
      gateway = await startStandIn(bank(8, 0));
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      await gateway?.close();
    });

    it("can be read without scrolling, whatever the cause", async () => {
      const { page } = await opened(browser, gateway, { viewport: SCREEN });
      const heights: number[] = [];
      for (const [place, cause] of CAUSES.entries()) {
        const title = GUIDE.get(cause)?.title ?? cause;
        gateway.tell({ incidents: [incident("one", { cause, transition: place + 1 })] });
        await page.locator("#incident-title").getByText(title, { exact: true }).waitFor();
        const box = await page.locator(".guide").boundingBox();
        const room = await page.locator(".incident-panel .scroll").boundingBox();
        assert.ok(room);
        assert.ok(box, cause);
        assert.ok(box.height > 0 && box.height <= room.height, `${cause}: ${box.height} of ${room.height}`);
        heights.push(box.height);
      }
      console.log(`    ${heights.length} causes, the longest ${Math.max(...heights).toFixed(0)} pixels`);
      await page.context().close();
    });
  });
}
