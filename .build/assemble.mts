import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Config, Fields } from "../nodes/config/define.ts";
import { expandDialog } from "./dialog.mts";

/**
 * Puts together what Node-RED reads beside the built node files: pages (with the editor's scripts from
 * `scripts`), catalogues, help, icons, examples.
 */
export async function assemble(names: readonly string[], scripts: string, dist: string): Promise<void> {
  const style = readFileSync("nodes/editor/dialog.css", "utf8");
  for (const name of names) {
    const script = readFileSync(`${scripts}/${name}.global.js`, "utf8");
    const dialog = expandDialog(
      readFileSync(`nodes/${name}/editor.html`, "utf8"),
      name,
      await configOf(name),
    );
    writeFileSync(
      `${dist}/${name}.html`,
      `<style>${style}</style>\n${dialog}\n<script type="text/javascript">\n${script}</script>\n`,
    );
    for (const language of readdirSync(`nodes/${name}/locales`)) locale(name, language, dist);
  }
  cpSync("nodes/control-room/plugin.html", `${dist}/control-room.html`);
  for (const language of readdirSync("nodes/control-room/locales")) {
    cpSync(
      `nodes/control-room/locales/${language}/control-room.json`,
      `${dist}/locales/${language}/control-room.json`,
    );
  }
  cpSync("icons", `${dist}/icons`, { recursive: true });
  // Node-RED offers only what lies under examples/; the one copy of a flow in git is that in flows/.
  rmSync("examples/flows", { recursive: true, force: true });
  mkdirSync("examples/flows", { recursive: true });
  for (const file of globSync("flows/*.json")) cpSync(file, `examples/${file}`);
}

/** The one definition a config.ts exports. */
export async function configOf(name: string): Promise<Config<Fields, Fields>> {
  const module: Record<string, unknown> = await import(
    pathToFileURL(resolve(`nodes/${name}/config.ts`)).href
  );
  const found = Object.values(module).find(
    (value): value is Config<Fields, Fields> =>
      typeof value === "object" && value !== null && "fields" in value && "rule" in value,
  );
  if (!found) throw new Error(`nodes/${name}/config.ts exports no configuration made by defineConfig`);
  return found;
}

function locale(name: string, language: string, dist: string): void {
  const folder = `nodes/${name}/locales/${language}`;
  mkdirSync(`${dist}/locales/${language}`, { recursive: true });
  const common = `nodes/editor/common.${language}.json`;
  const catalogue = {
    ...JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")),
    common: JSON.parse(readFileSync(existsSync(common) ? common : "nodes/editor/common.en-US.json", "utf8")),
  };
  writeFileSync(`${dist}/locales/${language}/${name}.json`, JSON.stringify(catalogue));
  const help = readFileSync(`${folder}/${name}.md`, "utf8");
  writeFileSync(
    `${dist}/locales/${language}/${name}.html`,
    `<script type="text/markdown" data-help-name="${name}">\n${help}</script>\n`,
  );
}
