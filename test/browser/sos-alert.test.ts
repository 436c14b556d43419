import assert from "node:assert/strict";
import type { Browser, Locator } from "playwright-core";
import { needs } from "../needs.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { launch } from "./chromium.ts";
import { type Dialog, Editor } from "./editor.ts";

const OLD = "old";

/** As version 1 of the node was saved: without tiers, tables, and a version. */
const FLOWS = [
  { id: "tab", type: "tab", label: "alarms" },
  { id: OLD, type: "sos-alert", z: "tab", name: "", alarmAgainAfter: 20, x: 300, y: 200, wires: [[], []] },
];

if (needs("chromium")) {
  describe("the dialog of sos-alert", function () {
    this.timeout(120_000);
    let red: NodeRedProcess;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
      red = await startNodeRed({ flows: FLOWS });
      browser = await launch();
      editor = await Editor.open(browser, red.url);
    });
    after(async () => {
      await browser?.close();
      await red?.stop();
    });
    afterEach(() => {
      assert.deepEqual(editor.problems, []);
    });

    const labelled = (name: string): Locator => editor.page.getByLabel(name, { exact: true });
    const tiers = (priority: string) => labelled(`${priority}: Minutes to the next tier`);
    const says = (words: string): Promise<void> => editor.page.getByText(words).first().waitFor();

    async function saved(id: string): Promise<Record<string, unknown>> {
      await editor.deploy();
      const node = (await red.admin.flows()).find((one) => one.id === id);
      assert.ok(node);
      return node;
    }

    describe("of a node that an older version saved", () => {
      let dialog: Dialog;

      it("shows what is in force: no tiers, no repetition, and the priorities of then", async () => {
        dialog = await editor.edit(OLD, "name");
        for (const priority of ["1 act now", "2 act soon", "3 act today"]) {
          assert.equal(await tiers(priority).inputValue(), "");
          assert.equal(await labelled(`${priority}: Then again every (min)`).inputValue(), "0");
        }
        assert.equal(await labelled("unit offline: Branch closed").inputValue(), "2");
        assert.equal(await dialog.field("shelveAtMost").inputValue(), "480");
        assert.equal(await dialog.field("alarmAgainAfter").inputValue(), "20");
      });

      it("takes what is usual today at the press of one button, and is saved as of today", async () => {
        await editor.page.getByRole("button", { name: "All as usual" }).click();
        assert.equal(await tiers("1 act now").inputValue(), "2, 5");
        assert.equal(await labelled("unit offline: Branch closed").inputValue(), "1");
        await dialog.ok();
        const { priorities, escalation, version, shelveAtMost, alarmAgainAfter } = await saved(OLD);
        assert.deepEqual(
          [priorities, version, Number(shelveAtMost), Number(alarmAgainAfter)],
          [[], 2, 480, 20],
        );
        assert.deepEqual(escalation, [
          { priority: "1", escalate: "2, 5", repeat: "5" },
          { priority: "2", escalate: "10, 20", repeat: "30" },
          { priority: "3", escalate: "", repeat: "0" },
        ]);
      });
    });

    describe("of a new node", () => {
      let id: string;
      let dialog: Dialog;

      it("says below a row what is wrong with it, and is content when it is right", async () => {
        id = await editor.drag("sos-alert", { x: 500, y: 400 });
        dialog = await editor.edit(id, "name");
        await tiers("1 act now").fill("2, soon");
        const sentence =
          "Minutes to the next tier: enter minutes one after the other with commas between them, as 2, 5. At most 8, each from 1 to 1440; empty for none.";
        await says(sentence);
        await tiers("1 act now").fill("1, 3, 10");
        await editor.page.getByText(sentence).waitFor({ state: "detached" });
      });

      it("has a table of priorities that is filled in by the keyboard alone", async () => {
        const first = labelled("held open: Branch open");
        await first.focus();
        await editor.page.keyboard.press("3");
        await editor.page.keyboard.press("Tab");
        const next = labelled("held open: Branch closed");
        assert.ok(await next.evaluate((select) => select === document.activeElement));
        await editor.page.keyboard.press("1");
        assert.deepEqual([await first.inputValue(), await next.inputValue()], ["3", "1"]);
      });

      it("saves of the table what is not as usual, and shows it again", async () => {
        await dialog.field("name").fill("night desk");
        await dialog.ok();
        const node = await saved(id);
        assert.deepEqual(node.priorities, [{ cause: "held-open", open: "3", closed: "1" }]);
        await editor.edit(id, "name");
        assert.equal(await labelled("held open: Branch open").inputValue(), "3");
        assert.equal(await labelled("forced open: Branch open").inputValue(), "1");
        assert.equal(await tiers("1 act now").inputValue(), "1, 3, 10");
        await dialog.cancel();
      });
    });
  });
}
