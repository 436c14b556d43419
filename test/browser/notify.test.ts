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

    it("shows how the texts by language read, and how many SMS each takes, without asking for one", async () => {
      const id = await red.editor.drag("sns-notify", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "to");
      const wordings = red.editor.page.locator("#sl-preview-wording");
      assert.equal(await dialog.field("wording").inputValue(), "languages");
      assert.ok(!(await dialog.row("text").isVisible()));
      assert.ok(!(await dialog.row("dltText").isVisible()));
      assert.equal(await preview().textContent(), "");
      const heads = await wordings.locator("summary").allTextContents();
      assert.deepEqual(
        [heads[0], heads[5], heads.length],
        ["English, opened: 1 SMS", "Hindi, opened: 2 SMS", 10],
      );
      await wordings.locator("summary").nth(5).click();
      const hindi = wordings.locator("details").nth(5);
      assert.match((await hindi.locator("[lang=hi]").textContent()) ?? "", /लॉकर XX0001 22 नवंबर 2026/);
      assert.match(
        (await hindi.textContent()) ?? "",
        /2 SMS, 131 of 134 places used\. This is more than one SMS/,
      );
      assert.match(
        (await wordings.textContent()) ?? "",
        /files such as texts\/mr\.json in the register's folder/,
      );
      await dialog.field("to").selectOption("topic");
      assert.ok(!(await wordings.isVisible()));
      assert.ok(!(await dialog.row("wording").isVisible()));
      await dialog.cancel();
      await red.editor.remove(id);
    });

    it("shows how one's own text reads, how many SMS it takes, and what it lacks, as it is typed", async () => {
      const id = await red.editor.drag("sns-notify", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "to");
      await dialog.field("wording").selectOption("own");
      assert.match((await preview().textContent()) ?? "", /locker XX0001 opened on 22 Nov 2026/);
      assert.match((await preview().textContent()) ?? "", /1 SMS, \d+ of 160 places used\.$/);
      const hints = red.editor.page.locator("#sl-hints-text");
      assert.equal(await hints.textContent(), "");
      await dialog.field("text").fill("Rs ₹5 for {{locker}}");
      assert.match((await preview().textContent()) ?? "", /1 SMS, 16 of 70 places used\..*long form.*: ₹$/);
      assert.match((await hints.textContent()) ?? "", /has to say \{\{siteName\}\}.*\{\{redress\}\}/);
      await dialog.field("text").fill(`{{locker}}${"x".repeat(153)}`);
      assert.match(
        (await preview().textContent()) ?? "",
        /1 SMS, 159 of 160 places used\. This is nearly one SMS/,
      );
      await dialog.field("text").fill(`{{locker}}${"x".repeat(155)}`);
      assert.match(
        (await preview().textContent()) ?? "",
        /2 SMS, 161 of 306 places used\. This is more than one/,
      );
      await dialog.field("text").fill("{{incident.summary}}");
      assert.match(
        (await dialog.check("text").textContent()) ?? "",
        /^Hirers must not read \{\{incident\.summary\}\}/,
      );
      assert.equal(await preview().textContent(), "");
      await dialog.cancel();
      await red.editor.remove(id);
    });

    it("says whether one's own text is as it is registered, and where it differs", async () => {
      const id = await red.editor.drag("sns-notify", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "to");
      await dialog.field("wording").selectOption("own");
      const registered = red.editor.page.locator("#sl-preview-dltText");
      await dialog.field("text").fill("Locker {{locker}} opened.");
      await dialog.field("dltText").fill("Locker {#alphanumeric#} opened.");
      assert.equal(await registered.textContent(), "With values like these the SMS is as registered.");
      assert.match((await dialog.check("templateId").textContent()) ?? "", /Fill this in/);
      await dialog.field("dltText").fill("Locker {#numeric#} opened.");
      assert.match(
        (await registered.textContent()) ?? "",
        /from character 8 on, where variable 1, \{#numeric#\}/,
      );
      await dialog.field("dltText").fill("Locker {#number} opened.");
      assert.match((await dialog.check("dltText").textContent()) ?? "", /^The mark of a variable is open/);
      await dialog.cancel();
      await red.editor.remove(id);
    });

    it("gives an untouched text the wording for whom is told, and keeps one's own", async () => {
      const id = await red.editor.drag("sns-notify", { x: 300, y: 200 });
      const dialog = await red.editor.edit(id, "to");
      await dialog.field("wording").selectOption("own");
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
      const dialog = await red.editor.edit(id, "to");
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
