import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { violations } from "../../browser/axe.ts";
import { launch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { bank, COUNTER, incident, NIGHT, visit } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";
import { opened } from "./opened.ts";

const SIZES = [
  { width: 1024, height: 600 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
] as const;

/** Every view and dialog, and how one gets there from the alarms. */
const VIEWS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  alarms: async () => {},
  lockers: async (page) => {
    await page.keyboard.press("2");
    await page.locator(".tile").nth(3).click();
    await page.locator(".locker-panel h2").waitFor();
  },
  "alarms that are over": async (page) => {
    await page.keyboard.press("3");
    await page.getByRole("cell").first().waitFor();
  },
  "all events": async (page) => {
    await page.keyboard.press("3");
    await page.getByRole("button", { name: "All events" }).click();
    await page.getByRole("cell", { name: "closed", exact: true }).first().waitFor();
  },
  outbox: async (page) => {
    await page.keyboard.press("4");
    await page.getByRole("cell").first().waitFor();
  },
  visits: async (page) => {
    await page.keyboard.press("5");
    await page.locator("tr.late").waitFor();
  },
  "a visit to open": async (page) => {
    await page.keyboard.press("5");
    await page.locator("#search").waitFor();
    await page.keyboard.press("/");
    await page.locator("#search:focus").waitFor();
    await page.keyboard.type("0001");
    await page.locator(".found button").first().click();
    await page.getByRole("radio").first().waitFor();
  },
  "the day report": async (page) => {
    await page.keyboard.press("6");
    await page.getByRole("cell").first().waitFor();
    await page.locator("summary").click();
  },
  "a theft to confirm": async (page) => {
    await page.getByRole("button", { name: "Confirm the theft" }).click();
    await page.getByRole("dialog").waitFor();
  },
  "the wall screen": async (page) => {
    await page.keyboard.press("w");
    await page.locator(".card").first().waitFor();
  },
  "an acknowledgement": async (page) => {
    await page.keyboard.press("a");
    await page.getByRole("dialog").waitFor();
  },
  "a reset although it still stands": async (page) => {
    await page.locator('[data-incident="stands"]').click();
    await page.keyboard.press("r");
    await page.getByLabel("still stands").waitFor();
  },
  "a shelving": async (page) => {
    await page.locator('[data-incident="stands"]').click();
    await page.keyboard.press("s");
    await page.getByRole("group", { name: "For how long" }).waitFor();
  },
  help: async (page) => {
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },
  "the settings of the screen": async (page) => {
    await page.getByRole("button", { name: "This screen" }).click();
    await page.getByRole("dialog").waitFor();
  },
  "an alarm of the past": async (page) => {
    await page.keyboard.press("3");
    await page.getByRole("cell").getByRole("button").first().click();
    await page.getByRole("dialog").getByText("Course").waitFor();
  },
};

if (needs("chromium")) {
  describe("the board's page, for whoever sees or handles it otherwise", function () {
    this.timeout(120_000);
    let browser: Browser;
    let busy: StandIn;
    let calm: StandIn;
    let counter: StandIn;

    before(async () => {
      browser = await launch();
      const { incidents, ...rest } = bank(900, 12);
      const stands = incident("stands", {
        ...{ cause: "tamper", state: "acknowledged", summary: "Unit MUM01-U01 at MUM01 reports tampering." },
        acknowledged: { by: "asha", at: incident("").raisedAt },
      });
      const late = { dueAt: NIGHT - 1, locker: "MUM01-0007", lastOpened: NIGHT - 500_000 };
      const visits = [
        visit("one"),
        visit("two", late),
        visit("three", { closedAt: NIGHT, closedBy: "asha" }),
      ];
      busy = await startStandIn({ ...rest, incidents: [...incidents, stands], visits });
      calm = await startStandIn({ ...rest, incidents: [] });
      counter = await startStandIn({ ...rest, incidents: [], visits }, { as: COUNTER });
    });
    after(async () => {
      await browser?.close();
      await busy?.close();
      await calm?.close();
      await counter?.close();
    });

    for (const colorScheme of ["dark", "light"] as const) {
      for (const viewport of SIZES) {
        it(`has nothing that axe objects to in any view, ${colorScheme}, ${viewport.width}x${viewport.height}`, async () => {
          // Without motion, so that nothing is looked at while it fades.
          const options = { colorScheme, viewport, reducedMotion: "reduce" } as const;
          const { page, problems } = await opened(browser, busy, options);
          const wrong: string[] = [];
          for (const [view, go] of Object.entries(VIEWS)) {
            await page.goto(`${busy.url}#alarms`);
            await page.reload();
            await page.locator(".live.live").first().waitFor();
            await go(page);
            for (const violation of await violations(page)) wrong.push(`${view}: ${violation}`);
            const beyond = await beyondTheEdge(page);
            if (beyond > 0) wrong.push(`${view}: ${beyond} pixels are beyond the edge`);
            if (view === "the wall screen") await page.keyboard.press("w");
          }
          assert.deepEqual(wrong, []);
          assert.deepEqual(problems, []);
          await page.context().close();

          const quiet = await opened(browser, calm, options);
          await quiet.page.getByText("All quiet").waitFor();
          assert.deepEqual(await violations(quiet.page), []);
          calm.cut();
          await quiet.page.locator(".banner.lost").waitFor();
          assert.deepEqual(await violations(quiet.page), []);
          calm.heal();
          await quiet.page.getByRole("button", { name: /sign out/ }).click();
          await quiet.page.getByLabel("Name").waitFor();
          assert.deepEqual(await violations(quiet.page), []);
          await quiet.page.context().close();

          const { page: clerks } = await opened(browser, counter, options);
          await clerks.locator("tr.late").waitFor();
          assert.deepEqual(await violations(clerks), []);
          assert.equal(await beyondTheEdge(clerks), 0);
          await clerks.context().close();
        });
      }
    }
  });
}

/** Pixels by which the page is wider or higher than the screen. */
function beyondTheEdge(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    const edges = [...document.querySelectorAll(".top button, .wall > header > *")].map(
      (element) => element.getBoundingClientRect().right - innerWidth,
    );
    return Math.max(0, scrollWidth - clientWidth, scrollHeight - clientHeight, ...edges);
  });
}
