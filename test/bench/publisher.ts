import { connect, type Socket } from "node:net";
import { eventBody, eventNumber, eventTopic } from "./events.ts";
import { moment } from "./moment.ts";
import { connectPacket, publishPacket } from "./mqtt-packets.ts";
import type { Moment, PublisherOrder, PublisherSays } from "./orders.ts";

/**
 * A process that publishes with QoS 1 over plain sockets: a client library would cost more than the broker does.
 * PUBACKs are read and not looked at.
 */
const CONNECTIONS = 4;
/** Events written to a socket at once. */
const GROUP = 16;
/** How often those that are paced are looked at, milliseconds. */
const BEAT_MS = 1;

const startedAt = Date.now();
let sockets: Socket[] = [];
let packetId = 0;
let units = 1;
let from = 0;
let sent = 0;
let arrived = 0;
/** Null while not flooding. */
let window: number | null = null;
let beat: NodeJS.Timeout | null = null;
let departures: Moment[] = [];

process.on("message", (order: PublisherOrder) => {
  switch (order.order) {
    case "connect":
      void open(order.port).then(() => say({ says: "connected" }));
      break;
    case "begin":
      ({ units, from } = order);
      sent = 0;
      arrived = 0;
      break;
    case "flood":
      window = order.window;
      flood();
      break;
    case "arrived":
      arrived = order.count;
      flood();
      break;
    case "pace":
      pace(order.perSecond);
      break;
    case "hold":
      window = null;
      if (beat) clearInterval(beat);
      say({ says: "held", sent, departures });
      departures = [];
  }
});
process.on("disconnect", () => process.exit());

async function open(port: number): Promise<void> {
  sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, n) => {
      const socket = connect(port, "127.0.0.1");
      socket.setNoDelay(true);
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.once("data", () => resolve());
        socket.write(connectPacket(`bench-publisher-${n}`));
      });
      socket.on("data", () => {});
      socket.on("drain", flood);
      return socket;
    }),
  );
}

function flood(): void {
  for (const socket of sockets) {
    while (window !== null && sent - arrived < window && !socket.writableNeedDrain) {
      const group = Math.min(GROUP, window - (sent - arrived));
      socket.write(Buffer.concat(Array.from({ length: group }, next)));
    }
  }
}

function pace(perSecond: number): void {
  const begun = moment();
  let written = 0;
  beat = setInterval(() => {
    for (const due = ((moment() - begun) / 1000) * perSecond; written < due; written += 1) {
      departures.push([from + sent, moment()]);
      sockets[written % sockets.length]?.write(next());
    }
  }, BEAT_MS);
}

function next(): Buffer {
  const event = eventNumber(from + sent, units);
  sent += 1;
  packetId = (packetId % 65_535) + 1;
  return publishPacket(eventTopic(event.unit), packetId, eventBody(event, Date.now(), startedAt));
}

function say(what: PublisherSays): void {
  process.send?.(what);
}
