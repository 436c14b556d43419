import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { configOf } from "../../.build/assemble.mts";
import type { Config, Fields } from "../../nodes/config/define.ts";
import type { EditorNode, NodeType } from "../../nodes/editor/red.ts";
import { at, type Catalogue } from "./catalogue.ts";
import { computed, registered } from "./editor-script.ts";
import { json, names } from "./package.ts";

/** Labels longer than this wrap in the palette. */
const PALETTE_CHARACTERS = 13;

for (const name of names) {
  describe(`the dialog of ${name}`, () => {
    let type: string;
    let definition: NodeType;
    let config: Config<Fields, Fields>;
    let page: string;
    let catalogue: Catalogue;
    before(async () => {
      ({ type, definition } = registered(`dist/${name}.html`));
      config = await configOf(name);
      page = readFileSync(`dist/${name}.html`, "utf8");
      catalogue = json(`dist/locales/en-US/${name}.json`);
    });
    const text = (key: string): string => {
      const found = at(catalogue, key);
      assert.ok(typeof found === "string" && found.trim() !== "", `the catalogue has no ${key}`);
      return found;
    };

    it("is registered under the name of its folder, in its place in the palette", () => {
      assert.equal(type, name);
      const isConfig = definition.category === "config";
      assert.ok(isConfig || definition.category === "smart lockers", definition.category);
      if (isConfig) return;
      assert.equal(definition.color, "#D9C77E");
      assert.equal(definition.icon, `${name}.svg`);
      assert.ok(existsSync(`dist/icons/${name}.svg`));
      const label = text(`${name}.palette`);
      assert.equal(definition.paletteLabel, label, "palette and workspace show different labels");
      assert.ok(label.length <= PALETTE_CHARACTERS, `"${label}" wraps in the palette`);
    });

    it("is written out in the page, where the flow library reads it", () => {
      assert.deepEqual(computed(`dist/${name}.html`), []);
    });

    it("saves every field and every credential of config.ts, and no other", () => {
      assert.deepEqual(Object.keys(definition.defaults).sort(), Object.keys(config.fields).sort());
      assert.deepEqual(
        Object.keys(definition.credentials ?? {}).sort(),
        Object.keys(config.credentials).sort(),
      );
    });

    it("shows every field with a label, a tip and a place for its check", () => {
      const prefix = definition.category === "config" ? "node-config-input" : "node-input";
      for (const [field, { kind }] of Object.entries({ ...config.fields, ...config.credentials })) {
        if (kind === "version") continue;
        assert.match(page, new RegExp(`id="${prefix}-${field}(-widget)?"`), `${field} is not in the dialog`);
        assert.ok(page.includes(`id="sl-check-${field}"`), `${field} has no place for its check`);
        const group = field === "name" ? "common" : name;
        text(`${group}.label.${field}`);
        text(`${group}.tip.${field}`);
      }
    });

    it("names every choice", () => {
      for (const [field, { choices }] of Object.entries(config.fields)) {
        for (const choice of choices ?? []) text(`${name}.choice.${field}.${choice}`);
      }
    });

    it("finds each text it shows in the catalogue", () => {
      for (const [, value = ""] of page.matchAll(/data-i18n="([^"]*)"/g)) {
        for (const part of value.split(";")) text(part.replace(/^\[\w+\]/, ""));
      }
    });

    it("says in a sentence what is missing in a node that was just dragged in, or takes it", () => {
      const node: EditorNode = {
        id: "dragged",
        type,
        _: (key, params) => {
          const sentence = text(key).replace(/__(\w+)__/g, (_, param: string) => {
            assert.ok(params?.[param] !== undefined, `${key} gets no ${param}`);
            return String(params[param]);
          });
          assert.match(sentence, /[.!]$/, `${key} is no sentence`);
          return sentence;
        },
      };
      for (const [field, entry] of Object.entries(definition.defaults)) node[field] = entry.value;
      for (const entry of Object.values(definition.defaults)) {
        const verdict = entry.validate?.call(node, entry.value, {}) ?? true;
        assert.ok(verdict === true || typeof verdict === "string");
      }
    });

    it("labels each output", () => {
      const outputs = definition.outputs ?? 0;
      if (outputs < 2) return;
      const { outputLabels } = definition;
      const node: EditorNode = { id: "dragged", type, _: text };
      const labels = Array.from({ length: outputs }, (_, index) =>
        typeof outputLabels === "function" ? outputLabels.call(node, index) : outputLabels?.[index],
      );
      assert.ok(labels.every(Boolean), `an output has no label: ${labels}`);
      assert.equal(new Set(labels).size, outputs, `two outputs have the same label: ${labels}`);
    });

    it("has help in every language it speaks, the first paragraph for the palette", () => {
      for (const language of readdirSync(`nodes/${name}/locales`)) {
        const help = readFileSync(`dist/locales/${language}/${name}.html`, "utf8");
        const [, body = ""] = /data-help-name="[\w-]+">\n([\s\S]*)<\/script>/.exec(help) ?? [];
        assert.match(
          body.split("\n\n")[0] ?? "",
          /^[A-Z][^#]+\.$/,
          `the help of ${name} (${language}) starts otherwise`,
        );
      }
    });

    it("has help that Node-RED can set: each property of a message on a line of its own, with its type", () => {
      for (const language of readdirSync(`nodes/${name}/locales`)) {
        const lines = readFileSync(`nodes/${name}/locales/${language}/${name}.md`, "utf8").split("\n");
        for (const [index, line] of lines.entries()) {
          if (!/^\s*:/.test(line)) continue;
          assert.match(line, /^\s*: [^:(]+ \([^)]+\) : [^:]+$/, "Node-RED shows this line as it stands");
          assert.match(lines[index + 1] ?? "", /^$|^\s*:/, `"${line}" goes on in the next line`);
        }
      }
    });
  });
}
