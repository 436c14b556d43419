import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { needs } from "../needs.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { packageJson } from "../package/package.ts";
import { type Branch, startBranch } from "./branch.ts";
import { launch, watch } from "./chromium.ts";
import { Editor } from "./editor.ts";

const FLOW = "hirer-notice";
/** Label of the tab it brings. */
const TAB = "Hirer notice";
/** Label of the node in it where events come from. */
const EVENTS = "openings";
const WRITTEN_BY_AN_OFFICER = "Your locker was opened. This text was written by an officer.";

if (needs("chromium")) {
  describe("a bank's officer", function () {
    this.timeout(120_000);
    let branch: Branch;
    let red: NodeRedProcess;
    let browser: Browser;
    let editor: Editor;
    let handset: Page;
    let problems: readonly string[];
    let notify: string;

    before(async () => {
      branch = await startBranch();
      red = await startNodeRed({ userDir: branch.userDir, env: branch.env, flows: [] });
      browser = await launch();
      editor = await Editor.open(browser, red.url);
    });
    after(async () => {
      await browser?.close();
      await red?.stop();
      await branch?.close();
    });

    it("imports a bundled flow from Import > Examples", async () => {
      await editor.importExample([packageJson.name, "flows", FLOW]);
      await editor.openTab(TAB);
    });

    it("points it at the branch's broker", async () => {
      const { hostname, port } = new URL(branch.broker.url);
      const events = await editor.edit(await editor.labelled(EVENTS), "link");
      const link = await events.open("link");
      await link.field("host").fill(hostname);
      await link.field("port").fill("70000");
      assert.match((await link.check("port").textContent()) ?? "", /^Enter a .*number from 1 to 65535\.$/);
      await link.field("port").fill(port);
      assert.equal(await link.check("port").textContent(), "");
      await link.field("protocol").selectOption("mqtt");
      await link.field("version").selectOption("4");
      await link.ok();
      await events.ok();
    });

    it("drags a second SMS node in and wires it to the events", async () => {
      notify = await editor.drag("sns-notify", { x: 500, y: 600 });
      await editor.wire(await editor.labelled(EVENTS), 0, notify);
      assert.equal(await editor.invalidMark(notify).count(), 1);
    });

    it("is told what is wrong in its dialog, and puts it right", async () => {
      const dialog = await editor.edit(notify, "wording");
      for (const field of ["account", "register"]) {
        assert.match((await dialog.check(field).textContent()) ?? "", /^Choose a /);
        await dialog.field(field).selectOption({ index: 0 });
        assert.equal(await dialog.check(field).textContent(), "");
      }
      await dialog.field("wording").selectOption("own");
      await dialog.field("text").fill("Your locker {{lokcer}} was opened.");
      assert.match((await dialog.check("text").textContent()) ?? "", /lokcer/);
      await dialog.ok();
      assert.equal(await editor.invalidMark(notify).count(), 1);

      const again = await editor.edit(notify, "text");
      await again.field("text").fill(WRITTEN_BY_AN_OFFICER);
      assert.equal(await again.check("text").textContent(), "");
      await again.ok();
      assert.equal(await editor.invalidMark(notify).count(), 0);
    });

    it("deploys, and sees on the hirer's phone what an opened locker sends", async () => {
      await red.runningAfter(() => editor.deploy());
      await branch.broker.gatewayListens;
      const { url } = await branch.open(red.url);
      handset = await browser.newPage({ viewport: { width: 1280, height: 860 } });
      problems = watch(handset);
      await handset.goto(url);
      await handset.getByRole("button", { name: "Open", exact: true }).click();
      await handset.locator("#phone-messages").getByText(WRITTEN_BY_AN_OFFICER).waitFor();
    });

    it("met no error in either page", () => {
      assert.deepEqual([...editor.problems, ...problems], []);
    });
  });
}
