import { type ConfigOf, defineConfig } from "../config/define.ts";
import { nodeRef, text } from "../config/fields.ts";

export const accessWindow = defineConfig({
  fields: {
    name: text({ max: 80 }),
    calendar: nodeRef("site-calendar"),
  },
});

export type AccessWindowConfig = ConfigOf<typeof accessWindow>;
