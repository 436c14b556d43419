import mqtt from "mqtt";
import { filterFor } from "../../nodes/domain/parse-topic.ts";
import { Arrivals, say } from "./arrivals.ts";
import type { SinkOrder } from "./orders.ts";

/** A process that subscribes to the events and only counts them: as fast as one can be in Node.js. */
const SEQ = Buffer.from('"seq":');
const UNIT = Buffer.from('"unit":"BENCH-');
const arrivals = new Arrivals();

process.on("message", (order: SinkOrder) => {
  if (order.order === "connect") subscribe(order.port);
  else arrivals.obey(order);
});
process.on("disconnect", () => process.exit());
say({ says: "ready", port: 0 });

function subscribe(port: number): void {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, clientId: "bench-raw" });
  client.on("connect", () => client.subscribe(filterFor("event"), { qos: 1 }));
  client.on("message", (_topic, payload) => {
    arrivals.take({ unit: numberAfter(UNIT, payload), seq: numberAfter(SEQ, payload) });
  });
}

function numberAfter(name: Buffer, payload: Buffer): number {
  let number = 0;
  for (let at = payload.indexOf(name) + name.length; ; at += 1) {
    const digit = (payload[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return number;
    number = number * 10 + digit;
  }
}
