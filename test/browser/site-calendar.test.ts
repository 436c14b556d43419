import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { needs } from "../needs.ts";
import type { Account } from "../node-red-admin.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { launch } from "./chromium.ts";
import { type Dialog, Editor } from "./editor.ts";

if (needs("chromium")) {
  describe("the dialog of site-calendar", function () {
    this.timeout(120_000);
    let red: NodeRedProcess;
    let browser: Browser;
    let editor: Editor;
    let window: Dialog;
    let calendar: Dialog;

    before(async () => {
      red = await startNodeRed({ flows: [] });
      browser = await launch();
      editor = await Editor.open(browser, red.url);
      const id = await editor.drag("access-window", { x: 300, y: 300 });
      window = await editor.edit(id, "name");
      calendar = await window.add("calendar");
    });
    after(async () => {
      await browser?.close();
      await red?.stop();
    });
    afterEach(() => {
      assert.deepEqual(editor.problems, []);
    });

    const labelled = (name: string): Locator => editor.page.getByLabel(name, { exact: true });
    const press = (name: string): Promise<void> => editor.page.getByRole("button", { name }).click();
    const says = (words: string | RegExp): Promise<void> => editor.page.getByText(words).first().waitFor();

    it("says in a fresh calendar that this year's holidays are missing", async () => {
      await says(/^The holidays of [\d, ]+ are not complete: nothing in that year counts as inside/);
    });

    it("says what is wrong with a day's hours, and is content when they are right", async () => {
      const monday = labelled("Monday");
      await monday.fill("10-13");
      const sentence = 'Monday: "10-13" is not a span of time. Write 10:00-13:30, 14:30-17:00, or closed.';
      await says(sentence);
      await says("Mend what is marked above, then the answer appears here.");
      await monday.fill("10:00-13:30, 14:30-17:00");
      await editor.page.getByText(sentence).waitFor({ state: "detached" });
    });

    it("checks the time zone", async () => {
      await calendar.field("timeZone").fill("Mumbai");
      assert.equal(
        await calendar.check("timeZone").textContent(),
        "Choose a time zone of the list, such as Asia/Kolkata.",
      );
      await calendar.field("timeZone").fill("Asia/Kolkata");
      assert.equal(await calendar.check("timeZone").textContent(), "");
    });

    it("takes holidays from a file after they were looked through", async () => {
      const file = join(red.userDir, "holidays.csv");
      writeFileSync(file, "Date,Name\n26/01/2026,Republic Day\n03/04/2026,Good Friday\n2026-11-09,Diwali\n");
      await editor.page.getByText("Import holidays...").click();
      await labelled("Years").fill("2026");
      await editor.page.locator("#sl-cal-import-file").setInputFiles(file);
      await says("Line 3: the date can be read in two ways. Write it as 2026-01-26.");
      await says(/Monday, January 26, 2026: Republic Day/);
      await press("Add the chosen days");
      assert.equal(await calendar.field("years").inputValue(), "2026");
    });

    it("suggests holidays of a country without calling the year complete", async () => {
      await labelled("Years").fill("2027");
      await editor.page.getByText("Suggestions for a country...").click();
      await labelled("country").selectOption({ label: "India" });
      await labelled("state").selectOption({ label: "Maharashtra" });
      await press("Suggest");
      await says(/Suggestions miss days that are proclaimed/);
      await press("Add the chosen days");
      assert.equal(await calendar.field("years").inputValue(), "2026");
    });

    it("answers whether the branch is open, by the rules that judge events", async () => {
      const at = labelled("At");
      await at.fill("2026-11-23T11:02");
      await says(
        "Inside the hours. Opened at 11:02 on Monday 23 November 2026 at the branch's clock; the access hours on Mondays are 10:00-13:30 and 14:30-17:00.",
      );
      await at.fill("2026-11-23T14:00");
      await says(/^Outside the hours\. Opened at 14:00 on Monday 23 November 2026/);
      await at.fill("2026-11-09T11:00");
      await says(/that day is a holiday \(Diwali\)\.$/);
    });

    it("closes the branch by one switch, and wants a reason", async () => {
      await labelled("The branch is closed by emergency now").check();
      await says("Reason: fill this in.");
      await labelled("Reason").fill("water in the vault");
      await editor.page.getByText("Reason: fill this in.").waitFor({ state: "hidden" });
      await labelled("At").fill("2100-01-04T11:00");
      await says(/the branch is closed by emergency from .* \(water in the vault\)\.$/);
    });

    it("saves all of it, and shows it again", async () => {
      await calendar.field("name").fill("Mumbai Fort");
      await calendar.ok();
      await window.ok();
      await editor.deploy();
      const [saved] = (await red.admin.flows()).filter(({ type }) => type === "site-calendar");
      assert.ok(saved);
      assert.equal(saved.timeZone, "Asia/Kolkata");
      const { schedules, holidays, closures } = saved;
      assert.ok(Array.isArray(schedules) && Array.isArray(holidays) && Array.isArray(closures));
      assert.equal(schedules[0].mon, "10:00-13:30, 14:30-17:00");
      assert.deepEqual(schedules[0].rules, [{ nth: "2, 4", weekday: "sat", hours: "closed" }]);
      assert.deepEqual(
        holidays.filter(({ date }) => date < "2027"),
        [
          { date: "2026-01-26", name: "Republic Day" },
          { date: "2026-11-09", name: "Diwali" },
        ],
      );
      assert.ok(holidays.some(({ date, name }) => date === "2027-01-26" && name === "Republic Day"));
      assert.equal(closures.length, 1);
      assert.deepEqual([closures[0].until, closures[0].reason], ["", "water in the vault"]);
    });
  });

  describe("the holidays of the gateway", function () {
    this.timeout(60_000);
    const officer: Account = { username: "officer", password: "for tests only", permissions: "*" };
    let red: NodeRedProcess;
    before(async () => {
      red = await startNodeRed({ flows: [], accounts: [officer] });
    });
    after(() => red?.stop());

    it("are for people who have signed in", async () => {
      const path = "smart-lockers/holidays/places?country=IN";
      assert.equal((await fetch(`${red.url}/${path}`)).status, 401);
      const response = await fetch(`${red.url}/${path}`, {
        headers: { authorization: `Bearer ${red.admin.token}` },
      });
      assert.equal(response.status, 200);
      assert.match(await response.text(), /Maharashtra/);
    });
  });
}
