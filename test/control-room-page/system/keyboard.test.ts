import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launch, watch } from "../../browser/chromium.ts";
import { needs } from "../../needs.ts";
import { until } from "../../until.ts";
import { bank, incident, NIGHT } from "../made.ts";
import { type StandIn, startStandIn } from "../stand-in.ts";

const REMARK = "Branch called, they are looking.";

if (needs("chromium")) {
  describe("the board without a mouse", function () {
    this.timeout(60_000);
    let browser: Browser;
    let gateway: StandIn;
    let page: Page;
    let problems: readonly string[];

    const press = (...keys: readonly string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    const chosen = () => page.locator('[aria-current="true"][data-incident]').getAttribute("data-incident");
    const asked = (what: string) =>
      until(`the gateway to be asked: ${what}`, () => gateway.done.find((line) => line.startsWith(what)));

    before(async () => {
      const { incidents: _, ...rest } = bank(500, 0);
      gateway = await startStandIn({
        ...rest,
        incidents: [
          incident("forced"),
          incident("tamper", { cause: "tamper", alarmedAt: NIGHT - 60_000 }),
          incident("held", { cause: "held-open", priority: 2 }),
          incident("stands", {
            cause: "tamper",
            state: "acknowledged",
            acknowledged: { by: "asha", at: NIGHT },
          }),
        ],
      });
      browser = await launch();
      page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
      page.setDefaultTimeout(20_000);
      problems = watch(page);
      await page.goto(gateway.url);
    });
    after(async () => {
      await browser?.close();
      await gateway?.close();
    });

    it("signs in from the first key", async () => {
      await page.locator("input:focus").waitFor();
      await page.keyboard.type("asha");
      await press("Tab");
      await page.keyboard.type("let me in");
      await press("Enter");
      await page.locator(".live.live").waitFor();
      assert.equal(await chosen(), "forced");
    });

    it("goes from alarm to alarm, and acknowledges by three keys", async () => {
      await press("j");
      assert.equal(await chosen(), "tamper");
      await press("ArrowDown", "k", "k");
      assert.equal(await chosen(), "forced");
      await press("a", "1", "Enter");
      assert.match(await asked("acknowledge forced"), new RegExp(REMARK));
      await page.getByRole("dialog").waitFor({ state: "detached" });
      // What is acknowledged moves down, and the cursor goes with it.
      await until(
        "the acknowledged alarm to be in hand",
        async () => (await page.locator(".incident.in-hand").count()) === 2,
      );
      assert.equal(await chosen(), "forced");
    });

    it("lets a remark be edited, and asks for one", async () => {
      await press("k", "k", "k");
      assert.equal(await chosen(), "tamper");
      await press("a", "Enter");
      await page.getByRole("dialog").getByRole("alert").getByText("Write a remark").waitFor();
      await press("2");
      await page.keyboard.type(" Arrives at 03:30.");
      await press("Enter");
      assert.match(await asked("acknowledge tamper"), /Guard sent\. Arrives at 03:30\./);
    });

    it("shelves for a time", async () => {
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await until(
        "the alarm before to be in hand",
        async () => (await page.locator(".incident.in-hand").count()) === 3,
      );
      await press("k", "k", "k");
      assert.equal(await chosen(), "held");
      await press("s", "6", "Shift+Tab", "Control+A");
      await page.keyboard.type("45");
      await press("Enter");
      assert.match(await asked("shelve held"), /"minutes":45/);
      await page.locator(".incident.shelved").waitFor();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      for (const key of ["a", "r", "s"]) {
        await press(key);
        await page.locator(".toast.shown").getByText("Take it from the shelf first").waitFor();
      }
    });

    it("resets what still stands only when it is meant", async () => {
      await page.getByRole("dialog").waitFor({ state: "detached" });
      for (let step = 0; step < 4 && (await chosen()) !== "stands"; step++) await press(step < 2 ? "j" : "k");
      await page.locator('[data-incident="stands"]').focus();
      await press("r", "3", "Enter");
      await page.getByRole("alert").getByText("still stands").waitFor();
      assert.equal(
        gateway.done.some((line) => line.startsWith("reset")),
        false,
      );
      await press("Shift+Tab", "Space", "Enter");
      assert.match(await asked("reset stands"), /"despite":true/);
      await page.locator('[data-incident="stands"]').waitFor({ state: "detached" });
    });

    it("finds a locker, and moves among them by the arrows", async () => {
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await press("/");
      await page.locator("#search:focus").waitFor();
      await page.keyboard.type("MUM01");
      await page.getByRole("heading", { name: "400 lockers", exact: true }).waitFor();
      await page.locator(".tile").first().focus();
      await press("ArrowRight", "ArrowRight");
      await page.locator(".locker-panel").getByText("MUM01-0003").waitFor();
      await press("End");
      await page.locator(".locker-panel").getByText("MUM01-0400").waitFor();
      await page.locator(".tile:focus", { hasText: "0400" }).waitFor();
      await press("Home");
      await page.locator(".tile:focus", { hasText: "0001" }).waitFor();
    });

    it("reaches every part by Tab, and shows where it is", async () => {
      await press("1");
      const reached = new Set<string>();
      for (let step = 0; step < 60; step++) {
        await press("Tab");
        const where = await page.evaluate(() => {
          const element = document.activeElement;
          if (!(element instanceof HTMLElement) || element === document.body) return null;
          const part = element.closest("nav, .tray, .incident-list, .actions, .scroll, .sites")?.className;
          return { part: part ?? element.tagName, seen: getComputedStyle(element).outlineStyle !== "none" };
        });
        if (where === null) continue;
        assert.ok(where.seen, `the cursor cannot be seen in ${where.part}`);
        reached.add(where.part);
      }
      for (const part of ["", "tray", "panel incident-list", "actions", "scroll"]) {
        assert.ok(
          reached.has(part),
          `Tab never comes to ${part || "nav"}, only to ${[...reached].join(", ")}`,
        );
      }
    });

    it("changes theme and size, shows the keys, and gives them up where they are in the way", async () => {
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      const first = await theme();
      await press("t");
      await until("the other theme", async () => (await theme()) !== first);
      const second = await theme();
      await press("t");
      await until("another one again", async () => (await theme()) !== second);
      await press("w");
      await page.locator(".wall").waitFor();
      await press("w");
      await page.locator(".wall").waitFor({ state: "detached" });
      await press("?");
      await page.getByRole("dialog").getByText("Acknowledge it").waitFor();
      await press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "This screen" }).focus();
      await press("Enter");
      await page.getByLabel("Shortcuts of one key").focus();
      await press("Space", "Escape", "a");
      assert.equal(await page.getByRole("dialog").count(), 0);
    });

    it("met no error that nobody saw", () => assert.deepEqual(problems, []));
  });
}
