import { defineConfig } from "../config/define.ts";
import { text } from "../config/fields.ts";

export const lockerRegister = defineConfig({
  fields: {
    name: text({ max: 80 }),
    /** Absolute, or relative to Node-RED's user directory. */
    folder: text({ value: "smart-lockers/register", required: true, max: 1000 }),
  },
});

/** What the dialog is told of the running register. */
export interface RegisterReport {
  /** Absolute. */
  readonly folder: string;
  readonly counts: Readonly<
    Record<"sites" | "units" | "lockers" | "contacts" | "hirers" | "subscriptions", number>
  >;
  /** There are texts for hirers in, as canonical tags. */
  readonly languages: readonly string[];
  readonly problemCount: number;
  /** The first REPORTED of them, as sentences with their file and line. */
  readonly problems: readonly string[];
}

export const REPORTED = 100;

/** Where the runtime answers with a report, relative to the editor; the node's id follows. */
export const REPORT_PATH = "smart-lockers/register";
