import { createServer } from "node:net";
import { Aedes } from "aedes";
import { listen } from "./listen.ts";

/** An MQTT broker inside this process. It keeps nothing: a real gateway uses Mosquitto or AWS IoT Core. */
export interface LocalBroker {
  readonly url: string;
  /** Resolves when a client has subscribed to the events of all units, as the gateway does. */
  readonly gatewayListens: Promise<void>;
  close(): Promise<void>;
}

export async function startBroker(preferredPort: number): Promise<LocalBroker> {
  const aedes = await Aedes.createBroker();
  // Small packets must not wait for each other: an alarm is one.
  const server = createServer({ noDelay: true }, (socket) => void aedes.handle(socket));
  const port = await listen(server, preferredPort);
  const gatewayListens = new Promise<void>((resolve) => {
    aedes.on("subscribe", (subscriptions) => {
      if (subscriptions.some(({ topic }) => /^lockers\/v1\/.*[+#]/.test(topic))) resolve();
    });
  });
  return {
    url: `mqtt://127.0.0.1:${port}`,
    gatewayListens,
    close: () => new Promise((resolve) => aedes.close(() => server.close(() => resolve()))),
  };
}
