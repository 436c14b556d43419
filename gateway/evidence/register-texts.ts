import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Register } from "../../nodes/domain/register.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import { REGISTER_FILES, type RegisterTexts } from "../../nodes/domain/register-table.ts";

/**
 * The register in this folder, as far as it can be read; null where there is none. What a pack takes from it stands
 * apart from what is proven.
 */
export function registerIn(folder: string): Register | null {
  const found = REGISTER_FILES.map((file) => [file, read(join(folder, file))] as const);
  if (found.every(([, text]) => text === null)) return null;
  const texts: RegisterTexts = Object.assign(emptyTexts(), Object.fromEntries(found));
  return readRegister(texts).register;
}

function emptyTexts(): RegisterTexts {
  return {
    ...{ "sites.csv": null, "units.csv": null, "lockers.csv": null },
    ...{ "contacts.csv": null, "hirers.csv": null, "subscriptions.csv": null },
  };
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
