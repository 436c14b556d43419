import { defineConfig } from "../config/define.ts";
import { nodeRef, number, text } from "../config/fields.ts";
import { problem } from "../config/problem.ts";

const SITE_ID = /^[A-Z0-9-]{2,16}$/;
/** Stands for every site of the register. */
const ALL = "all";
/** Everything passes, and nobody is asked for a visit. */
const NONE = "none";

export const lockerVisit = defineConfig({
  fields: {
    name: text({ max: 80 }),
    register: nodeRef("locker-register"),
    /** That ask for visits. */
    sites: text({
      value: ALL,
      required: true,
      max: 4000,
      check: (given) => (sitesIn(given) === null ? problem("locker-visit.check.sites") : null),
    }),
    /** A visit is over at the latest when its hours end; without one only when its time is over. */
    calendar: nodeRef("site-calendar", { required: false }),
    /** Minutes. */
    minutes: number({ value: 30, min: 1, max: 720, integer: true }),
    /** Minutes. */
    grace: number({ value: 2, min: 0, max: 60 }),
    /** Absolute, or relative to Node-RED's user directory; empty: none. */
    folder: text({ value: "", max: 1000 }),
  },
});

/** The sites a text names; "all" for every site of the register, null where it cannot be understood. */
export function sitesIn(given: string): ReadonlySet<string> | typeof ALL | null {
  const word = given.trim().toLowerCase();
  if (word === ALL) return ALL;
  if (word === NONE) return new Set();
  const sites = given.split(/[\s,;]+/).filter((site) => site !== "");
  return sites.length > 0 && sites.every((site) => SITE_ID.test(site)) ? new Set(sites) : null;
}
