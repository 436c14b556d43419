import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { BoardIncident, Delta } from "../../../nodes/control-room/protocol.ts";
import { launch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { type Bank, bank, NIGHT } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

const LOCKERS = 10_000;
const INCIDENTS = 500;
const UPDATES = 60;

declare global {
  interface Window {
    /** Milliseconds from the beginning of each frame in which the page did something to the end of its painting. */
    painted?: number[];
    /** Milliseconds in which the page has read what it was told. */
    read?: number;
  }
}

if (needs("chromium")) {
  describe(`the board of a bank with ${LOCKERS} lockers and ${INCIDENTS} open incidents`, function () {
    this.timeout(120_000);
    let browser: Browser;
    let gateway: StandIn;
    let page: Page;
    let all: Bank;

    before(async () => {
      all = bank(LOCKERS, INCIDENTS);
      gateway = await startStandIn(all);
      browser = await launch();
      ({ page } = await opened(browser, gateway, { viewport: { width: 1920, height: 1080 } }));
      await page.evaluate(() => {
        window.painted = [];
        window.read = 0;
        const parse = JSON.parse;
        JSON.parse = (...given: Parameters<typeof parse>) => {
          const began = performance.now();
          const found: unknown = parse(...given);
          window.read = (window.read ?? 0) + performance.now() - began;
          return found;
        };
        const request = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (draw) =>
          request((time) => {
            const began = performance.now();
            draw(time);
            // The message comes after what was drawn has been laid out and painted.
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => window.painted?.push(performance.now() - began);
            port2.postMessage(null);
          });
      });
    });
    after(async () => {
      await browser?.close();
      await gateway?.close();
    });

    let told = 0;
    /** Sends one update after the other, each when the one before is on the screen. */
    async function measure(what: string, update: (round: number) => Omit<Delta, "type">): Promise<void> {
      const longest: number[] = [];
      for (let round = 0; round < UPDATES; round++) {
        await page.evaluate(() => {
          window.painted = [];
          window.read = 0;
        });
        // The number beside the outbox says which update the page has drawn.
        told += 1;
        gateway.tell({ ...update(round), outbox: { waiting: 0, parked: told, dead: 0, overdue: 0 } });
        await page.waitForFunction(
          (wanted) =>
            document.querySelector(".top nav .number")?.textContent === wanted &&
            (window.painted?.length ?? 0) > 0,
          String(told),
        );
        longest.push(await page.evaluate(() => (window.read ?? 0) + Math.max(...(window.painted ?? []))));
      }
      longest.sort((one, other) => one - other);
      const at = (part: number) => (longest[Math.floor((longest.length - 1) * part)] ?? 0).toFixed(0);
      console.log(
        `    ${what}: ${at(0.5)} ms an update, ${at(0.95)} ms at the 95th percentile, ${at(1)} ms at most`,
      );
    }

    function changed(round: number): BoardIncident {
      const [first] = all.incidents;
      assert.ok(first);
      const alarmedAt = NIGHT + 1_000 * (round + 1);
      return {
        ...first,
        alarmedAt,
        transition: round + 2,
        count: round + 2,
        summary: `Told for the ${round}th time.`,
      };
    }

    it("draws no more than can be seen", async () => {
      assert.ok((await page.locator(".incident").count()) < 40);
      await page.keyboard.press("2");
      await page.getByRole("heading", { name: "10,000 lockers" }).waitFor();
      assert.ok((await page.locator(".tile").count()) < 1_000);
      assert.ok((await page.evaluate(() => document.querySelectorAll("*").length)) < 6_000);
    });

    it("shows a door that opens among all the others", async () => {
      const [door] = all.lockers.filter(({ site }) => site === "BLR01");
      assert.ok(door);
      const last = page.getByRole("button", { name: `${door.id}: Open` });
      await last.or(page.getByRole("button", { name: `${door.id}: Closed` })).waitFor();
      await measure("one locker", (round) => ({
        lockers: [{ ...door, door: round % 2 === 0 ? "closed" : "open" }],
      }));
      await last.waitFor();
    });

    it("shows a burst: 500 lockers, 200 units and 50 incidents at once", async () => {
      await measure("500 lockers, 200 units, 50 incidents", (round) => ({
        lockers: all.lockers.slice(0, 500).map((one) => ({ ...one, at: NIGHT + round })),
        units: all.units.slice(0, 200).map((one) => ({ ...one, seenAt: NIGHT + round })),
        incidents: [
          changed(round),
          ...all.incidents.slice(1, 50).map((one) => ({ ...one, transition: round + 2 })),
        ],
      }));
      await page.keyboard.press("1");
      await page
        .locator(".incident")
        .getByText(`Told for the ${UPDATES - 1}th time.`)
        .waitFor();
    });

    it("shows an incident that alarms again above 499 others", async () => {
      await measure("one incident", (round) => ({
        incidents: [{ ...changed(UPDATES + round), summary: `Told again for the ${round}th time.` }],
      }));
      await page
        .locator(".incident")
        .getByText(`Told again for the ${UPDATES - 1}th time.`)
        .waitFor();
    });

    it("shows all units going offline in one moment", async () => {
      await page.keyboard.press("2");
      await page.locator(".tile").first().waitFor();
      await measure("all 1,250 units", (round) => ({
        units: all.units.map((one) => ({ ...one, online: round % 2 === 1 })),
      }));
      await page.locator(".legend .offline").getByText("0", { exact: true }).waitFor();
    });
  });
}
