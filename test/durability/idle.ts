import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { eventOf } from "../journal/making.ts";

/** Run as a process of its own: leaves a journal open with nothing to do. */
const [file = "", close = ""] = process.argv.slice(2);
const journal = openJournal({ file, clock: systemClock });
console.log((await journal.append(eventOf())).result);
if (close === "close") await journal.close();
