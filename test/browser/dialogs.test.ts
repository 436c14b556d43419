import assert from "node:assert/strict";
import { configOf } from "../../.build/assemble.mts";
import type { Fields } from "../../nodes/config/define.ts";
import { needs } from "../needs.ts";
import { inPalette, names } from "../package/package.ts";
import type { Dialog } from "./editor.ts";
import { freshEditor } from "./fresh-editor.ts";

/** Two lines of text make a palette entry higher than this. */
const ONE_LINE_PIXELS = 32;

// A font as wide as the Arial that the editor asks for: in wider ones, labels of Node-RED itself wrap, too.
if (needs("chromium", "Liberation Sans")) {
  describe("the editor", function () {
    this.timeout(120_000);
    const red = freshEditor();
    afterEach(async function () {
      const { problems } = red.editor;
      // A dialog that was left open must not fail the tests after it.
      if (this.currentTest?.isFailed()) {
        await red.another();
      }
      assert.deepEqual(problems, []);
    });

    it("shows each node on one line of the palette", async () => {
      const entries = await red.editor.page
        .locator("#red-ui-palette-smart_lockers .red-ui-palette-node")
        .all();
      assert.equal(entries.length, inPalette.length);
      for (const entry of entries) {
        const type = await entry.getAttribute("data-palette-type");
        const box = await entry.boundingBox();
        assert.ok(
          box && box.height <= ONE_LINE_PIXELS,
          `${type} is ${box?.height} pixels high in the palette`,
        );
      }
    });

    const opened = new Set<string>();
    for (const name of inPalette) {
      it(`opens the dialog of ${name} and of what it refers to, with words for each field`, async () => {
        const { fields, credentials } = await configOf(name);
        const id = await red.editor.drag(name, { x: 300, y: 300 });
        const dialog = await red.editor.edit(id, "name");
        await look(dialog, [...shownOf(fields), ...Object.keys(credentials)]);
        opened.add(name);
        await openReferred(dialog, fields, opened, new Set([name]));
        await dialog.field("name").fill("n".repeat(81));
        assert.match((await dialog.check("name").textContent()) ?? "", /at most 80 characters/);
        await dialog.field("name").fill("a name");
        assert.equal(await dialog.check("name").textContent(), "");
        await dialog.ok();
        assert.match((await red.editor.node(id).textContent()) ?? "", /a name/);
        await red.editor.remove(id);
      });
    }

    it("opened every dialog there is", () => {
      assert.deepEqual([...opened].sort(), names);
    });

    /** Opens the dialogs of the config nodes that this one refers to, and theirs, and leaves them again. */
    async function openReferred(
      dialog: Dialog,
      fields: Awaited<ReturnType<typeof configOf>>["fields"],
      seen: Set<string>,
      within: ReadonlySet<string>,
    ): Promise<void> {
      for (const [field, { nodeType }] of Object.entries(fields)) {
        if (nodeType === undefined || within.has(nodeType) || !names.includes(nodeType)) continue;
        if (!(await dialog.field(field).isVisible())) continue;
        const referred = await configOf(nodeType);
        const inner = await dialog.add(field);
        await look(inner, [...shownOf(referred.fields), ...Object.keys(referred.credentials)]);
        seen.add(nodeType);
        await openReferred(inner, referred.fields, seen, new Set([...within, nodeType]));
        await inner.cancel();
        await dialog.field(field).waitFor();
      }
    }
  });
}

function shownOf(fields: Fields): readonly string[] {
  return Object.keys(fields).filter((name) => fields[name]?.kind !== "version");
}

/** Every row that is shown has a label and a tip in words. */
async function look(dialog: Dialog, fields: readonly string[]): Promise<void> {
  for (const field of fields) {
    const row = dialog.row(field);
    assert.equal(await row.count(), 1, `${field} has no row`);
    if (!(await row.isVisible())) continue;
    for (const part of ["label", ".sl-tip"]) {
      const words = ((await row.locator(part).first().textContent()) ?? "").trim();
      assert.match(words, /[a-z]{2}/i, `${field} has no ${part}`);
      assert.doesNotMatch(words, /^[\w-]+(\.[\w-]+)+$/, `${field} shows a key of the catalogue`);
    }
    const sentence = ((await dialog.check(field).textContent()) ?? "").trim();
    if (sentence !== "") assert.match(sentence, /[.!]$/, `${field} shows "${sentence}"`);
    if ((await dialog.field(field).count()) === 0) continue;
    assert.equal(
      await dialog.marked(field),
      sentence !== "",
      `${field}: a red border and a sentence go together`,
    );
  }
}
