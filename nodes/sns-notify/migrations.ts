import { hirersWording } from "../config/hirers-wording.ts";
import type { Migration } from "../config/migrate.ts";
import { SMS_TEXTS } from "../domain/default-texts.ts";

/**
 * Version 1 had one text for all hirers. Whoever has written one, or has registered the package's at a DLT platform,
 * keeps it.
 */
const fromOne: Migration = (saved) => ({
  wording: saved.templateId ? "own" : hirersWording(saved, { text: SMS_TEXTS.hirers.text }),
  ...saved,
});

export const MIGRATIONS: readonly Migration[] = [fromOne];
