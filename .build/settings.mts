import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";

/**
 * Writes what `mos build` makes of the settings in firmware/mos.yml, as far as src/mgos and its tests use it: a
 * declaration for each setting, and the wiring of each board. Run it after changing mos.yml; a test compares.
 */
export const SETTINGS_FILE = "firmware/test/mgos-declarations/mgos_sys_config.h";

/** [key, value] overrides; [key, type, value, {title}] declares. */
export type Entry = readonly [key: string, ...rest: readonly unknown[]];
export interface Manifest {
  readonly manifest_version: string;
  readonly version: string;
  readonly platform: string;
  readonly sources: readonly string[];
  readonly libs: readonly { readonly location?: string }[];
  readonly build_vars: Readonly<Record<string, string>>;
  readonly config_schema: readonly Entry[];
  readonly conds: readonly {
    readonly when: string;
    readonly apply: { readonly config_schema: readonly Entry[] };
  }[];
}

export function manifest(): Manifest {
  // The failsafe schema leaves dates and version numbers as they are written; `core` reads the settings.
  const text = readFileSync("firmware/mos.yml", "utf8");
  const { config_schema, conds } = parse(text);
  return { ...parse(text, { schema: "failsafe" }), config_schema, conds };
}

const TYPES: Readonly<Record<string, string>> = { s: "const char *", i: "int ", b: "bool ", d: "double " };

/** The settings that mos.yml declares, by key, with their type in C. */
export function declared(entries: readonly Entry[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(([key, type, , more]) => {
      const found = typeof type === "string" && typeof more === "object" ? TYPES[type] : undefined;
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
}

/** The value of each setting on a board: what mos.yml sets for all, and what it sets for this one. */
export function valuesOn(variant: string, { config_schema, conds }: Manifest): ReadonlyMap<string, unknown> {
  const own = conds.filter(({ when }) => when === `build_vars.VARIANT == "${variant}"`);
  const entries = [...config_schema, ...own.flatMap(({ apply }) => apply.config_schema)];
  return new Map(entries.map(([key, ...rest]) => [key, rest.length >= 3 ? rest[1] : rest[0]]));
}

/** The boards, by their names. */
export function variants({ conds }: Manifest): readonly string[] {
  return conds.flatMap(({ when }) => /^build_vars\.VARIANT == "(\w+)"$/.exec(when)?.[1] ?? []);
}

/** What the header must hold. */
export function madeSettings(): string {
  const read = manifest();
  const settings = new Map([["device.id", "const char *"], ...declared(read.config_schema)]);
  const boards = variants(read).map((variant) => {
    const values = valuesOn(variant, read);
    const texts = [variant, values.get("lockers.wiring"), values.get("lockers.housing") ?? ""];
    const parts = String(texts[1]).split(";");
    const [name, wiring, housing] = texts.map((text) => JSON.stringify(text));
    return `  { \\\n    ${name}, ${parts.length}, ${housing}, \\\n    ${wiring}, \\\n  }, \\\n`;
  });
  return `/** Made from mos.yml by: node .build/settings.mts */
#ifndef MGOS_SYS_CONFIG_H
#define MGOS_SYS_CONFIG_H

#include <stdbool.h>

const char *mgos_sys_ro_vars_get_fw_version(void);
${[...settings].map(([key, type]) => `${type}mgos_sys_config_get_${key.replaceAll(".", "_")}(void);`).join("\n")}

/** Name, lockers, housing and wiring of each board. */
#define MOS_BOARDS \\
${boards.join("").replace(/ \\\n$/, "")}

#endif
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(SETTINGS_FILE, madeSettings());
}
