import type { Browser } from "playwright-core";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { launch } from "./chromium.ts";
import { Editor } from "./editor.ts";

/**
 * A Node-RED without flows for the whole suite that calls this, with its editor in a browser.
 * @returns the editor in use; `another` opens one in place of it, for tests after one that failed halfway
 */
export function freshEditor(): { readonly editor: Editor; another(): Promise<void> } {
  let red: NodeRedProcess;
  let browser: Browser;
  let editor: Editor;

  before(async () => {
    red = await startNodeRed({ flows: [] });
    browser = await launch();
    editor = await Editor.open(browser, red.url);
  });
  after(async () => {
    await browser?.close();
    await red?.stop();
  });

  return {
    get editor() {
      return editor;
    },
    async another() {
      await editor.page.close();
      editor = await Editor.open(browser, red.url);
    },
  };
}
