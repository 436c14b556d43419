import { readFileSync } from "node:fs";
import { nodeNames } from "../../.build/nodes.mts";

/** The parts of package.json that the tests read. */
interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly engines: { readonly node: string };
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly "node-red": {
    readonly version: string;
    readonly nodes: Readonly<Record<string, string>>;
    readonly plugins?: Readonly<Record<string, string>>;
  };
}

export const packageJson: PackageJson = json("package.json");

/** Every node's name, as its folder and as its type. */
export const names = nodeNames();

/** Those in the palette; the others are config nodes, whose dialogs open from the nodes that refer to them. */
export const inPalette = names.filter(
  (name) => !readFileSync(`nodes/${name}/editor.html`, "utf8").includes("<sl-dialog config>"),
);

export function json<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8"));
}
