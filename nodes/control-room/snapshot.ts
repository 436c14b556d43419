import { once } from "node:events";
import type { Person, Response } from "./person.ts";
import { PROTOCOL, type Snapshot } from "./protocol.ts";
import type { Room } from "./room.ts";
import { breath } from "./turns.ts";

/** Things that are written at once. */
const AT_ONCE = 250;
const LOADED_MS = 5_000;

/** Sends the board as one JSON document, in pieces, so that nothing waits while it is made. */
export async function sendSnapshot(room: Room, person: Person, response: Response): Promise<undefined> {
  const release = room.hold();
  try {
    await room.loadedWithin(LOADED_MS);
    const { board } = room;
    const { canAct } = person;
    response.type("application/json; charset=utf-8");
    const head: Pick<Snapshot, "protocol" | "gateway" | "outbox"> = {
      protocol: PROTOCOL,
      gateway: room.gatewayFor(person),
      outbox: canAct ? board.counts : board.loudCounts,
    };
    response.write(JSON.stringify(head).slice(0, -1));
    const incidents = [...board.incidents.values()].filter(({ silent }) => canAct || !silent);
    await list(response, "sites", [...board.sites.values()]);
    await list(response, "units", [...board.units.values()]);
    await list(response, "lockers", [...board.lockers.values()]);
    await list(response, "incidents", incidents);
    response.end("}");
  } finally {
    release();
  }
}

async function list(
  response: Response,
  name: Exclude<keyof Snapshot, "protocol" | "gateway" | "outbox">,
  all: readonly object[],
): Promise<void> {
  response.write(`,"${name}":[`);
  for (let at = 0; at < all.length && !response.destroyed; at += AT_ONCE) {
    const piece = JSON.stringify(all.slice(at, at + AT_ONCE)).slice(1, -1);
    const goesOn = response.write(at === 0 ? piece : `,${piece}`);
    if (goesOn) await breath();
    else await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  response.write("]");
}
