import assert from "node:assert/strict";
import { DEFAULT_CODES } from "../../nodes/domain/dc09-codes.ts";
import { needs } from "../needs.ts";
import type { Dialog } from "./editor.ts";
import { freshEditor } from "./fresh-editor.ts";

if (needs("chromium")) {
  describe("the dialog of dc09-out", function () {
    this.timeout(120_000);
    const red = freshEditor();
    afterEach(() => {
      assert.deepEqual(red.editor.problems, []);
    });

    const cell = (dialog: Dialog, name: string) => dialog.row("codes").getByLabel(name, { exact: true });
    const said = async (dialog: Dialog, row: "codes" | "zones") =>
      (await dialog.row(row).locator("td.sl-check").allTextContents()).join("");

    /** A field of a node, as it would be deployed. */
    const saved = (id: string, field: string): Promise<unknown> =>
      red.editor.page.evaluate(
        ([node, name]) => Reflect.get(Reflect.get(window, "RED").nodes.node(node), name),
        [id, field] as const,
      );

    it("shows the code of every cause, says what is wrong in its row, and saves only what was changed", async () => {
      const id = await red.editor.drag("dc09-out", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "account");
      assert.equal(await dialog.row("codes").locator("th[scope=row]").count(), DEFAULT_CODES.length);
      assert.equal(await cell(dialog, "forced open: SIA").inputValue(), "BA");
      assert.equal(await cell(dialog, "duress (silent): Contact ID").inputValue(), "121");
      await cell(dialog, "forced open: SIA").fill("burglary");
      assert.equal(await said(dialog, "codes"), "SIA: enter two capital letters, or nothing.");
      await cell(dialog, "forced open: SIA").fill("DF");
      assert.equal(await said(dialog, "codes"), "");
      await cell(dialog, "unit restarted: Contact ID").fill("");
      await dialog.ok();
      assert.deepEqual(await saved(id, "codes"), [
        { cause: "forced", sia: "DF", restore: "BR", cid: "133" },
        { cause: "boot", sia: "RR", restore: "", cid: "" },
      ]);
      const again = await red.editor.edit(id, "account");
      assert.equal(await cell(again, "forced open: SIA").inputValue(), "DF");
      await again.row("codes").getByRole("button", { name: "All as usual" }).click();
      assert.equal(await cell(again, "forced open: SIA").inputValue(), "BA");
      await again.ok();
      assert.deepEqual(await saved(id, "codes"), []);
      await red.editor.remove(id);
    });

    it("takes zones, and says of the account, the key and the times what is wrong with them", async () => {
      const id = await red.editor.drag("dc09-out", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "account");
      for (const [field, value, words] of [
        ["account", "12", /3 to 16 digits/],
        ["site", "Fort branch", /2 to 16 capital letters/],
        ["key", "too short", /32, 48 or 64 hexadecimal digits/],
        ["lostAfter", "60", /more seconds than the supervision/],
      ] as const) {
        await dialog.field(field).fill(value);
        assert.match((await dialog.check(field).textContent()) ?? "", words);
      }
      await dialog.field("lostAfter").fill("180");
      await dialog.row("zones").getByRole("button", { name: "add locker" }).click();
      await dialog.row("zones").getByPlaceholder("MUM01-0001").fill("MUM01-0001");
      assert.match(await said(dialog, "zones"), /Zone: enter a number from 0 to 99999\./);
      await dialog.row("zones").getByLabel("Zone", { exact: true }).fill("501");
      assert.equal(await said(dialog, "zones"), "");
      await dialog.ok();
      assert.deepEqual(await saved(id, "zones"), [{ locker: "MUM01-0001", number: "501" }]);
      await red.editor.remove(id);
    });
  });
}
