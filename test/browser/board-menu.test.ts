import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import { freshEditor } from "./fresh-editor.ts";

if (needs("chromium")) {
  describe("the control room's board, from the editor", function () {
    this.timeout(120_000);
    const red = freshEditor();

    it("is a line of the View menu, which opens it in a window of its own", async () => {
      const { page } = red.editor;
      const opened = page.context().waitForEvent("page");
      await page.locator("#red-ui-header-button-sidemenu").click();
      await page.locator("#menu-item-view-menu").hover();
      const line = page.locator("#menu-item-smart-lockers-board");
      assert.equal((await line.textContent())?.trim(), "Control room board");
      await line.click();
      const board = await opened;
      assert.equal(new URL(board.url()).pathname, "/smart-lockers/board/");
      assert.equal(await board.evaluate("window.opener"), null);
    });
  });
}
