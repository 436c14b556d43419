import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { assemble } from "./assemble.mts";
import { bundleBoard, bundleEditor, bundleRuntime } from "./bundle.mts";
import { bundledPackages, licencesText } from "./licences.mts";
import { nodeNames } from "./nodes.mts";

/**
 * Builds the whole of dist/ from nothing; one that fails leaves the last good dist/ as it was. What it found
 * out about the bundle is left in .local/ for the tests.
 */
const NEW = ".local/build/dist";
const SCRIPTS = ".local/build/editor";

const started = performance.now();
const names = nodeNames();
rmSync(".local/build", { recursive: true, force: true });
const [runtime, editor, board] = await Promise.all([
  bundleRuntime(names, NEW),
  bundleEditor(names, SCRIPTS),
  bundleBoard(`${NEW}/control-room`),
]);
await assemble(names, SCRIPTS, NEW);
const packages = bundledPackages([runtime, editor, board]);
writeFileSync(`${NEW}/THIRD-PARTY-LICENSES.txt`, licencesText(packages));
writeFileSync(".local/build/bundle.json", JSON.stringify({ runtime, editor, board }));
rmSync("dist", { recursive: true, force: true });
renameSync(NEW, "dist");

const files = readdirSync("dist", { recursive: true, encoding: "utf8" })
  .map((file) => `dist/${file}`)
  .filter((file) => statSync(file).isFile());
const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
const packed = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
console.log(
  `dist: ${names.length} nodes, ${files.length} files, ${kilobytes(size)} (${kilobytes(packed)} compressed), ` +
    `code of ${packages.length} other packages, built in ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
for (const file of files.filter((file) => file.endsWith(".js") && statSync(file).size > 200_000)) {
  console.log(`  ${file} ${kilobytes(statSync(file).size)}`);
}
