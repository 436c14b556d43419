import assert from "node:assert/strict";
import { json } from "./package.ts";

interface Locked {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe("package-lock.json", () => {
  const { packages }: { packages: Readonly<Record<string, Locked>> } = json("package-lock.json");

  it("names every package for every platform: npm ci refuses it otherwise", () => {
    const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !places(path, name).some((place) => place in packages))
        .map((name) => `${path} needs ${name}`),
    );
    assert.deepEqual(missing, []);
  });
});

/** Where Node looks for a package that is required from a folder, nearest first. */
function places(from: string, name: string): string[] {
  const folders = from === "" ? [""] : [from];
  for (
    let end = from.lastIndexOf("/node_modules/");
    end > 0;
    end = from.lastIndexOf("/node_modules/", end - 1)
  ) {
    folders.push(from.slice(0, end));
  }
  return [...folders, ""].map((folder) => `${folder === "" ? "" : `${folder}/`}node_modules/${name}`);
}
