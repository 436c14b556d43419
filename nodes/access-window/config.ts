import { defineConfig } from "../config/define.ts";
import { flag, nodeRef, number, text } from "../config/fields.ts";

export const accessWindow = defineConfig({
  fields: {
    name: text({ max: 80 }),
    calendar: nodeRef("site-calendar"),
    /** Tells of lockers that are still open when the hours have ended. */
    lateClose: flag(true),
    /** Minutes after the end of the hours. */
    grace: number({ value: 5, min: 0, max: 240 }),
  },
});
