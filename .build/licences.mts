import { existsSync, globSync, readFileSync } from "node:fs";
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
  /^(0BSD|MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|CC0-1\.0|CC-BY-3\.0|MPL-2\.0|BlueOak-1\.0\.0|Unlicense)$/;

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
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

/** The text that goes along with the bundle. */
export function licencesText(packages: readonly Bundled[]): string {
  const line = "-".repeat(80);
  return [
    `This package carries code of the ${packages.length} packages below, each under its own licence.`,
    ...packages.map(
      ({ name, version, licence, source, text }) =>
        `${line}\n${name} ${version}\nLicence: ${licence}\nSource: ${source}\n\n${text}`,
    ),
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
  const { name, version, license, author, homepage, repository }: PackageJson = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const files = globSync(["{LICENSE,LICENCE,License,Licence,license,licence,COPYING,NOTICE}*"], {
    cwd: folder,
  })
    .filter((file) => !/\.(js|ts|json)$/.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim().replaceAll("\r\n", "\n"));
  const by = typeof author === "string" ? author : author?.name;
  const licence = license ?? "";
  return {
    name,
    version,
    licence,
    source:
      (typeof repository === "string" ? repository : repository?.url) ?? homepage ?? `npm package ${name}`,
    // Some packages name their licence and ship no text of it.
    text: texts.join("\n\n") || (by && licence ? standard(licence, by) : ""),
  };
}

function standard(licence: string, by: string): string {
  const file = `.build/licences/${licence}.txt`;
  return existsSync(file) ? readFileSync(file, "utf8").replace("{holder}", by).trim() : "";
}
