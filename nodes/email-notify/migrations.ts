import { hirersWording } from "../config/hirers-wording.ts";
import type { Migration } from "../config/migrate.ts";
import { EMAIL_TEXTS } from "../domain/default-texts.ts";

/** Version 1 had one text for all hirers; whoever has written one keeps it. */
const fromOne: Migration = (saved) => ({
  wording: hirersWording(saved, { ...EMAIL_TEXTS.hirers }),
  ...saved,
});

export const MIGRATIONS: readonly Migration[] = [fromOne];
