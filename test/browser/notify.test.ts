import assert from "node:assert/strict";
import { SMS_TEXTS } from "../../nodes/domain/default-texts.ts";
import { needs } from "../needs.ts";
import { until } from "../until.ts";
import { freshEditor } from "./fresh-editor.ts";

if (needs("chromium")) {
  describe("the dialog of a notify node", function () {
    this.timeout(120_000);
    const red = freshEditor();
    afterEach(() => {
      assert.deepEqual(red.editor.problems, []);
    });

    const preview = () => red.editor.page.locator("#sl-preview-text");

    it("shows how the text reads and how many SMS it takes, as it is typed", async () => {
      const id = await red.editor.drag("sns-notify", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "text");
      assert.match((await preview().textContent()) ?? "", /locker XX0001 opened on 22 Nov 2026/);
      assert.match((await preview().textContent()) ?? "", /1 SMS, \d+ of 160 places used\./);
      await dialog.field("text").fill("Rs ₹5 for {{locker}}");
      assert.match((await preview().textContent()) ?? "", /1 SMS, 16 of 70 places used\..*long form.*: ₹$/);
      await dialog.field("text").fill("{{incident.summary}}");
      assert.match(
        (await dialog.check("text").textContent()) ?? "",
        /^Hirers must not read \{\{incident\.summary\}\}/,
      );
      assert.equal(await preview().textContent(), "");
      await dialog.cancel();
      await red.editor.remove(id);
    });

    it("gives an untouched text the wording for whom is told, and keeps one's own", async () => {
      const id = await red.editor.drag("sns-notify", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "text");
      assert.ok(!(await dialog.row("topic").isVisible()));
      await dialog.field("to").selectOption("topic");
      assert.ok(await dialog.row("topic").isVisible());
      assert.equal(await dialog.field("text").inputValue(), SMS_TEXTS.topic.text);
      assert.equal(await dialog.field("subject").inputValue(), SMS_TEXTS.topic.subject);
      assert.match((await dialog.check("topic").textContent()) ?? "", /Fill this in/);
      assert.deepEqual([await dialog.marked("topic"), await dialog.marked("text")], [true, false]);
      await dialog.field("text").fill("{{reason}}");
      assert.equal(await dialog.check("text").textContent(), "");
      await dialog.field("to").selectOption("hirers");
      assert.equal(await dialog.field("text").inputValue(), "{{reason}}");
      assert.match((await dialog.check("text").textContent()) ?? "", /^Hirers must not read \{\{reason\}\}/);
      await dialog.cancel();
      await red.editor.remove(id);
    });

    it("tells who the AWS account is not, without deploying it", async () => {
      const id = await red.editor.drag("sns-notify", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "text");
      const account = await dialog.add("account");
      await account.field("identity").selectOption("keys");
      assert.ok(await account.row("accessKeyId").isVisible());
      assert.ok(!(await account.row("roleAlias").isVisible()));
      await red.editor.page.locator("#sl-account-test").click();
      const answer = red.editor.page.locator("#sl-account-answer");
      await until("the answer", async () => /Fill this in/.test((await answer.textContent()) ?? ""));
      assert.match(
        (await answer.textContent()) ?? "",
        /^Region: Fill this in\. Access key id: Fill this in\./,
      );
      await account.cancel();
      await dialog.cancel();
      await red.editor.remove(id);
    });
  });
}
