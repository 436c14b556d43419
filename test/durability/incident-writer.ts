import { writeSync } from "node:fs";
import type { IncidentAction } from "../../nodes/domain/incident-act.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { eventOf, incidentRequest, NOW } from "../journal/making.ts";

/**
 * Run as a process of its own: leads an incident of the journal named by its first argument through the changes that
 * the others name, says each on stdout, a file, once it is confirmed, and then waits to be killed. With `lives` it
 * leads one incident after the other through all of its life until it is killed.
 */
const [file = "", ...changes] = process.argv.slice(2);
const journal = openJournal({ file, clock: systemClock });
const PERSON = { by: "asha", remark: "Seen." };

let seq = (await journal.unitState("MUM01-U07"))?.lastSeq ?? 0;
let id = "";
let transition = 0;

async function event(type: "opened" | "closed") {
  seq += 1;
  const stored = eventOf({ seq, type });
  await journal.append(stored);
  return stored;
}

function act(what: Omit<IncidentAction, "incident" | "by" | "remark">) {
  return journal.act({ ...PERSON, ...what, incident: id }, NOW + 1000);
}

function step(change: "escalated" | "repeated" | "unshelved") {
  return journal.advance({ incident: id, transition, change, now: NOW + 2000 });
}

async function lead(change: string): Promise<void> {
  switch (change) {
    case "raised":
    case "renewed": {
      const request = incidentRequest({
        event: await event("opened"),
        cause: "held-open",
        alarmAgainAfter: 0,
      });
      const { incident } = await journal.raise(request);
      id = incident.id;
      break;
    }
    case "acknowledged":
      await act({ do: "acknowledge" });
      break;
    case "returned":
      await event("closed");
      break;
    case "shelved":
      await act({ do: "shelve", minutes: 60 });
      break;
    case "reset":
      await act({ do: "reset" });
      break;
    case "escalated":
    case "repeated":
    case "unshelved":
      await step(change);
      break;
    default:
      throw new Error(`Nobody can lead an incident to ${change}`);
  }
  transition = change === "raised" ? 1 : transition + 1;
  writeSync(1, `${id} ${transition} ${change}\n`);
}

const LIFE = ["raised", "escalated", "shelved", "unshelved", "acknowledged", "renewed", "returned"];
const END = ["acknowledged", "reset"];

if (changes[0] === "lives") for (;;) for (const change of [...LIFE, ...END]) await lead(change);
for (const change of changes) await lead(change);
// Until it is killed.
setInterval(() => {}, 60_000);
