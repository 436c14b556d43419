import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** A package of somebody else's of which at least one byte is in the bundle. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly source: string;
  readonly text: string;
}

/** Licences that allow this package to carry the code; MPL-2.0 asks that its source can be found. */
const ALLOWED =
  /^(0BSD|MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|CC0-1\.0|CC-BY-3\.0|MPL-2\.0|BlueOak-1\.0\.0|Unlicense)$/;

/** Said of packages that name the licence of this one and ship no text of it. */
const OWN_LICENCE = "The words of the Apache License 2.0 are in the file LICENSE of this package.";

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
}

/** @throws Error naming the packages whose licence is missing or not one of those allowed */
export function bundledPackages(metafiles: readonly Metafile[]): Bundled[] {
  const folders = new Set<string>();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  const packages = [...folders].map(read);
  const refused = packages.filter(({ licence, text }) => !isAllowed(licence) || text === "");
  if (refused.length > 0) {
    throw new Error(
      `The bundle holds code whose licence is missing or not on the list of .build/licences.mts: ${refused
        .map(({ name, version, licence }) => `${name}@${version} (${licence || "none"})`)
        .join(", ")}`,
    );
  }
  return packages.sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** The text that goes along with the bundle; packages under the same words share them. */
export function licencesText(packages: readonly Bundled[]): string {
  const groups = new Map<string, Bundled[]>();
  for (const bundled of packages) groups.set(bundled.text, [...(groups.get(bundled.text) ?? []), bundled]);
  return [
    `This package carries code of the ${packages.length} packages below, each under its own licence.`,
    ...[...groups].map(([text, sharing]) => {
      const lines = sharing.map(
        ({ name, version, licence, source }) =>
          `${name} ${version}\n  Licence: ${licence}\n  Source: ${source}`,
      );
      return `${"-".repeat(80)}\n${lines.join("\n")}\n\n${text}`;
    }),
    "",
  ].join("\n\n");
}

/** `(A OR B)` leaves a choice, `(A AND B)` asks for both. */
function isAllowed(expression: string): boolean {
  return expression
    .replace(/[()]/g, "")
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((licence) => ALLOWED.test(licence.trim())));
}

function read(folder: string): Bundled {
  const { name, version, license, homepage, repository }: PackageJson = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const files = globSync(["{LICENSE,LICENCE,License,Licence,license,licence,COPYING,NOTICE}*"], {
    cwd: folder,
  })
    .filter((file) => !/\.(js|ts|json)$/.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim().replaceAll("\r\n", "\n"));
  const licence = license ?? "";
  return {
    name,
    version,
    licence,
    source:
      (typeof repository === "string" ? repository : repository?.url) ?? homepage ?? `npm package ${name}`,
    text: texts.join("\n\n") || (licence === "Apache-2.0" ? OWN_LICENCE : ""),
  };
}
