import { readFileSync, writeFileSync } from "node:fs";
import { FILE, withAlarms } from "./guide-text.mts";

/** Writes the alarms into the operator's guide: `npm run guide`. */
writeFileSync(FILE, withAlarms(readFileSync(FILE, "utf8")));
