import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Tarball {
  /** The .tgz itself. */
  readonly file: string;
  /** The unpacked package. */
  readonly folder: string;
  /** Paths within the package, sorted. */
  readonly contents: readonly string[];
  /** Bytes, packed. */
  readonly size: number;
}

/** Packs what was built, as `npm publish` would, into a folder that goes away with this process. */
export function pack(): Tarball {
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-packed-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  // Without scripts: the runner has built dist/, and other suites are reading it.
  const output = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const answer: PackedJson[] | Record<string, PackedJson> = JSON.parse(output);
  const [packed] = Object.values(answer);
  if (packed === undefined) throw new Error(`npm pack answered ${output}`);
  const file = join(folder, packed.filename);
  execFileSync("tar", ["-xzf", file, "-C", folder]);
  return {
    file,
    folder: join(folder, "package"),
    contents: packed.files.map(({ path }) => path).sort(),
    size: packed.size,
  };
}

interface PackedJson {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}
