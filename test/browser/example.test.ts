import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { needs } from "../needs.ts";
import type { Comms } from "../node-red-comms.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { packageJson } from "../package/package.ts";
import { launch } from "./chromium.ts";
import { Editor } from "./editor.ts";

const EXAMPLE = "access-window";
/** Labels in it. */
const EVENT = "Monday, 11:02";
const JUDGE = "access hours";
const SECOND = "second opinion";

if (needs("chromium")) {
  describe("an example, imported and rewired in the editor", function () {
    this.timeout(120_000);
    let red: NodeRedProcess;
    let browser: Browser;
    let editor: Editor;
    let comms: Comms;

    before(async () => {
      red = await startNodeRed({ flows: [] });
      browser = await launch();
      editor = await Editor.open(browser, red.url);
      comms = await red.comms();
    });
    after(async () => {
      comms?.close();
      await browser?.close();
      await red?.stop();
    });

    it("comes from Import > Examples into the flow that is open", async () => {
      await editor.importExample([packageJson.name, EXAMPLE], { x: 300, y: 300 });
      await editor.labelled(JUDGE);
    });

    it("is told by a sentence and a mark what is missing in a second node, until it is put right", async () => {
      const id = await editor.drag(EXAMPLE, { x: 400, y: 600 });
      await editor.wire(await editor.labelled(EVENT), 0, id);
      assert.equal(await editor.invalidMark(id).count(), 1);

      const dialog = await editor.edit(id, "calendar");
      assert.match(
        (await dialog.check("calendar").textContent()) ?? "",
        /^Choose a configured site-calendar/,
      );
      await dialog.field("calendar").selectOption({ index: 0 });
      assert.equal(await dialog.check("calendar").textContent(), "");
      await dialog.field("name").fill(SECOND);
      await dialog.ok();
      assert.equal(await editor.invalidMark(id).count(), 0);
    });

    it("runs as it is drawn when it was deployed", async () => {
      await red.runningAfter(() => editor.deploy());
      await editor.inject(await editor.labelled(EVENT));
      await comms.statusLike(await editor.labelled(JUDGE), /inside/);
      await comms.statusLike(await editor.labelled(SECOND), /inside/);
      await comms.debugLike(/access hours/);
    });

    it("left no error in the page", () => {
      assert.deepEqual(editor.problems, []);
    });
  });
}
