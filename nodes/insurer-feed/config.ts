import { defineConfig } from "../config/define.ts";
import { nodeRef, text } from "../config/fields.ts";

export const insurerFeed = defineConfig({
  fields: {
    name: text({ max: 80 }),
    register: nodeRef("locker-register"),
    /** Whose time zone says which day it is; without one it is the gateway's. */
    calendar: nodeRef("site-calendar", { required: false }),
  },
});
