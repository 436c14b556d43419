import { type ConfigOf, defineConfig } from "../config/define.ts";
import { number, text } from "../config/fields.ts";

export const sosAlert = defineConfig({
  fields: {
    name: text({ max: 80 }),
    /** Minutes. */
    alarmAgainAfter: number({ value: 15, min: 0, max: 1440 }),
  },
});

export type SosAlertConfig = ConfigOf<typeof sosAlert>;
